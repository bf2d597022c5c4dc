"""Petitions staff look at before they open: sent, taken back, approved, given back; what they saw is what opens."""

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
from petition.services import (
    adding_signatories,
    auditing,
    circulating,
    handing_over,
    mail_words,
    opening,
    organisers,
    outbox,
    petition_reviews,
    petitions,
    policy,
    sections,
    staff_decisions,
)
from petition.services.errors import CannotChangeState, NeedsReview, NotReady, PetitionChangedMeanwhile, SectionIsFrozen
from petition.services.petition_reviews import Outcome
from petition.services.staff_mails import Waits
from tests.campaigns import letter, line
from tests.conftest import FakeClock
from tests.making import draft, make_team
from tests.people import make_organiser

Verb = Callable[..., None]


@pytest.fixture
def made(database: None) -> Petition:
    policy.PETITION_REVIEW.decide("on")
    return draft()


@pytest.fixture
def sent(made: Petition) -> Petition:
    petition_reviews.send(made, by="alice")
    db.session.flush()
    return made


def verbs() -> list[tuple[str, str]]:
    db.session.flush()
    return [(one.actor, one.verb) for one in db.session.scalars(sa.select(Audit).order_by(Audit.id))]


def mailed() -> list[tuple[MailKind, str]]:
    found = db.session.scalars(sa.select(Mail).order_by(Mail.id))
    return [(mail.kind, outbox.address_of(mail)) for mail in found]


def words_of_mails() -> list[str]:
    mails = db.session.scalars(sa.select(Mail).order_by(Mail.id)).all()
    chosen = [mail_words.CHOOSERS[mail.kind]([mail]) for mail in mails]  # type: ignore[list-item]
    return [one.words for letters in chosen for one in letters.values()]


def in_days(days: int) -> datetime:
    return (clock.now() + timedelta(days=days)).replace(tzinfo=None)


def test_it_waits_and_staff_are_told_once_a_day(made: Petition) -> None:
    make_organiser("sam", is_staff=True)
    for verb in (petition_reviews.send, petition_reviews.take_back, petition_reviews.send):
        verb(made, by="alice")
    assert (made.state, made.state_before) == (PetitionState.IN_REVIEW, PetitionState.DRAFT)
    assert mailed() == [(MailKind.STAFF_ASKED, "sam@example.org")]
    assert words_of_mails() == ["staff_asked"]
    [waits] = staff_decisions.all_waiting()
    assert (waits.kind, waits.petition, waits.since) == (Waits.REVIEW, made, made.sent_for_review_at)
    assert verbs()[-1] == ("alice", "send petition for review")


def test_staff_are_told_anew_of_what_they_decided_before(made: Petition) -> None:
    make_organiser("sam", is_staff=True)
    for again in range(3):
        petition_reviews.send(made, in_days(3), by="alice")
        if again == 0:
            petition_reviews.give_back(made, by="sam", words="Whose ward?")
        else:
            petition_reviews.approve(made, by="sam")
            petitions.note_edit(made)
    assert [kind for kind, _ in mailed()] == [MailKind.STAFF_ASKED] * 3


def test_what_is_taken_back_is_what_it_was(sent: Petition) -> None:
    petition_reviews.take_back(sent, by="bob")
    assert (sent.state, sent.state_before, sent.sent_for_review_at) == (PetitionState.DRAFT, None, None)
    assert (staff_decisions.all_waiting(), verbs()[-1]) == ([], ("bob", "take petition back from review"))
    with pytest.raises(CannotChangeState):
        petition_reviews.take_back(sent, by="alice")


def test_what_is_not_ready_is_not_sent(made: Petition) -> None:
    made.team.postal_address = ""
    with pytest.raises(NotReady, match="team incomplete"):
        petition_reviews.send(made, by="alice")


def test_only_what_was_looked_at_is_sent(made: Petition) -> None:
    was_seen = opening.seen(made)
    made.opens_local = in_days(1)
    db.session.flush()
    with pytest.raises(PetitionChangedMeanwhile):
        petition_reviews.send(made, by="alice", was_seen=was_seen)


def test_where_nobody_looks_nothing_is_sent(made: Petition) -> None:
    policy.PETITION_REVIEW.decide("off")
    with pytest.raises(CannotChangeState):
        petition_reviews.send(made, by="alice")


@pytest.mark.parametrize("verb", [opening.open_now, opening.schedule])
def test_a_team_opens_nothing_that_was_not_approved(made: Petition, verb: Verb) -> None:
    made.opens_local = in_days(1)
    with pytest.raises(NeedsReview):
        verb(made, by="alice")


def test_who_runs_the_site_opens_it_from_the_keyboard(made: Petition, sent: Petition) -> None:
    opening.open_now(sent, by=auditing.COMMAND_LINE)
    assert (sent.state, sent.state_before) == (PetitionState.OPEN, None)


def test_a_plan_of_those_who_run_the_site_holds(made: Petition, time: FakeClock) -> None:
    opening.schedule(made, in_days(1), by=auditing.COMMAND_LINE)
    time.move(days=2)
    opening.open_by_itself(made)
    assert made.state is PetitionState.OPEN


def test_nobody_writes_in_it_meanwhile(sent: Petition) -> None:
    for name, key in (("words-en", "title"), ("press", "contacts"), ("names", "publish")):
        values = sections.read(sent, name)
        changed = {"title": "Another", "contacts": [{"name": "Rima"}], "publish": "batched"}[key]
        with pytest.raises(SectionIsFrozen):
            sections.save(sent, name, values | {key: changed}, seen=sections.fingerprint(sent, name), by="alice")


def test_what_circulates_goes_on_meanwhile(made: Petition) -> None:
    made = letter()
    circulating.start(made)
    petition_reviews.send(made, by="alice")
    assert (made.circulates, made.takes_signatories) == (True, True)
    assert circulating.look_up(circulating.link_token(made)) is made
    adding_signatories.add(made, line("Bakers"), is_listed=True, by="alice")
    circulating.renew_link(made, by="alice")
    petition_reviews.give_back(made, by="sam", words="Who are you?")
    assert made.state is PetitionState.CIRCULATING


def test_approving_opens_it(sent: Petition) -> None:
    organisers.add_to_team(make_organiser("alice"), sent.team, TeamRole.OWNER)
    petition_reviews.approve(sent, by="sam", was_seen=petition_reviews.seen(sent))
    assert (sent.state, sent.approved_at is not None) == (PetitionState.OPEN, True)
    assert verbs()[-2:] == [("sam", "approve petition"), ("sam", "open petition")]
    assert mailed() == [(MailKind.REVIEW_APPROVED, "alice@example.org")]
    assert words_of_mails() == ["review_approved"]


def test_what_is_planned_opens_at_its_hour(made: Petition, time: FakeClock) -> None:
    made.zone = "UTC"
    petition_reviews.send(made, in_days(3), by="alice")
    assert petition_reviews.outcome_of(made) is Outcome.PLANNED
    petition_reviews.approve(made, by="sam")
    assert (made.state, made.opens_itself, made.is_approved) == (PetitionState.DRAFT, True, True)
    time.move(days=3)
    assert petitions.due_to_open() == [made]
    opening.open_by_itself(made)
    assert made.state is PetitionState.OPEN


def test_what_was_written_after_it_was_approved_does_not_open(made: Petition, time: FakeClock) -> None:
    organisers.add_to_team(make_organiser("alice"), made.team, TeamRole.OWNER)
    made.zone = "UTC"
    petition_reviews.send(made, in_days(3), by="alice")
    petition_reviews.approve(made, by="sam")
    time.move(minutes=1)
    words = sections.read(made, "words-en")
    sections.save(made, "words-en", words | {"title": "Ha"}, seen=sections.fingerprint(made, "words-en"), by="alice")
    with pytest.raises(NeedsReview):
        opening.open_now(made, by="alice")
    time.move(days=3)
    opening.open_by_itself(made)
    assert (made.state, made.opens_itself) == (PetitionState.DRAFT, False)
    deed = db.session.scalars(sa.select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert [finding["code"] for finding in deed.details["findings"]] == ["not approved"]
    # What had been approved is not told any more.
    assert words_of_mails() == ["not_opened"]


def test_hosts_whose_clocks_differ_approve_nothing_unseen(made: Petition, time: FakeClock) -> None:
    made.edited_at = clock.now() + timedelta(minutes=1)
    petition_reviews.send(made, in_days(3), by="alice")
    petition_reviews.approve(made, by="sam")
    assert made.is_approved
    words = sections.read(made, "words-en")
    sections.save(made, "words-en", words | {"title": "Ha"}, seen=sections.fingerprint(made, "words-en"), by="alice")
    assert not made.is_approved


def test_a_plan_whose_hour_went_by_opens_at_once_and_is_looked_at_again(made: Petition, time: FakeClock) -> None:
    made.zone = "UTC"
    petition_reviews.send(made, in_days(1), by="alice")
    was_seen = petition_reviews.seen(made)
    time.move(days=2)
    assert petitions.due_to_open() == []
    with pytest.raises(PetitionChangedMeanwhile):
        petition_reviews.approve(made, by="sam", was_seen=was_seen)
    petition_reviews.approve(made, by="sam", was_seen=petition_reviews.seen(made))
    assert made.state is PetitionState.OPEN


def test_an_embargo_keeps_it_shut_until_its_team_opens_it(made: Petition, time: FakeClock) -> None:
    made.embargo_local, made.zone = in_days(2), "UTC"
    petition_reviews.send(made, by="alice")
    assert petition_reviews.outcome_of(made) is Outcome.EMBARGO
    petition_reviews.approve(made, by="sam")
    assert made.state is PetitionState.DRAFT
    time.move(days=3)
    opening.open_now(made, by="alice")
    assert made.is_public


def test_given_back_it_says_why_until_it_is_sent_again(made: Petition) -> None:
    organisers.add_to_team(make_organiser("alice"), made.team, TeamRole.OWNER)
    petition_reviews.send(made, in_days(3), by="alice")
    petition_reviews.give_back(made, by="sam", words="Whose ward?")
    assert (made.state, made.opens_itself, made.review_words) == (PetitionState.DRAFT, False, "Whose ward?")
    assert verbs()[-1] == ("sam", "give petition back")
    assert (mailed(), words_of_mails()) == ([(MailKind.REVIEW_RETURNED, "alice@example.org")], ["review_returned"])
    petition_reviews.send(made, by="alice")
    assert (made.review_words, words_of_mails()) == ("", [])


@pytest.mark.parametrize("second", [petition_reviews.approve, petition_reviews.give_back])
def test_of_two_who_decide_one_does(sent: Petition, second: Verb) -> None:
    was_seen = petition_reviews.seen(sent)
    petition_reviews.give_back(sent, by="sam", words="Whose ward?", was_seen=was_seen)
    words = {"words": "No"} if second is petition_reviews.give_back else {}
    with pytest.raises(CannotChangeState):
        second(sent, by="mona", was_seen=was_seen, **words)


def test_another_team_has_it_looked_at_once_more(made: Petition) -> None:
    petition_reviews.send(made, in_days(3), by="alice")
    petition_reviews.approve(made, by="sam")
    handing_over.hand_over(made, make_team("others"), by="alice")
    assert not made.is_approved
