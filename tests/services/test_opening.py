"""Opening, scheduling, circulating, closing: only what is ready, and each in the team's log."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.models.team import TeamRole
from petition.services import opening, organisers, outbox, petitions, revisions, sections, team_mails
from petition.services.errors import CannotChangeState, NotReady, PetitionChangedMeanwhile, UnderEmbargo
from tests.conftest import FakeClock
from tests.making import at, draft
from tests.people import make_organiser

OPENING: tuple[Callable[..., None], ...] = (opening.open_now, opening.schedule)
BEFORE: tuple[Callable[..., None], ...] = (*OPENING, opening.unschedule, opening.circulate)


@pytest.fixture
def made(database: None) -> Petition:
    return draft()


def verbs() -> list[tuple[str, str]]:
    db.session.flush()
    return [(one.actor, one.verb) for one in db.session.scalars(sa.select(Audit).order_by(Audit.id))]


def in_days(days: int) -> datetime:
    return (clock.now() + timedelta(days=days)).replace(tzinfo=None)


def test_it_opens_and_the_log_says_who_did(made: Petition) -> None:
    opening.open_now(made, by="alice")
    assert (made.state, verbs()) == (PetitionState.OPEN, [("alice", "open petition")])


def test_it_stays_shut_while_something_is_missing(database: None) -> None:
    made = draft(addressees=[])
    for verb in OPENING:
        made.opens_local = in_days(1)
        with pytest.raises(NotReady, match="addressee missing"):
            verb(made, by="alice")
    assert (made.state, verbs()) == (PetitionState.DRAFT, [])


def test_an_embargo_is_told_before_what_is_missing(database: None) -> None:
    made = draft(addressees=[], embargo_local=at(2090, 1, 1))
    with pytest.raises(UnderEmbargo):
        opening.open_now(made, by="alice")


def test_it_opens_once(made: Petition) -> None:
    opening.open_now(made, by="alice")
    for verb in BEFORE:
        with pytest.raises(CannotChangeState):
            verb(made, by="bob")
    assert verbs() == [("alice", "open petition")]


def test_it_is_planned_and_the_plan_taken_back(made: Petition) -> None:
    opening.schedule(made, in_days(3), by="alice")
    assert made.opens_itself
    opening.unschedule(made, by="bob")
    opening.unschedule(made, by="bob")
    assert not made.opens_itself
    assert verbs() == [("alice", "schedule petition"), ("bob", "unschedule petition")]


def plan(made: Petition, **words: str) -> None:
    opening.schedule(made, in_days(3), by="alice")
    revisions.write(made, "en", words)


def test_it_opens_at_its_hour(made: Petition, time: FakeClock) -> None:
    plan(made)
    time.move(days=3)
    assert petitions.due_to_open() == [made]
    opening.open_by_itself(made)
    assert (made.state, verbs()[-1]) == (PetitionState.OPEN, ("system", "open petition"))


def test_what_lacks_something_at_its_hour_waits_for_somebody(made: Petition, time: FakeClock) -> None:
    plan(made, text="")
    hour = made.opens_at
    time.move(days=4)
    opening.open_by_itself(made)
    assert (made.state, made.opens_itself, made.missed_opening_at) == (PetitionState.DRAFT, False, hour)
    revisions.write(made, "en", {"text": "A ward at night."})
    assert (petitions.due_to_open(), verbs()[-1]) == ([], ("system", "could not open petition"))
    kept = db.session.scalars(sa.select(Audit.details).order_by(Audit.id.desc())).first()
    assert kept
    assert [finding["code"] for finding in kept["findings"]] == ["text missing"]


@pytest.mark.parametrize("goes_on", [opening.open_now, opening.schedule])
def test_who_goes_on_makes_good_what_was_missed(made: Petition, time: FakeClock, goes_on: Callable[..., None]) -> None:
    plan(made, text="")
    time.move(days=4)
    opening.open_by_itself(made)
    revisions.write(made, "en", {"text": "A ward at night."})
    goes_on(made, by="bob")
    assert made.missed_opening_at is None


def test_who_may_open_it_is_told_once_each(made: Petition, time: FakeClock) -> None:
    for name, role in (("alice", TeamRole.OWNER), ("bob", TeamRole.EDITOR), ("mona", TeamRole.MODERATOR)):
        organisers.add_to_team(make_organiser(name), made.team, role)
    plan(made, text="")
    time.move(days=4)
    opening.open_by_itself(made)
    mails = db.session.scalars(sa.select(Mail).order_by(Mail.id)).all()
    assert [(mail.kind, outbox.address_of(mail)) for mail in mails] == [
        (MailKind.NOT_OPENED, "alice@example.org"),
        (MailKind.NOT_OPENED, "bob@example.org"),
    ]
    assert [letter.words for letter in map(team_mails.that_it_did_not_open, mails) if letter] == ["not_opened"] * 2
    opening.schedule(revised(made), in_days(1), by="bob")
    assert team_mails.that_it_did_not_open(mails[0]) is None
    revisions.write(made, "en", {"text": ""})
    time.move(days=2)
    opening.open_by_itself(made)
    assert db.session.scalar(sa.select(sa.func.count(Mail.id))) == 4


def revised(made: Petition) -> Petition:
    revisions.write(made, "en", {"text": "A ward at night."})
    return made


def test_it_does_not_open_while_somebody_writes(made: Petition, time: FakeClock) -> None:
    plan(made)
    time.move(days=3)
    made.edited_at = clock.now()
    time.move(minutes=1, seconds=59)
    assert (petitions.due_to_open(), petitions.is_late(made)) == ([], True)
    time.move(seconds=1)
    assert petitions.due_to_open() == [made]


@pytest.mark.parametrize("verb", OPENING)
def test_what_was_not_looked_at_does_not_open(made: Petition, verb: Callable[..., None]) -> None:
    made.opens_local, was_seen = in_days(1), opening.seen(made)
    db.session.flush()
    with pytest.raises(PetitionChangedMeanwhile):
        verb(made, by="alice", was_seen=was_seen)
    verb(made, by="alice", was_seen=opening.seen(made))
    assert made.opens_itself or made.state is PetitionState.OPEN


def test_a_changed_hour_takes_the_plan_back(made: Petition) -> None:
    opening.schedule(made, in_days(3), by="alice")
    db.session.flush()
    times = sections.read(made, "times")
    for key, value in (("zone", "UTC"), ("opens", "2026-01-01T09:00"), ("embargo", "2090-02-01T09:00")):
        made.opens_itself = True
        sections.save(made, "times", times | {key: value}, seen=sections.fingerprint(made, "times"), by="bob")
        assert not made.opens_itself
    assert ("bob", "unschedule petition") in verbs()


def test_other_times_leave_the_plan(made: Petition) -> None:
    opening.schedule(made, in_days(3), by="alice")
    db.session.flush()
    times = sections.read(made, "times")
    sections.save(made, "times", times | {"list_style": "run"}, seen=sections.fingerprint(made, "times"), by="bob")
    assert made.opens_itself


def test_it_circulates_with_words_alone(database: None) -> None:
    made = draft(addressees=[])
    made.team.postal_address = ""
    opening.circulate(made, by="alice")
    assert (made.state, verbs()) == (PetitionState.CIRCULATING, [("alice", "circulate petition")])


@pytest.mark.parametrize("name", ["title", "text"])
def test_without_words_it_does_not_circulate(made: Petition, name: str) -> None:
    revisions.write(made, "en", {name: ""})
    with pytest.raises(NotReady):
        opening.circulate(made, by="alice")


def test_it_closes_once(made: Petition) -> None:
    opening.open_now(made, by="alice")
    opening.close(made, by="bob")
    assert made.state is PetitionState.CLOSED
    with pytest.raises(CannotChangeState):
        opening.close(made, by="alice")
    assert verbs() == [("alice", "open petition"), ("bob", "close petition")]
