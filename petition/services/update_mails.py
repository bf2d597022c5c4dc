"""Mailing updates, signature by signature: never twice to anyone, whatever dies and is started again.

Who is next is found by the ids of signatures. That somebody was chosen, their mail and how far the mailing is are one
transaction; a unique constraint has the last word. The outbox is filled only as fast as it empties.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy import update as change
from sqlalchemy.orm import defer, joinedload

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.news import Update, UpdateState
from petition.models.outbox import UNTRIED_LAST, Mail, MailKind, MailState
from petition.models.signature import Signature, SignatureState
from petition.models.update_mail import IS_GOING, MailingState, UpdateMail, UpdateMailing
from petition.services import identity, keys, leases, outbox, suppressing, update_mailings
from petition.services.inserting import insert_new
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.update_mailings import MAY_BE_STOPPED, PARKED_FOR

# Signatures that are looked at in one portion, and mails that it writes at most.
WINDOW = 400
PORTION = 50
# Mails of all mailings that wait at most: whoever stops one stops the rest of it.
QUEUED_AT_MOST = 200
COLUMNS = {
    MailState.SENT: UpdateMailing.sent,
    MailState.FAILED: UpdateMailing.failed,
    MailState.DROPPED: UpdateMailing.dropped,
}
IN_DATABASE = {"synchronize_session": False}


def choose() -> bool:
    """Do one portion of the mailing that was longest without. True where more may be waiting."""
    now = clock.now()
    next_one = select(UpdateMailing).where(IS_GOING, UpdateMailing.due_at <= now)
    mailing = db.session.scalar(
        next_one.order_by(UpdateMailing.due_at, UpdateMailing.id).limit(1).with_for_update(skip_locked=True)
    )
    if mailing is None:
        return False
    mailing.due_at = now
    if not _is_to_go_on(mailing.update):
        _finish(mailing)
    elif not mailing.update.petition.sends_news:
        update_mailings.stop_hidden(mailing)
    elif not mailing.is_counted:
        _count(mailing)
    elif room := min(PORTION, QUEUED_AT_MOST - _waiting()):
        _choose(mailing, room)
    else:
        return False
    return True


def note(state: MailState, subjects: Iterable[str]) -> None:
    """So many mails of mailings came to this end."""
    column = COLUMNS[state]
    for update_id, n in _by_update(subjects):
        counted = change(UpdateMailing).where(UpdateMailing.update_id == update_id).values({column: column + n})
        db.session.execute(counted, execution_options=IN_DATABASE)


def note_bounce(mail: Mail) -> None:
    """A mail came back: one that was sent, or that a server took although it seemed not to."""
    if mail.state not in (MailState.SENT, MailState.QUEUED):
        return
    sent = UpdateMailing.sent - int(mail.state is MailState.SENT)
    for update_id, _ in _by_update([mail.subject]):
        moved = {UpdateMailing.sent: sent, UpdateMailing.failed: UpdateMailing.failed + 1}
        counted = change(UpdateMailing).where(UpdateMailing.update_id == update_id).values(moved)
        db.session.execute(counted, execution_options=IN_DATABASE)


def letters(mails: Sequence[ClaimedMail]) -> dict[int, Letter]:
    """What goes to those who still want it; where a mailing was stopped, or nobody can read its page, it waits."""
    found = {row[0]: row for row in _read([mail.subject for mail in mails])} if mails else {}
    chosen = {}
    for mail in mails:
        if mail.subject in found:
            _, mailing, signature, still_agrees = found[mail.subject]
            if still_agrees and _may_go(mailing, signature):
                waits_until = mail.claimed_at + PARKED_FOR if mailing.state is MailingState.STOPPED else None
                letter = Letter(
                    "update", signature.petition, signature=signature, update=mailing.update, waits_until=waits_until
                )
                chosen[mail.id] = letter
    return chosen


def _read(subjects: Sequence[str]) -> Sequence[Row[str, UpdateMailing, Signature, bool]]:
    """The mailing and the signature of mails, and whether it still agrees to news."""
    query = (
        select(UpdateMail.public_id, UpdateMailing, Signature, _agrees(Signature.id))
        .select_from(UpdateMail)
        .join(UpdateMailing, UpdateMailing.update_id == UpdateMail.update_id)
        .join(Signature, Signature.id == UpdateMail.signature_id)
        .where(UpdateMail.public_id.in_(subjects))
    )
    found = db.session.execute(query.options(defer(Signature.identity), joinedload(UpdateMailing.update))).all()
    for mailing in sorted({row[1] for row in found}, key=lambda mailing: mailing.id):
        if mailing.state is MailingState.STOPPED:
            # Whoever goes on with it this moment has not seen our mails: either they see them wait, or we see them go.
            db.session.refresh(mailing, ["state"], with_for_update=True)
        elif mailing.state in MAY_BE_STOPPED and not mailing.update.petition.sends_news:
            update_mailings.stop_hidden(mailing)
    return found


def _may_go(mailing: UpdateMailing, signature: Signature) -> bool:
    is_there = signature.state is SignatureState.COUNTED
    return is_there and mailing.state is not MailingState.ENDED and _is_to_go_on(mailing.update)


def _is_to_go_on(update: Update) -> bool:
    """Whether the update still stands, and anybody may be written to."""
    return update.state is UpdateState.PUBLISHED and update_mailings.can_be_mailed(update.petition)


def _finish(mailing: UpdateMailing) -> None:
    """Nobody more is chosen: everybody is, or nobody may be."""
    mailing.state, mailing.moved_at = MailingState.CHOSEN, clock.now()


def _count(mailing: UpdateMailing) -> None:
    """Count in a window how many asked for news: about how many there are is known before the first mail goes."""
    window = _window(mailing, mailing.counted_to)
    mailing.expected += db.session.scalar(_asked(mailing, window, func.count(Signature.id))) or 0
    mailing.counted_to = window[-1] if len(window) == WINDOW else mailing.up_to


def _choose(mailing: UpdateMailing, room: int) -> None:
    """Write to the next who asked for news, as many as there is room for."""
    window = _window(mailing, mailing.chosen_to)
    columns = (Signature.id, Signature.public_id, Signature.language, Signature.address_index, Signature.identity)
    asked = _asked(mailing, window, *columns)
    rows = db.session.execute(asked.order_by(Signature.id).limit(room)).all()
    mailing.chosen += _write_to(mailing.update, rows)
    if len(rows) == room:
        mailing.chosen_to = rows[-1].id
    elif len(window) == WINDOW:
        mailing.chosen_to = window[-1]
    else:
        mailing.chosen_to = mailing.up_to
        _finish(mailing)


def _write_to(update: Update, rows: Sequence[Any]) -> int:
    """Leave a mail in the outbox for each of these who was not chosen before; how many."""
    addresses = {row.id: _address_of(row) for row in rows}
    key = keys.data_key(keys.MAILBOX)
    mailboxes = {row.id: identity.mailbox_index(addresses[row.id], key) for row in rows if addresses[row.id]}
    never = suppressing.suppressed_among(mailboxes.values())
    wanted = [row for row in rows if row.id in mailboxes and mailboxes[row.id] not in never]
    subjects = _note_as_chosen(update, wanted)
    mails = [
        outbox.News(
            subject=subjects[row.id],
            address=addresses[row.id],
            mailbox_index=mailboxes[row.id],
            # Whatever language its words come in, the rest is said in the one that this person reads.
            language=row.language,
        )
        for row in wanted
        if row.id in subjects
    ]
    outbox.put_last(MailKind.UPDATE, mails)
    return len(mails)


def _note_as_chosen(update: Update, rows: Sequence[Any]) -> dict[int, str]:
    """The subjects of the mails to write, by signature: of none that was chosen before, nor of its mailbox."""
    values = [
        {
            "public_id": new_public_id(),
            "update_id": update.id,
            "signature_id": row.id,
            "address_index": row.address_index,
        }
        for row in rows
    ]
    new = insert_new(UpdateMail, values, UpdateMail.signature_id) if values else set()
    return {row["signature_id"]: row["public_id"] for row in values if row["signature_id"] in new}


def _address_of(row: Any) -> str:
    """ "" where its key is lost: nobody knows where to write."""
    return identity.address_in(row.identity, context=identity.signature_context(row.public_id))


def _window(mailing: UpdateMailing, after: int) -> Sequence[int]:
    """The ids of the signatures that come next, whether they asked for anything or not: so many are looked at."""
    counted = (Signature.petition_id == mailing.petition_id, Signature.state == SignatureState.COUNTED)
    ids = select(Signature.id).where(*counted, Signature.id > after, Signature.id <= mailing.up_to)
    return db.session.scalars(ids.order_by(Signature.id).limit(WINDOW)).all()


def _asked(mailing: UpdateMailing, window: Sequence[int], *columns: Any) -> Select[Any]:
    """What is wanted of those in a window who asked for news and can be written to."""
    first, last = (window[0], window[-1]) if window else (0, 0)
    return select(*columns).where(
        Signature.petition_id == mailing.petition_id,
        Signature.state == SignatureState.COUNTED,
        Signature.id.between(first, last),
        Signature.identity.is_not(None),
        Signature.address_index.is_not(None),
        # What is said of consents follows from that, but PostgreSQL would read all of them for each window.
        _agrees(Signature.id, Consent.signature_id.between(first, last)),
    )


def _agrees(signature_id: Any, *further: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a signature asked for news of its petition, and did not take that back."""
    agreed = and_(Consent.signature_id == signature_id, Consent.withdrawn_at.is_(None), *further)
    is_news = ConsentText.purpose == ConsentPurpose.PETITION_NEWS
    return exists().where(agreed, ConsentText.id == Consent.consent_text_id, is_news)


def _waiting() -> int:
    """How many mails of mailings wait to be tried, counted as far as it matters. Those of stopped ones wait apart."""
    soon = leases.database_now() + update_mailings.PARKED_AT_LEAST
    some = select(Mail.id).where(UNTRIED_LAST, Mail.not_before < soon).limit(QUEUED_AT_MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _by_update(subjects: Iterable[str]) -> Sequence[Row[int, int]]:
    """In one order everywhere, so that nobody waits in a ring."""
    counts = select(UpdateMail.update_id, func.count()).where(UpdateMail.public_id.in_(list(subjects)))
    return db.session.execute(counts.group_by(UpdateMail.update_id).order_by(UpdateMail.update_id)).all()
