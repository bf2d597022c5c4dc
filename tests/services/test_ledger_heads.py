"""The daily head: to owners, in the morning, where a ledger grew; what is mailed can be checked by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock, notes
from petition.models.ledger import LedgerHead
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState, Protection
from petition.models.team import TeamRole, TeamState
from petition.services import ledger_heads, organisers, sequencing, signing_keys
from tests.people import make_organiser
from tests.reading import Mails, text_of
from tests.services.counting import confirmed, sequenced
from tests.worker.test_writing import everything_in


@pytest.fixture
def ward(petition: str, database: None, load: Callable[[str], Petition]) -> Petition:
    """Its ledger has begun, and its owner and an editor have accounts."""
    found = load(petition)
    for name, role in (("alice", TeamRole.OWNER), ("bob", TeamRole.EDITOR)):
        organisers.add_to_team(make_organiser(name), found.team, role)
    confirmed(found)
    sequenced(found)
    return found


def queued() -> int:
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.kind == MailKind.LEDGER_HEAD)) or 0


def a_round() -> int:
    """The duty's work, a day later than what was done before; how many mails there are then."""
    with clock.pretending(clock.now() + timedelta(days=1)):
        for petition in ledger_heads.due():
            ledger_heads.mail(petition)
    db.session.flush()
    return queued()


def test_it_goes_from_the_first_morning_on_and_once_a_day(ward: Petition) -> None:
    assert [one.id for one in ledger_heads.due()] == [ward.id]
    ledger_heads.mail(ward)
    assert (queued(), ledger_heads.due()) == (0, [])
    assert a_round() == 1
    confirmed(ward)
    sequenced(ward)
    assert ledger_heads.due() == []


def test_a_ledger_that_did_not_grow_is_not_mailed_again(ward: Petition) -> None:
    ledger_heads.mail(ward)
    assert a_round() == 1
    with clock.pretending(clock.now() + timedelta(days=5)):
        assert ledger_heads.due() == []
        confirmed(ward)
        sequenced(ward)
        assert [one.id for one in ledger_heads.due()] == [ward.id]


def test_while_one_waits_to_be_sent_no_second_is_written(ward: Petition) -> None:
    ledger_heads.mail(ward)
    assert a_round() == 1
    confirmed(ward)
    db.session.flush()
    sequencing.sequence(ward.id)
    with clock.pretending(clock.now() + timedelta(days=2)):
        assert a_round() == 1


def test_whoever_comes_second_mails_nothing(ward: Petition) -> None:
    ledger_heads.mail(ward)
    with clock.pretending(clock.now() + timedelta(days=1)):
        ledger_heads.mail(ward)
        ledger_heads.mail(ward)
    db.session.flush()
    assert queued() == 1


def test_only_what_runs_is_mailed_and_to_teams_that_work_and_want_it(ward: Petition) -> None:
    for state in (PetitionState.DELIVERED, PetitionState.ANSWERED, PetitionState.DRAFT):
        ward.state = state
        assert ledger_heads.due() == []
    ward.state = PetitionState.CLOSED
    assert ledger_heads.due() == [ward]
    ward.team.mails_heads = False
    assert ledger_heads.due() == []
    ward.team.mails_heads, ward.team.state = True, TeamState.SUSPENDED
    assert ledger_heads.due() == []


@pytest.mark.parametrize("protection", Protection)
def test_what_is_mailed_can_be_checked(ward: Petition, mails: Mails, protection: Protection) -> None:
    ward.protection = protection
    # Its morning has come: the worker does the rest.
    db.session.get_one(LedgerHead, ward.id).mail_from = clock.now() - timedelta(minutes=1)
    verifiers = signing_keys.verifiers()
    db.session.commit()
    [mail] = [one for one in mails.all() if one["To"] == "alice@example.org"]
    text = text_of(mail)
    note = text[text.index("countersign/") : text.index("=\n\n", text.index("—")) + 2]
    assert "online 1" in notes.open_note(note, verifiers)
    is_named = "ward" in everything_in(mail).lower()
    assert is_named == (protection is Protection.NORMAL)
