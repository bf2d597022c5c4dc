"""Links with a code: the team's alone are kept, and none where signers are at risk."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.record import Audit
from petition.models.signature import Signature
from petition.services import sequencing, sources, summing
from petition.services.errors import CodeIsTaken, NoMoreSources, SourcesAreOff
from tests.making import sign_and_confirm


@pytest.fixture
def linked(ward: Petition) -> Petition:
    sources.add(ward, code="may", name="Newsletter, May", by="alice")
    db.session.flush()
    return ward


@pytest.mark.parametrize("text", ["a", "may", "may-2026", "a" * 30])
def test_a_code_is_letters_digits_and_dashes_between_them(text: str) -> None:
    assert sources.is_code(text)


@pytest.mark.parametrize("text", ["", "-may", "may-", "May", "mäy", "a b", "a" * 31, "a\n", "٣"])
def test_all_else_is_none(text: str) -> None:
    assert not sources.is_code(text)


def test_only_the_teams_codes_are_kept(linked: Petition) -> None:
    codes = ["may", "rima-haddad", "", None]
    assert [sources.known(linked, code) for code in codes] == ["may", None, None, None]


def test_it_stays_with_the_signature_and_is_counted(linked: Petition) -> None:
    sign_and_confirm(linked, address="one@example.org")
    waiting = sign_and_confirm(linked, address="two@example.org", ref="may")
    sequencing.sequence(linked.id)
    summing.sum_counted()
    assert waiting.ref == "may"
    assert db.session.scalars(sa.select(Signature.ref).order_by(Signature.id)).all() == [None, "may"]


def test_a_code_is_given_once(linked: Petition) -> None:
    with pytest.raises(CodeIsTaken):
        sources.add(linked, code="may", name="Again", by="alice")


def test_there_are_so_many_at_most(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST", 1)
    sources.add(ward, code="one", name="One", by="alice")
    with pytest.raises(NoMoreSources):
        sources.add(ward, code="two", name="Two", by="alice")


def test_where_signers_are_at_risk_there_are_none(linked: Petition) -> None:
    linked.protection = Protection.DISCREET
    assert sources.known(linked, "may") is None
    with pytest.raises(SourcesAreOff):
        sources.add(linked, code="june", name="June", by="alice")


def test_a_removed_one_is_kept_of_nobody_any_more(linked: Petition) -> None:
    sources.remove(linked, "may", by="alice")
    sources.remove(linked, "may", by="alice")
    db.session.flush()
    db.session.expire_all()
    assert sources.known(linked, "may") is None
    assert db.session.scalars(sa.select(Audit.verb).order_by(Audit.id)).all() == ["add source", "remove source"]
