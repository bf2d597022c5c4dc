"""A petition's life: made, opened, closed, hidden."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect, or_, select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, LedgerHead, LedgerInbox
from petition.models.petition import PUBLIC_STATES, Petition, PetitionSlug, PetitionState
from petition.models.revision import Revision
from petition.models.team import TeamMember
from petition.services import asked_corrections, consents, keys, signatories
from petition.services.errors import CannotChangeState, HiddenOrShownMeanwhile, UnderEmbargo
from petition.services.revisions import complete_words, note_source, sha256_of

# The commitment of an entry that is about no person.
NO_COMMITMENT = "0" * 64
# What is reached from a petition and stands on no page.
BESIDE_IT = {TeamMember}
# How far the first zone to see a day is ahead of UTC.
EASTERNMOST = timedelta(hours=14)
UNOPENED = (PetitionState.DRAFT, PetitionState.CIRCULATING)
# What staff can take from view: whatever others than its team can read.
CAN_BE_HIDDEN = (PetitionState.CIRCULATING, *PUBLIC_STATES)
# Nothing opens by itself in the middle of somebody's writing: for so long nobody has to have written.
QUIET = timedelta(minutes=2)
# The least by which two moments differ.
MOMENT = timedelta(microseconds=1)
# Addresses that the workspace means otherwise.
RESERVED = {"new", "teams"}


def by_slug(slug: str) -> Petition | None:
    """The petition of a current or former address."""
    return db.session.scalar(select(Petition).join(PetitionSlug).where(PetitionSlug.slug == slug))


def current_slug(petition: Petition) -> str:
    return next(slug.slug for slug in petition.slugs if slug.is_current)


def read_whole(petition: Petition) -> None:
    """Read all that belongs to it, so that it can be looked at after its session is gone."""
    seen: set[Any] = {petition}
    waiting: list[Any] = [petition]
    while waiting:
        thing = waiting.pop()
        for relation in inspect(type(thing)).relationships:
            if relation.mapper.class_ in BESIDE_IT:
                continue
            there = getattr(thing, relation.key)
            found = {*there} if relation.uselist else {there} - {None}
            waiting += found - seen
            seen |= found


def add(petition: Petition, *, slug: str, revisions: Iterable[Revision]) -> Petition:
    """Keep a new draft, with its own index key and the sealed hash of each revision."""
    petition.slugs.append(PetitionSlug(slug=slug))
    for revision in revisions:
        revision.sha256 = sha256_of(revision)
        petition.revisions.append(revision)
    for revision in petition.revisions:
        note_source(petition, revision)
    keys.new_index_key(petition)
    db.session.add(petition)
    db.session.flush()
    return petition


def open_now(petition: Petition, *, languages: Iterable[str]) -> None:
    """Open to the public. Text, demand and addressees are frozen from here on.

    Where no demand or no summary was written, the title and the first paragraph are taken for it.
    Raises CannotChangeState, UnderEmbargo.
    """
    if petition.state not in UNOPENED:
        raise CannotChangeState
    if petition.embargo_until is not None:
        raise UnderEmbargo(_embargo_in_words(petition))
    complete_words(petition)
    petition.state = PetitionState.OPEN
    petition.opened_at = petition.active_at = clock.now()
    petition.missed_opening_at = None
    consents.write_wordings(petition.team, languages)
    db.session.add(LedgerHead(petition_id=petition.id))
    _record(petition, EntryKind.OPENED)
    signatories.enter_all(petition)


def schedule(petition: Petition, at: datetime | None = None) -> None:
    """Let it open by itself at a local time of its zone, or at the one it has.

    Raises CannotChangeState where it was opened before or has no such time; UnderEmbargo.
    """
    opens_local = at or petition.opens_local
    if petition.state not in UNOPENED:
        raise CannotChangeState
    if opens_local is None:
        raise CannotChangeState("It has no time to open at: give one.")
    if petition.embargo_local is not None and opens_local < petition.embargo_local:
        raise UnderEmbargo(_embargo_in_words(petition))
    petition.opens_local, petition.opens_itself, petition.missed_opening_at = opens_local, True, None


def unschedule(petition: Petition) -> None:
    """Let it wait until somebody opens it."""
    petition.opens_itself = False


def send_for_review(petition: Petition) -> None:
    """Let it wait for staff: nobody writes in it meanwhile. Raises CannotChangeState."""
    if petition.state not in UNOPENED:
        raise CannotChangeState
    petition.state_before, petition.state = petition.state, PetitionState.IN_REVIEW
    petition.sent_for_review_at = petition.active_at = clock.now()
    petition.review_words, petition.approved_at = "", None


def end_review(petition: Petition) -> None:
    """Let it be what it was before it was sent for review. Raises CannotChangeState."""
    if petition.state is not PetitionState.IN_REVIEW or petition.state_before is None:
        raise CannotChangeState
    petition.state, petition.state_before = petition.state_before, None
    petition.sent_for_review_at = None


def note_approval(petition: Petition) -> None:
    """Staff let it open as it is written now, whatever the clock said of whoever wrote it."""
    now = clock.now()
    petition.approved_at = max(now, petition.edited_at or now)


def note_edit(petition: Petition) -> None:
    """Something in it was written: after it was approved, even where the clock of whoever approved it is ahead."""
    now = clock.now()
    petition.edited_at = max(now, petition.approved_at + MOMENT) if petition.approved_at else now


def close(petition: Petition) -> None:
    """End signing; mailed links count for seven days more. Raises CannotChangeState."""
    if petition.state is not PetitionState.OPEN:
        raise CannotChangeState
    petition.state = PetitionState.CLOSED
    petition.closed_at = clock.now()
    asked_corrections.end_waiting(petition)
    _record(petition, EntryKind.CLOSED)


def mark_answered(petition: Petition) -> None:
    """The addressees have answered. Raises CannotChangeState."""
    if petition.state not in (PetitionState.CLOSED, PetitionState.DELIVERED):
        raise CannotChangeState
    petition.state = PetitionState.ANSWERED


def hide(petition: Petition, *, reason: str) -> None:
    """Take a petition from public view; the reason is public. Nothing is deleted. Raises HiddenOrShownMeanwhile."""
    if petition.state not in CAN_BE_HIDDEN:
        raise HiddenOrShownMeanwhile
    petition.state_before, petition.state = petition.state, PetitionState.HIDDEN
    petition.hidden_reason, petition.hidden_at = reason, clock.now()


def correct_hidden_reason(petition: Petition, reason: str) -> None:
    """Have everyone read another reason in its place. Raises HiddenOrShownMeanwhile."""
    if petition.state is not PetitionState.HIDDEN:
        raise HiddenOrShownMeanwhile
    petition.hidden_reason = reason


def show(petition: Petition) -> None:
    """Let it be read again as it stood before. Raises HiddenOrShownMeanwhile.

    Where its closing time came meanwhile, it closes; where its hour to open did, it waits until somebody opens it.
    """
    if petition.state is not PetitionState.HIDDEN or petition.state_before is None:
        raise HiddenOrShownMeanwhile
    petition.state, petition.state_before = petition.state_before, None
    petition.hidden_reason, petition.hidden_at = "", None
    if is_late(petition):
        unschedule(petition)
    if is_due_to_close(petition):
        # Nobody gets more days to confirm by it: what was final stays so.
        planned = petition.closes_at
        close(petition)
        petition.closed_at = planned


def due_to_open() -> list[Petition]:
    """The petitions that were told to open by themselves, whose time has come, and that nobody is writing."""
    candidates = db.session.scalars(
        select(Petition)
        .where(Petition.state.in_(UNOPENED), Petition.opens_itself, Petition.opens_local.is_not(None))
        .order_by(Petition.id)
    )
    return [petition for petition in candidates if is_due_to_open(petition)]


def due_to_close() -> list[Petition]:
    """The open petitions whose closing time has come, or whose retention day is over."""
    # Wherever it is: the zone of each is looked at once its clock may have struck.
    latest = (clock.now() + EASTERNMOST).replace(tzinfo=None)
    has_come = or_(Petition.closes_local <= latest, Petition.is_past_retention)
    candidates = db.session.scalars(
        select(Petition).where(Petition.state == PetitionState.OPEN, has_come).order_by(Petition.id)
    )
    return [petition for petition in candidates if is_due_to_close(petition)]


def is_due_to_open(petition: Petition) -> bool:
    """Whether its hour has come, and nobody has written in it for a while."""
    is_quiet = petition.edited_at is None or petition.edited_at <= clock.now() - QUIET
    return is_late(petition) and is_quiet


def is_late(petition: Petition) -> bool:
    """Whether by plan it should be open."""
    if petition.state not in UNOPENED or not petition.opens_itself or petition.opens_at is None:
        return False
    # An embargo may have been set after the hour of opening was: it goes first, and holds up no other petition.
    return petition.opens_at <= clock.now() and petition.embargo_until is None


def is_due_to_close(petition: Petition) -> bool:
    return petition.state is PetitionState.OPEN and not petition.is_running


def hold(petition: Petition) -> bool:
    """See it as it is now, and keep others from changing it until the commit. False where one of them is at it.

    Signing goes on meanwhile: it only refers to the row.
    """
    held = select(Petition).where(Petition.id == petition.id).with_for_update(key_share=True, skip_locked=True)
    return db.session.scalar(held.execution_options(populate_existing=True)) is not None


def wait_for(petition: Petition) -> None:
    """As `hold`, but wait for whoever is at it; and see all that belongs to it as it is now.

    Changes of this session that are not flushed yet are.
    """
    db.session.flush()
    held = select(Petition).where(Petition.id == petition.id).with_for_update(key_share=True)
    # What was read before the lock was there may have been changed since.
    db.session.expire_all()
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def _embargo_in_words(petition: Petition) -> str:
    return f"It is under embargo until {petition.embargo_local:%Y-%m-%d %H:%M} ({petition.zone})."


def _record(petition: Petition, kind: EntryKind) -> None:
    revision = petition.latest(petition.language)
    db.session.add(
        LedgerInbox(
            petition_id=petition.id,
            kind=kind,
            weight=0,
            revision=revision.sha256 if revision else NO_COMMITMENT,
            commitment=NO_COMMITMENT,
        )
    )
