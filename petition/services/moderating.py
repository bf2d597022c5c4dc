"""What moderators decide about one signature, each time for a reason that is kept. Nothing is deleted.

Every verb raises SettledAlready where the signature no longer stands as whoever decides has seen it: conditional
UPDATEs decide, never what was read before.
"""

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError

from petition.extensions import db
from petition.lib import clock, crypto
from petition.models.erasure import ErasureKind
from petition.models.outbox import MailKind
from petition.models.petition import NameAudience
from petition.models.report import ReportOutcome, ReportReason
from petition.models.signature import Comment, CommentState, HoldOutcome, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import auditing, consents, erasures, identity, outbox, recording, reporting, reviewing
from petition.services.errors import CannotBeSentAgain, SentAgainToday, SettledAlready
from petition.services.identity import Identity

# What a decision about a comment says of its reports.
OF_REPORTS = {CommentState.HIDDEN: ReportOutcome.HIDDEN, CommentState.SHOWN: ReportOutcome.KEPT}


def remove(signature: Signature, *, by: str, reason: str) -> None:
    """Take a held or counted signature out of the count. Raises SettledAlready.

    One that was only held never stood in the ledger, so the ledger hears nothing of it.
    """
    was_counted = bool(reviewing.moved([signature], SignatureState.COUNTED, SignatureState.REMOVED))
    if not was_counted and not reviewing.moved([signature], SignatureState.HELD, SignatureState.REMOVED):
        raise SettledAlready
    if was_counted:
        recording.removed(signature)
    else:
        reviewing.settle([signature], HoldOutcome.REMOVED, by)
    erasures.note(ErasureKind.REMOVED, signature.public_id)
    _audit("remove", signature, by, reason, was=("counted" if was_counted else "held"))


def restore(signature: Signature, *, by: str, reason: str) -> None:
    """Take a removal back: it counts again, or is held again if it was only held. Raises SettledAlready.

    Its place is still its own: whoever was removed cannot have signed again. What the signer withdrew, nobody brings
    back, before the removal or after it; nor does a signature come back whose signer was forgotten on its day.
    """
    # Whoever withdraws at this moment waits, or was first.
    db.session.refresh(signature, with_for_update=True)
    if signature.identity is None or consents.no_longer_agree([signature.id]):
        raise SettledAlready
    is_held = reviewing.was_removed_while_held(signature)
    state = SignatureState.HELD if is_held else SignatureState.COUNTED
    if not reviewing.moved([signature], SignatureState.REMOVED, state):
        raise SettledAlready
    if is_held:
        reviewing.reopen(signature)
    else:
        recording.restored(signature)
    erasures.note(ErasureKind.RESTORED, signature.public_id)
    _audit("restore", signature, by, reason, now=state.value)


def hide_name(signature: Signature, *, by: str, reason: str) -> None:
    """Take the name from the public lists, and from those for the addressees. Raises SettledAlready.

    To whom the signer gave it stays known. The signature counts as before.
    """
    if signature.give_name_to is NameAudience.NOBODY:
        raise SettledAlready
    _change_name(signature, is_hidden=True, shown=None)
    erasures.note(ErasureKind.NAME_HIDDEN, signature.public_id)
    _audit("hide name", signature, by, reason)


def show_name(signature: Signature, *, by: str, reason: str) -> None:
    """Let the name be seen again by those to whom the signer gave it, as they chose. Raises SettledAlready."""
    # Its signer may correct or take it back meanwhile: only what was read is shown.
    as_read = Signature.commitment == signature.commitment
    _change_name(signature, as_read, is_hidden=False, shown=_signer(signature).shown_name())
    erasures.note(ErasureKind.NAME_SHOWN, signature.public_id)
    _audit("show name", signature, by, reason)


def hide_comment(signature: Signature, *, by: str, reason: str, because: ReportReason | None = None) -> None:
    """Take the public comment from all lists; its signer is told `because`. Raises SettledAlready."""
    _change_comment(signature, CommentState.HIDDEN, by=by, because=because)
    erasures.note(ErasureKind.COMMENT_HIDDEN, signature.public_id)
    chosen = {"because": because.value} if because else {}
    _audit("hide comment", signature, by, reason, **chosen)


def show_comment(signature: Signature, *, by: str, reason: str) -> None:
    """Let the public comment be read by everyone. Raises SettledAlready."""
    _change_comment(signature, CommentState.SHOWN, by=by)
    erasures.note(ErasureKind.COMMENT_SHOWN, signature.public_id)
    _audit("show comment", signature, by, reason)


def send_again(subject: Signature | Submission, *, by: str, reason: str) -> None:
    """Write to the signer once more: to confirm what still waits, or that it is confirmed.

    At most once a day; the worker's caps hold it back like any mail, and it drops what goes to a mailbox that wants
    none. Raises CannotBeSentAgain, SentAgainToday.
    """
    if not can_be_sent_again(subject):
        raise CannotBeSentAgain
    signer = _signer(subject)
    try:
        with db.session.begin_nested():
            outbox.put(
                MailKind.SENT_AGAIN,
                subject=subject.public_id,
                address=signer.address,
                language=subject.language,
                dedupe_key=once_a_day(subject),
            )
    except IntegrityError:
        raise SentAgainToday from None
    _audit("send again", subject, by, reason)


def once_a_day(subject: Signature | Submission) -> str:
    """What the mail that is sent again today is known by, so that there is one."""
    return f"sent again:{subject.public_id}:{clock.now().date().isoformat()}"


def can_be_sent_again(subject: Signature | Submission) -> bool:
    """Whether a mail may go. Where signers are at risk, nobody is written to who has not just asked for it."""
    if subject.petition.is_discreet:
        return False
    if isinstance(subject, Submission):
        return subject.petition.takes_confirmations
    return subject.state in (SignatureState.COUNTED, SignatureState.HELD) and subject.identity is not None


def _signer(subject: Signature | Submission) -> Identity:
    """Raises SettledAlready where nobody can say any more who it was."""
    try:
        if isinstance(subject, Submission):
            return identity.of_submission(subject)
        return identity.of_signature(subject)
    except crypto.CannotOpen:
        raise SettledAlready from None


def _change_name(signature: Signature, *conditions: ColumnElement[bool], is_hidden: bool, shown: str | None) -> None:
    changed = (
        update(Signature)
        .where(
            Signature.id == signature.id,
            Signature.name_hidden.is_(not is_hidden),
            *conditions,
            Signature.state.in_((SignatureState.COUNTED, SignatureState.HELD, SignatureState.REMOVED)),
        )
        .values(name_hidden=is_hidden, public_name=shown)
        .returning(Signature.id)
    )
    if db.session.scalar(changed) is None:
        raise SettledAlready


def _change_comment(signature: Signature, state: CommentState, *, by: str, because: ReportReason | None = None) -> None:
    """Whoever decides about it has decided about its reports too, and no report takes it from view by itself again."""
    changed = (
        update(Comment)
        .where(Comment.signature_id == signature.id, Comment.state != state)
        .values(state=state, is_reviewed=True, **_why(state, because))
        .returning(Comment.id)
    )
    comment_id = db.session.scalar(changed)
    if comment_id is None:
        raise SettledAlready
    reporting.settle([comment_id], OF_REPORTS[state], by=by)


def _why(state: CommentState, because: ReportReason | None) -> dict[str, ReportReason | None]:
    # What is shown keeps why it was hidden: whoever takes that back finds it as it was.
    return {"hidden_because": because} if state is CommentState.HIDDEN else {}


def _audit(verb: str, subject: Signature | Submission, by: str, reason: str, **details: str) -> None:
    auditing.record_of_signature(verb, subject, actor=by, reason=reason, **details)
