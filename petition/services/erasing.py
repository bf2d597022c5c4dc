"""Erasing a signature at its signer's wish: nobody can say any more who it was, we neither.

What the ledger says stays, because others keep it: that somebody confirmed, withdrew and was erased. Salt and words are
destroyed, so it names nobody, and once the sequencer has the last entry nothing here leads to any of them.
"""

from typing import Any

from sqlalchemy import delete, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import ErasureKind
from petition.models.outbox import Mail, MailState
from petition.models.signature import Comment, Hold, Signature, SignatureState
from petition.models.submission import Submission
from petition.models.update_mail import UpdateMail
from petition.services import consents, erasures, forgotten, origins, recording

IN_DATABASE = {"synchronize_session": False}
# In the place of a commitment that would lead to the ledger's, and of a mailbox that a guess would lead to.
NONE_ANY_MORE = "0" * 64
NO_MAILBOX = b""


def can_be_erased(signature: Signature) -> bool:
    """Whether there is something left to erase."""
    return signature.identity is not None


def erase(signature: Signature) -> None:
    """Withdraw it, if it stands, and destroy all that is known of its signer. Every link to it dies.

    What a moderator removed keeps its place, as one that is withdrawn does: the blind index of its mailbox stays until
    the petition's day, or erasing would undo the removal. Erasing twice changes nothing.
    """
    # Before its own row is held, as whoever confirms has it: nobody waits in a ring.
    forms = _drop_forms(signature)
    # Whoever corrects, releases or withdraws it at this moment waits, or was first.
    db.session.refresh(signature, with_for_update=True)
    if not can_be_erased(signature):
        return
    if signature.state is SignatureState.COUNTED:
        recording.withdrawn(signature)
    is_entered = recording.is_in_ledger(signature)
    if is_entered:
        recording.erased(signature)
    # That somebody agreed and took it back stays until the petition's day: by that, lists that were taken learn of it.
    consents.end(signature)
    _take_address_from_mails(signature, forms)
    db.session.execute(delete(Comment).where(Comment.signature_id == signature.id), execution_options=IN_DATABASE)
    origins.forget(signature)
    _destroy(signature, is_entered=is_entered)
    forgotten.note_traces(forgotten.WITHIN_A_DAY)
    erasures.note(ErasureKind.ERASED, signature.public_id)


def _drop_forms(signature: Signature) -> list[str]:
    """Forget what the same person sent once more and never confirmed; the public ids."""
    theirs = (Submission.petition_id == signature.petition_id, Submission.address_index == signature.address_index)
    gone = delete(Submission).where(*theirs, Submission.name_index == signature.name_index)
    return list(db.session.scalars(gone.returning(Submission.public_id), execution_options=IN_DATABASE))


def _take_address_from_mails(signature: Signature, forms: list[str]) -> None:
    """What still waits to be sent to it goes nowhere: when its turn comes nobody is found whom it is for.

    Nor does what was sent tell any more to which mailbox it went.
    """
    chosen = select(UpdateMail.public_id).where(UpdateMail.signature_id == signature.id)
    subjects = [signature.public_id, *forms, *db.session.scalars(chosen)]
    waits = (Mail.subject.in_(subjects), Mail.state == MailState.QUEUED)
    # Mailings still have to learn what became of these.
    waiting = set(db.session.scalars(select(Mail.subject).where(*waits)))
    to_nobody = update(Mail).where(Mail.subject.in_(subjects)).values(address=None, mailbox_index=NO_MAILBOX)
    db.session.execute(to_nobody, execution_options=IN_DATABASE)
    gone = [subject for subject in subjects if subject not in waiting]
    of_it = (UpdateMail.signature_id == signature.id, UpdateMail.public_id.in_(gone))
    db.session.execute(delete(UpdateMail).where(*of_it), execution_options=IN_DATABASE)


def _destroy(signature: Signature, *, is_entered: bool) -> None:
    values: dict[str, Any] = {
        "identity": None,
        "public_name": None,
        "commitment": NONE_ANY_MORE,
        "generation": Signature.generation + 1,
        "left_at": signature.left_at or clock.now(),
    }
    if not is_entered:
        # Else the sequencer does it, once the sums have learnt that it counts no more.
        values |= {"ref": None, "country": None}
    if signature.state is not SignatureState.REMOVED:
        values |= {"state": SignatureState.ERASED, "address_index": None, "name_index": None}
        db.session.execute(delete(Hold).where(Hold.signature_id == signature.id), execution_options=IN_DATABASE)
    db.session.execute(update(Signature).where(Signature.id == signature.id).values(**values))
    db.session.refresh(signature)
