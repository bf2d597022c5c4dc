from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.consent import ConsentText
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.petition import Petition, PetitionSlug, PetitionState
from petition.services import petitions, revisions
from petition.services.errors import CannotChangeState, UnderEmbargo
from tests.conftest import FakeClock
from tests.making import at, draft


def told(petition: Petition) -> list[EntryKind]:
    query = sa.select(LedgerInbox.kind).where(LedgerInbox.petition_id == petition.id).order_by(LedgerInbox.id)
    return list(db.session.scalars(query))


def test_a_draft_is_nothing_to_the_public(database: None) -> None:
    made = draft()
    assert (made.state, made.is_public, made.takes_signatures) == (PetitionState.DRAFT, False, False)
    assert all(len(revision.sha256) == 64 for revision in made.revisions)


def test_opening_tells_the_ledger_and_keeps_the_wordings(database: None) -> None:
    made = draft()
    petitions.open_now(made, languages=made.languages)
    assert (made.state, made.takes_signatures, told(made)) == (PetitionState.OPEN, True, [EntryKind.OPENED])
    assert db.session.scalar(sa.select(sa.func.count(ConsentText.id))) == 6


def test_closing_ends_signing_and_tells_the_ledger(ward: Petition, time: FakeClock) -> None:
    petitions.close(ward)
    assert (ward.state, ward.closed_at, ward.takes_signatures) == (PetitionState.CLOSED, time.now, False)
    assert told(ward) == [EntryKind.OPENED, EntryKind.CLOSED]


def test_no_state_is_reached_from_everywhere(database: None) -> None:
    made = draft()
    for verb in (petitions.close, petitions.mark_answered):
        with pytest.raises(CannotChangeState):
            verb(made)
    petitions.open_now(made, languages=["en"])
    with pytest.raises(CannotChangeState):
        petitions.open_now(made, languages=["en"])
    petitions.close(made)
    petitions.mark_answered(made)
    with pytest.raises(CannotChangeState):
        petitions.close(made)


def test_a_hidden_petition_takes_nothing(ward: Petition) -> None:
    petitions.hide(ward, reason="Under examination")
    assert (ward.is_public, ward.takes_signatures, ward.takes_confirmations) == (False, False, False)


def test_it_closes_when_its_own_clocks_say_so(ward: Petition, time: FakeClock) -> None:
    ward.zone, ward.closes_local = "Asia/Damascus", at(2026, 12, 12, 18)
    db.session.flush()
    time.now = datetime(2026, 12, 12, 14, 59, tzinfo=UTC)
    assert petitions.due_to_close() == []
    time.move(minutes=1)
    assert petitions.due_to_close() == [ward]
    assert not ward.takes_signatures


def test_confirming_goes_on_for_seven_days_after_the_scheduled_closing(ward: Petition, time: FakeClock) -> None:
    assert ward.closes_at is not None
    time.now = ward.closes_at + timedelta(days=7, seconds=-1)
    assert (ward.takes_confirmations, ward.is_settled) == (True, False)
    time.move(seconds=1)
    assert (ward.takes_confirmations, ward.is_settled) == (False, True)


@pytest.mark.parametrize("plan", [None, at(2028, 6, 1)])
def test_its_retention_day_ends_all(ward: Petition, time: FakeClock, plan: datetime | None) -> None:
    ward.closes_local, ward.retain_until = plan, date(2027, 12, 31)
    db.session.flush()
    time.now = datetime(2027, 12, 31, 23, 59, tzinfo=UTC)
    assert (ward.takes_signatures, ward.takes_confirmations, petitions.due_to_close()) == (True, True, [])
    time.move(minutes=1)
    assert (ward.takes_signatures, ward.takes_confirmations, petitions.due_to_close()) == (False, False, [ward])
    assert (ward.is_settled, ward.closes_at) == (True, time.now)


def test_what_is_never_to_close_names_no_end_before_it(ward: Petition) -> None:
    ward.closes_local, ward.retain_until = None, date.max
    assert (ward.closes_at, ward.takes_signatures) == (None, True)


def test_confirming_goes_on_no_longer_than_names_are_kept(ward: Petition, time: FakeClock) -> None:
    ward.closes_local, ward.retain_until = at(2027, 12, 30), date(2027, 12, 31)
    time.now = datetime(2027, 12, 31, 12, tzinfo=UTC)
    assert (ward.takes_signatures, ward.takes_confirmations) == (False, True)
    time.move(days=1)
    assert (ward.takes_confirmations, ward.is_settled) == (False, True)


def test_old_addresses_lead_to_the_petition(ward: Petition) -> None:
    ward.slugs[0].is_current = False
    db.session.flush()
    ward.slugs.append(PetitionSlug(slug="a-better-name"))
    db.session.flush()
    assert petitions.by_slug("keep-the-ward-open") == petitions.by_slug("a-better-name") == ward
    assert petitions.current_slug(ward) == "a-better-name"
    assert petitions.by_slug("no-such-ward") is None


@pytest.mark.parametrize("word", ["title", "summary", "text", "demand", "place_and_date", "question"])
def test_the_hash_of_a_revision_covers_what_signers_are_shown(ward: Petition, word: str) -> None:
    revision = ward.revisions[0]
    before = revisions.sha256_of(revision)
    assert before == revision.sha256
    setattr(revision, word, "Something else")
    assert revisions.sha256_of(revision) != before


def test_it_opens_when_its_own_clocks_say_so_and_somebody_said_it_may(database: None, time: FakeClock) -> None:
    made = draft(zone="Asia/Damascus", opens_local=at(2026, 12, 12, 18))
    db.session.flush()
    time.now = datetime(2026, 12, 12, 15, tzinfo=UTC)
    assert petitions.due_to_open() == []
    petitions.schedule(made)
    assert petitions.due_to_open() == [made]
    time.move(seconds=-1)
    assert petitions.due_to_open() == []


def test_a_plan_can_be_changed_and_taken_back(database: None, time: FakeClock) -> None:
    made = draft()
    with pytest.raises(CannotChangeState):
        petitions.schedule(made)
    petitions.schedule(made, at(2026, 1, 1))
    assert petitions.due_to_open() == [made]
    petitions.unschedule(made)
    assert petitions.due_to_open() == []


def test_nothing_opens_under_embargo(database: None, time: FakeClock) -> None:
    made = draft(zone="UTC", embargo_local=at(2027, 1, 1, 6))
    with pytest.raises(UnderEmbargo):
        petitions.open_now(made, languages=["en"])
    with pytest.raises(UnderEmbargo):
        petitions.schedule(made, at(2027, 1, 1, 5))
    time.now = datetime(2027, 1, 1, 6, tzinfo=UTC)
    petitions.open_now(made, languages=["en"])
    assert (made.is_public, made.embargo_until) == (True, None)


def test_an_embargo_set_later_holds_up_its_own_petition_alone(database: None, time: FakeClock) -> None:
    held, other = (draft(slug, zone="UTC") for slug in ("held", "other"))
    for one in (held, other):
        petitions.schedule(one, at(2027, 1, 1, 6))
    held.embargo_local = at(2027, 1, 1, 7)
    time.now = datetime(2027, 1, 1, 6, tzinfo=UTC)
    assert petitions.due_to_open() == [other]
    time.move(hours=1)
    assert petitions.due_to_open() == [held, other]


@pytest.mark.parametrize("word", ["opening", "closing"])
def test_the_hash_covers_first_and_last_lines_where_there_are_some(ward: Petition, word: str) -> None:
    revision = ward.revisions[0]
    before = revisions.sha256_of(revision)
    setattr(revision, word, "We count on you.")
    assert revisions.sha256_of(revision) != before
