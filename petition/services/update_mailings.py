"""Mailing an update to those who asked for news of its petition: when it may begin, how far it is, stopping it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import update as change

from petition.extensions import db
from petition.lib import clock
from petition.models.news import Update, UpdateState
from petition.models.outbox import GOES_LAST, Mail
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.models.update_mail import IS_KEPT, MailingState, UpdateMail, UpdateMailing
from petition.services import auditing, leases, policy
from petition.services.errors import CannotChangeState
from petition.services.update_errors import CannotBeMailed, MailedTooSoon

# A stopped mailing can be gone on with for so long; then its news are old, and whom it chose is forgotten.
GOES_ON_FOR = timedelta(days=30)
# Mails of a stopped mailing wait for longer than that.
PARKED_FOR = GOES_ON_FOR + timedelta(days=1)
# No mail that a server put off waits for as long as this.
PARKED_AT_LEAST = timedelta(days=2)
MAY_BE_STOPPED = (MailingState.GOING, MailingState.CHOSEN)
IN_DATABASE = {"synchronize_session": False}


def can_be_mailed(petition: Petition) -> bool:
    """Whether its news may be mailed at all: a mailbox that others look into must not tell who signed."""
    is_safe = not petition.is_discreet
    return is_safe and petition.abilities.people_sign and not petition.is_past_retention


def next_at(petition: Petition) -> datetime | None:
    """When the next update of the petition may be mailed; None where that is now."""
    newest = select(UpdateMailing.begun_at).where(UpdateMailing.petition_id == petition.id)
    last = db.session.scalar(newest.order_by(UpdateMailing.begun_at.desc()).limit(1))
    after = last + timedelta(hours=policy.UPDATE_HOURS.value()) if last else None
    return after if after and after > clock.now() else None


def require_free(petition: Petition, at: datetime) -> None:
    """Raises MailedTooSoon where none may be mailed at that moment, after those that were."""
    free_at = next_at(petition)
    if free_at is not None and at < free_at:
        raise MailedTooSoon(free_at)


def begin(update: Update, *, is_allowed_sooner: bool = False, may_wait: bool = False) -> UpdateMailing:
    """Let an update be mailed to those who are counted now and asked for news. Its petition is held meanwhile.

    Raises CannotBeMailed where signers are at risk, MailedTooSoon where another one was mailed a moment ago: unless
    staff allow it, or it may wait until then. Raises CannotChangeState where it was begun before.
    """
    petition, now = update.petition, clock.now()
    if not can_be_mailed(petition):
        raise CannotBeMailed
    if of(update) is not None:
        raise CannotChangeState("it is mailed already")
    free_at = None if is_allowed_sooner else next_at(petition)
    if free_at is not None and not may_wait:
        raise MailedTooSoon(free_at)
    begins_at = max(now, free_at or now, update.published_at or now)
    mailing = UpdateMailing(
        update_id=update.id,
        petition_id=petition.id,
        up_to=_newest_signature(petition),
        begun_at=begins_at,
        due_at=begins_at,
        moved_at=now,
    )
    db.session.add(mailing)
    db.session.flush()
    return mailing


def of(update: Update) -> UpdateMailing | None:
    return of_updates([update]).get(update.id)


def of_updates(updates: Iterable[Update]) -> dict[int, UpdateMailing]:
    """The mailings of those that are mailed, by the id of the update."""
    found = select(UpdateMailing).where(UpdateMailing.update_id.in_([update.id for update in updates]))
    return {mailing.update_id: mailing for mailing in db.session.scalars(found)}


def can_go_on(mailing: UpdateMailing) -> bool:
    """Not for ever, nor while nobody can read what it is about, or its team is suspended."""
    is_in_time = mailing.state is MailingState.STOPPED and clock.now() < mailing.moved_at + GOES_ON_FOR
    return is_in_time and _stands(mailing.update) and mailing.update.petition.sends_news


def stop(update: Update, *, by: str) -> None:
    """Let nobody more be chosen, and let the mails wait that were written; one that is on its way goes.

    Raises CannotChangeState where it is stopped or over.
    """
    mailing = _held(update)
    if mailing is None or mailing.state not in MAY_BE_STOPPED or mailing.is_over:
        raise CannotChangeState
    _move(mailing, MailingState.STOPPED)
    _let_mails_wait(mailing, until=leases.database_now() + PARKED_FOR)
    auditing.record_of_petition("stop mailing", update.petition, actor=by, number=update.number)


def stop_hidden(mailing: UpdateMailing) -> None:
    """Its petition sends no news now: once it does, its team decides whether it is still news.

    Mails that were written wait from their turn on.
    """
    _move(mailing, MailingState.STOPPED)
    auditing.record_of_petition(
        "stop mailing", mailing.update.petition, actor=auditing.SYSTEM, number=mailing.update.number
    )


def stop_all() -> None:
    """Stop whatever is under way: in a database that was restored, nobody knows how far it came since."""
    for mailing in db.session.scalars(select(UpdateMailing).where(IS_KEPT, UpdateMailing.state.in_(MAY_BE_STOPPED))):
        if not mailing.is_over and _stands(mailing.update):
            _move(mailing, MailingState.STOPPED)
            _let_mails_wait(mailing, until=leases.database_now() + PARKED_FOR)


def give_up(update: Update) -> None:
    """It was taken down: whom a stopped mailing wrote to is kept no longer; the worker ends it, and drops its mails."""
    mailing = _held(update)
    if mailing is not None and mailing.state is MailingState.STOPPED:
        _set_going(mailing)


def go_on(update: Update, *, by: str) -> None:
    """Go on with a mailing that was stopped. Raises CannotChangeState where it is not, or was for too long."""
    mailing = _held(update)
    if mailing is None or not can_go_on(mailing):
        raise CannotChangeState
    _set_going(mailing)
    auditing.record_of_petition("go on with mailing", update.petition, actor=by, number=update.number)


def _stands(update: Update) -> bool:
    return update.state is UpdateState.PUBLISHED


def _newest_signature(petition: Petition) -> int:
    counted = (Signature.petition_id == petition.id, Signature.state == SignatureState.COUNTED)
    return db.session.scalar(select(Signature.id).where(*counted).order_by(Signature.id.desc()).limit(1)) or 0


def _held(update: Update) -> UpdateMailing | None:
    """As it is now, ours until the commit: the worker, or somebody else, may be about to move it."""
    held = select(UpdateMailing).where(UpdateMailing.update_id == update.id).with_for_update()
    return db.session.scalar(held.execution_options(populate_existing=True))


def _set_going(mailing: UpdateMailing) -> None:
    _move(mailing, MailingState.GOING)
    # One that waited for its time goes on waiting.
    mailing.due_at = max(mailing.moved_at, mailing.begun_at)
    # Those that wait for their turn, or that a server put off, wait for less.
    _put_off(mailing, Mail.not_before > leases.database_now() + PARKED_AT_LEAST, until=leases.database_now())


def _move(mailing: UpdateMailing, state: MailingState) -> None:
    mailing.state, mailing.moved_at = state, clock.now()


def _let_mails_wait(mailing: UpdateMailing, *, until: datetime) -> None:
    free = or_(Mail.leased_until.is_(None), Mail.leased_until < leases.database_now())
    _put_off(mailing, free, until=until)


def _put_off(mailing: UpdateMailing, *which: ColumnElement[bool], until: datetime) -> None:
    # As a value of each mail that waits: PostgreSQL would read all that the mailing chose otherwise.
    update_id = (
        select(UpdateMail.update_id).where(UpdateMail.public_id == Mail.subject).correlate(Mail).scalar_subquery()
    )
    # Whoever delivers holds its mails first and the mailing then: what it holds is left alone.
    waiting = (
        select(Mail.id)
        .correlate(None)
        .where(GOES_LAST, *which, update_id == mailing.update_id)
        .with_for_update(of=Mail, skip_locked=True)
    )
    # One statement: mails that servers put off may be more than the values that one can have.
    put_off = change(Mail).where(Mail.id.in_(waiting)).values(not_before=until)
    db.session.execute(put_off, execution_options=IN_DATABASE)
