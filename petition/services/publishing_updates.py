"""Publishing news: at once, or by itself at its hour; and taking it down."""

from datetime import datetime

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock, crypto
from petition.models.erasure import ErasureKind
from petition.models.news import IS_PLANNED, Update, UpdateState
from petition.services import (
    auditing,
    erasures,
    petitions,
    update_mailings,
    update_readiness,
    updates,
    writing_updates,
)
from petition.services.errors import CannotChangeState
from petition.services.update_errors import CannotBeMailed, UpdateChangedMeanwhile, UpdateNotReady


def seen(update: Update) -> str:
    """What stays the same as long as nobody changes anything in it."""
    spoken = sorted(text.language for text in update.texts)
    marks = [f"{language} {writing_updates.fingerprint(update, language)}" for language in spoken]
    return crypto.fingerprint("\n".join([update.state.value, *marks]).encode())


def publish_now(update: Update, *, wants_mail: bool, by: str, was_seen: str | None = None) -> None:
    """Show it to everyone. `was_seen` is what `seen` gave when it was looked at: that alone is published.

    Raises UpdateIsGone, CannotChangeState where it is published or waits, or nobody can read its petition;
    UpdateChangedMeanwhile, UpdateNotReady, CannotBeMailed, MailedTooSoon.
    """
    update = _held_draft(update, was_seen)
    if not update.petition.sends_news:
        raise CannotChangeState
    _require_ready(update, wants_mail=wants_mail)
    update.wants_mail = wants_mail
    updates.put_out(update)
    if wants_mail:
        update_mailings.begin(update)
    _audit("publish update", update, by=by)


def plan(update: Update, at: datetime, *, wants_mail: bool, by: str, was_seen: str | None = None) -> None:
    """Let it be published by itself at a local time of its petition's zone. Raises the same as `publish_now`."""
    update = _held_draft(update, was_seen)
    if not update.petition.sends_news:
        raise CannotChangeState
    _require_ready(update, wants_mail=wants_mail)
    if wants_mail:
        update_mailings.require_free(update.petition, clock.moment(at, update.petition.zone))
    update.wants_mail, update.publish_local, update.missed_at = wants_mail, at, None
    update.state = UpdateState.PLANNED
    db.session.flush()
    auditing.record_of_petition("plan update", update.petition, actor=by)


def unplan(update: Update, *, by: str) -> None:
    """Make it a draft again. Raises UpdateIsGone, CannotChangeState once it is published."""
    update = writing_updates.hold(update)
    if update.state not in (UpdateState.PLANNED, UpdateState.DRAFT):
        raise CannotChangeState
    if update.state is UpdateState.PLANNED:
        update.state = UpdateState.DRAFT
        auditing.record_of_petition("unplan update", update.petition, actor=by)


def due() -> list[Update]:
    """Those whose hour has come."""
    # Wherever it is: the zone of each is looked at once its clock may have struck.
    latest = (clock.now() + petitions.EASTERNMOST).replace(tzinfo=None)
    planned = select(Update).where(IS_PLANNED, Update.publish_local <= latest).order_by(Update.publish_local, Update.id)
    return [update for update in db.session.scalars(planned) if _is_due(update)]


def publish_if_due(update: Update) -> bool:
    """Publish it if its hour has come and nobody else is at it; whether it was.

    Where it cannot be, it is a draft again, and says that it missed its hour.
    """
    update_id = update.id
    if not petitions.hold(update.petition):
        return False
    held = db.session.get(Update, update_id, populate_existing=True)
    if held is None or not _is_due(held):
        return False
    if not held.petition.sends_news or update_readiness.missing(held):
        held.state, held.missed_at = UpdateState.DRAFT, held.publish_at
        auditing.record_of_petition("could not publish update", held.petition, actor=auditing.SYSTEM)
        return False
    # Signers may have come to be at risk since.
    held.wants_mail = held.wants_mail and update_mailings.can_be_mailed(held.petition)
    updates.put_out(held)
    if held.wants_mail:
        # Where another one was mailed since it was planned, its mails wait for their time.
        update_mailings.begin(held, may_wait=True)
    _audit("publish update", held, by=auditing.SYSTEM)
    return True


def catch_up() -> None:
    """In a database that was restored: publish what is due, and mail nothing by itself.

    Mailings may have gone on, or begun, after the backup, nobody knows how far: whoever goes on has to know that.
    """
    for update in due():
        publish_if_due(update)
    update_mailings.stop_all()


def take_down(update: Update, *, by: str, reason: str) -> None:
    """Show it to nobody any more; a mail that went cannot be called back. Raises UpdateIsGone, CannotChangeState."""
    update = writing_updates.hold(update)
    if update.state is not UpdateState.PUBLISHED:
        raise CannotChangeState
    update.state, update.taken_down_at, update.taken_down_reason = UpdateState.TAKEN_DOWN, clock.now(), reason
    updates.renew_pages(update.petition)
    update_mailings.give_up(update)
    # A backup that is older would show it again.
    erasures.note(ErasureKind.TAKEN_DOWN, update.public_id)
    _audit("take down update", update, by=by, reason=reason)


def _held_draft(update: Update, was_seen: str | None) -> Update:
    update = writing_updates.hold(update)
    if update.state is not UpdateState.DRAFT:
        raise CannotChangeState
    if was_seen not in (None, seen(update)):
        raise UpdateChangedMeanwhile
    return update


def _require_ready(update: Update, *, wants_mail: bool) -> None:
    if lacking := update_readiness.missing(update):
        raise UpdateNotReady(f"It cannot yet: {', '.join(finding.code.value for finding in lacking)}.")
    if wants_mail and not update_mailings.can_be_mailed(update.petition):
        raise CannotBeMailed


def _is_due(update: Update) -> bool:
    is_planned = update.state is UpdateState.PLANNED
    return is_planned and update.publish_at is not None and update.publish_at <= clock.now()


def _audit(verb: str, update: Update, *, by: str, **details: str) -> None:
    about = {"number": update.number, "mail": update.wants_mail, **details}
    auditing.record_of_petition(verb, update.petition, actor=by, **about)
