"""Which signatures somebody wants to see, found a bounded number of rows at a time."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import NameAudience, Petition
from petition.models.signature import CommentState, HoldRule, Signature, SignatureState
from petition.services import looking_up, moderating
from petition.services.looking_up import Wanted
from tests.making import sign_and_confirm

DAY = date(2026, 3, 4)


@pytest.fixture
def crowd(ward: Petition) -> list[Signature]:
    """Ten who signed, of whom the fourth and the seventh are from France."""
    return [
        sign_and_confirm(ward, address=f"{n}@example.org", country="FR" if n in (3, 6) else "LB") for n in range(10)
    ]


@pytest.fixture
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "WINDOW", 2)


def found(ward: Petition, **wanted: Any) -> list[int]:
    return looking_up.page(ward.id, Wanted(**wanted), most=50).ids


def ids(*signatures: Signature) -> list[int]:
    return [one.id for one in signatures]


def test_they_come_newest_first_a_page_at_a_time(ward: Petition, crowd: list[Signature]) -> None:
    first = looking_up.page(ward.id, Wanted(), most=6)
    rest = looking_up.page(ward.id, Wanted(), most=6, before=first.before)
    assert first.ids + rest.ids == ids(*crowd)[::-1]
    assert rest.before is None


def test_one_filter_finds_its_own(ward: Petition, crowd: list[Signature]) -> None:
    assert found(ward, country="FR") == ids(crowd[6], crowd[3])
    assert found(ward, country="DE") == []


def test_filters_work_together(ward: Petition, crowd: list[Signature]) -> None:
    wanted = sign_and_confirm(ward, country="FR", language="ar", give_name_to=NameAudience.PUBLIC)
    assert found(ward, country="FR", language="ar", given_to=NameAudience.PUBLIC) == [wanted.id]


def test_what_is_rare_is_looked_for_further(ward: Petition, crowd: list[Signature], small_window: None) -> None:
    portion = looking_up.matching(ward.id, Wanted(given_to=NameAudience.PUBLIC), most=50)
    assert (portion.ids, portion.before) == ([], crowd[8].id)


def test_one_request_looks_through_few_windows(ward: Petition, crowd: list[Signature], small_window: None) -> None:
    wanted = Wanted(given_to=NameAudience.PUBLIC)
    page = looking_up.page(ward.id, wanted, most=50)
    assert (page.ids, page.before) == ([], crowd[0].id)
    assert looking_up.page(ward.id, wanted, most=50, before=page.before).before is None


def test_days_are_whole_and_both_are_in(ward: Petition, crowd: list[Signature]) -> None:
    for number, signature in enumerate(crowd):
        signature.confirmed_on = DAY.replace(day=number + 1)
    db.session.flush()
    assert found(ward, since=DAY, until=DAY.replace(day=5)) == ids(crowd[4], crowd[3])
    assert found(ward, since=date(2027, 1, 1)) == []


def test_by_the_rule_that_held_them(ward: Petition, crowd: list[Signature]) -> None:
    held = sign_and_confirm(ward, doubts=(HoldRule.HONEYPOT,))
    assert found(ward, state=SignatureState.HELD, rule=HoldRule.HONEYPOT) == [held.id]
    assert found(ward, state=SignatureState.HELD, rule=HoldRule.LIMITS_AWAY) == []


def test_by_what_was_hidden(ward: Petition, crowd: list[Signature]) -> None:
    public = {"give_name_to": NameAudience.PUBLIC, "comment": "Why not", "comment_is_public": True}
    spoken = sign_and_confirm(ward, **public)
    assert found(ward, comment=CommentState.SHOWN) == [spoken.id]
    moderating.hide_comment(spoken, by="mona", reason="rude")
    moderating.hide_name(spoken, by="mona", reason="rude")
    assert found(ward, comment=CommentState.HIDDEN, country="LB") == [spoken.id]
    assert found(ward, name_hidden=True) == [spoken.id]
    assert found(ward, comment=CommentState.SHOWN) == []


def test_by_the_link_they_came_by(ward: Petition, crowd: list[Signature]) -> None:
    db.session.execute(sa.update(Signature).where(Signature.id == crowd[2].id).values(ref="letter"))
    assert found(ward, ref="letter") == [crowd[2].id]


def test_it_goes_into_plain_words_and_back() -> None:
    wanted = Wanted(
        SignatureState.HELD,
        HoldRule.HONEYPOT,
        "LB",
        "ar",
        "letter",
        NameAudience.PUBLIC,
        CommentState.HIDDEN,
        True,
        DAY,
    )
    assert Wanted.from_params(wanted.to_params()) == wanted


@pytest.mark.parametrize(
    ("name", "words"),
    [("state", "nonsense"), ("country", "LEBANON"), ("since", "2026-02-31"), ("ref", "a\0b"), ("comment", "x" * 99)],
)
def test_what_cannot_be_is_left_out(name: str, words: str) -> None:
    wanted = Wanted.from_params({name: words, "given_to": "public"})
    assert wanted == Wanted(given_to=NameAudience.PUBLIC)
