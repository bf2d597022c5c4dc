"""What moderators decide about many signatures at once: the verbs of `moderating.py`, each by a few statements.

Each returns the ids of those it was done to; what was settled or withdrawn meanwhile stays as it is. The signatures are
locked by whoever calls. No line of the log is kept for each: their job tells it (`jobs.deeds_on`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Update, select, true, update

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.erasure import ErasureKind
from petition.models.ledger import EntryKind
from petition.models.outbox import Mail, MailKind
from petition.models.petition import NameAudience
from petition.models.signature import Comment, CommentState, Hold, HoldOutcome, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import consents, erasures, identity, moderating, outbox, recording, reporting, reviewing
from petition.services.outbox import News

STANDING = (SignatureState.COUNTED, SignatureState.HELD, SignatureState.REMOVED)
IN_DATABASE = {"synchronize_session": False}


def release(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Let held ones count."""
    released = reviewing.moved(signatures, SignatureState.HELD, SignatureState.COUNTED)
    recording.of_each(EntryKind.CONFIRMED, released)
    reviewing.settle(released, HoldOutcome.RELEASED, by)
    return _ids(released)


def remove(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Take held and counted ones out of the count."""
    counted = reviewing.moved(signatures, SignatureState.COUNTED, SignatureState.REMOVED)
    held = reviewing.moved(signatures, SignatureState.HELD, SignatureState.REMOVED)
    recording.of_each(EntryKind.REMOVED, counted)
    reviewing.settle(held, HoldOutcome.REMOVED, by)
    _note(ErasureKind.REMOVED, [*counted, *held])
    return _ids([*counted, *held])


def restore(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Take removals back: what was only held is held again."""
    left = consents.no_longer_agree(_ids(signatures))
    named = [signature for signature in signatures if signature.identity is not None and signature.id not in left]
    of_these = Hold.signature_id.in_(_ids(named)) & (Hold.outcome == HoldOutcome.REMOVED)
    never_counted = set(db.session.scalars(select(Hold.signature_id).where(of_these)))
    held = [signature for signature in named if signature.id in never_counted]
    counted = [signature for signature in named if signature.id not in never_counted]
    held = reviewing.moved(held, SignatureState.REMOVED, SignatureState.HELD)
    counted = reviewing.moved(counted, SignatureState.REMOVED, SignatureState.COUNTED)
    reopened = Hold.signature_id.in_(_ids(held))
    db.session.execute(update(Hold).where(reopened).values(outcome=None, settled_by=None, settled_at=None))
    recording.of_each(EntryKind.RESTORED, counted)
    _note(ErasureKind.RESTORED, [*counted, *held])
    return _ids([*counted, *held])


def hide_names(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Take their names from all lists; to whom they were given stays known."""
    given = Signature.give_name_to != NameAudience.NOBODY
    hiding = _names(signatures, given, is_hidden=False).values(name_hidden=True, public_name=None)
    return _changed(signatures, hiding.returning(Signature.id), ErasureKind.NAME_HIDDEN)


def show_names(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Let names be seen again, each as its signer chose; one that nobody can read any more stays hidden."""
    shown: set[int] = set()
    for signature in signatures:
        try:
            name = identity.of_signature(signature).shown_name()
        except CannotOpen:
            continue
        # Unless its signer corrected or took it back meanwhile.
        as_read = Signature.commitment == signature.commitment
        showing = _names([signature], as_read, is_hidden=True).values(name_hidden=False, public_name=name)
        shown |= _changed([signature], showing.returning(Signature.id), ErasureKind.NAME_SHOWN)
    return shown


def hide_comments(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Take public comments from all lists. Of those that waited it stays known that nobody has read them."""
    return _change_comments(signatures, CommentState.HIDDEN, ErasureKind.COMMENT_HIDDEN, by)


def show_comments(signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Let public comments be read by everyone; what was hidden by the hundred while it waited goes on waiting."""
    hidden = (Comment.state == CommentState.HIDDEN, Comment.is_reviewed.is_(False))
    unread = (
        update(Comment).where(Comment.signature_id.in_(_ids(signatures)), *hidden).values(state=CommentState.WAITING)
    )
    waiting = set(db.session.scalars(unread.returning(Comment.signature_id), execution_options=IN_DATABASE))
    others = [signature for signature in signatures if signature.id not in waiting]
    return waiting | _change_comments(others, CommentState.SHOWN, ErasureKind.COMMENT_SHOWN, by)


def send_again(waiting: Iterable[Submission]) -> set[str]:
    """Write once more to those whose form still waits to be confirmed, at most once a day; their public ids.

    Behind all other mails: whoever signs now does not wait for theirs.
    """
    keys = {form: moderating.once_a_day(form) for form in waiting if moderating.can_be_sent_again(form)}
    sent = set(db.session.scalars(select(Mail.dedupe_key).where(Mail.dedupe_key.in_(keys.values()))))
    mails = [mail for form, key in keys.items() if key not in sent and (mail := _mail(form, key))]
    outbox.put_last(MailKind.SENT_AGAIN, mails)
    return {mail.subject for mail in mails}


def _mail(form: Submission, key: str) -> News | None:
    try:
        address = identity.of_submission(form).address
    except CannotOpen:
        return None
    return News(form.public_id, address, identity.mailbox_index(address), form.language, key)


def _names(signatures: Sequence[Signature], *conditions: ColumnElement[bool], is_hidden: bool) -> Update:
    theirs = (Signature.id.in_(_ids(signatures)), Signature.state.in_(STANDING), Signature.name_hidden.is_(is_hidden))
    return update(Signature).where(*theirs, *conditions)


def _change_comments(signatures: Sequence[Signature], state: CommentState, kind: ErasureKind, by: str) -> set[int]:
    """Whoever decides about them has decided about their reports too."""
    # To hide hundreds nobody reads them; to show them somebody must have.
    is_read = (Comment.state != CommentState.WAITING) | Comment.is_reviewed if state is CommentState.HIDDEN else true()
    changing = (
        update(Comment)
        .where(Comment.signature_id.in_(_ids(signatures)), Comment.state != state)
        .values(state=state, hidden_because=None, is_reviewed=is_read)
        .returning(Comment.id, Comment.signature_id)
    )
    rows = db.session.execute(changing, execution_options=IN_DATABASE).all()
    reporting.settle([row.id for row in rows], moderating.OF_REPORTS[state], by=by)
    changed = {row.signature_id for row in rows}
    _note(kind, [signature for signature in signatures if signature.id in changed])
    return changed


def _changed(signatures: Sequence[Signature], changing: Any, kind: ErasureKind) -> set[int]:
    ids = set(db.session.scalars(changing, execution_options=IN_DATABASE))
    _note(kind, [signature for signature in signatures if signature.id in ids])
    return ids


def _note(kind: ErasureKind, signatures: Iterable[Signature]) -> None:
    erasures.note_each(kind, [signature.public_id for signature in signatures])


def _ids(signatures: Iterable[Signature]) -> set[int]:
    return {signature.id for signature in signatures}
