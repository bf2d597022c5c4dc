"""Doing again, in a restored database, what was taken back since: nobody who left may rise again."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import select

from petition.extensions import db
from petition.models.erasure import ErasureKind
from petition.models.outbox import SuppressionReason
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.services import (
    auditing,
    confirming,
    joining,
    reviewing,
    signatories,
    signatory_lines,
    suppressing,
    withdrawing,
)

REASON = "It was removed before this site was restored from a backup."

Thing = TypeVar("Thing", Signature, Submission, Signatory)


def replay(erasures: Iterable[tuple[ErasureKind, str]]) -> None:
    """Take back again what is named here, each by its public id or mailbox index; what is not there stays away."""
    for kind, subject in erasures:
        AGAIN[kind](subject)
        db.session.flush()


def _withdraw(public_id: str) -> None:
    if signature := _found(Signature, public_id):
        withdrawing.withdraw(signature)
    elif (signatory := _found(Signatory, public_id)) and signatory.state is not SignatoryState.UNCONFIRMED:
        joining.withdraw(signatory)
    else:
        # It was confirmed only after the backup.
        _reject(public_id)


def _remove(public_id: str) -> None:
    if signature := _found(Signature, public_id):
        if signature.state in (SignatureState.COUNTED, SignatureState.HELD):
            reviewing.remove(signature, by=auditing.COMMAND_LINE, reason=REASON)
    elif (signatory := _found(Signatory, public_id)) and signatory.state is SignatoryState.APPROVED:
        signatories.remove(signatory, by=auditing.COMMAND_LINE, reason=REASON)
    else:
        _reject(public_id)


def _reject(public_id: str) -> None:
    if submission := _found(Submission, public_id):
        confirming.reject(submission, never_again=False)
    elif (signatory := _found(Signatory, public_id)) and signatory.state is SignatoryState.UNCONFIRMED:
        joining.reject(signatory, never_again=False)


def _withhold(public_id: str) -> None:
    signatory = _found(Signatory, public_id)
    if signatory is None or not signatory.is_listed:
        return
    # It may have been listed again since. One name too few can be mended, one too many cannot.
    if signatory.state is SignatoryState.UNCONFIRMED:
        signatory_lines.show(signatory, is_listed=False)
    elif signatory.state in (*signatories.UNDECIDED, SignatoryState.APPROVED):
        signatories.set_listed(signatory, by=auditing.COMMAND_LINE, is_listed=False)


def _never_write(reason: SuppressionReason) -> Callable[[str], None]:
    return lambda mailbox_index: suppressing.suppress_index(bytes.fromhex(mailbox_index), reason)


def _found(model: type[Thing], public_id: str) -> Thing | None:
    return db.session.scalar(select(model).where(model.public_id == public_id))


AGAIN: dict[ErasureKind, Callable[[str], None]] = {
    ErasureKind.WITHDRAWN: _withdraw,
    ErasureKind.REMOVED: _remove,
    ErasureKind.REJECTED: _reject,
    ErasureKind.WITHHELD: _withhold,
    ErasureKind.ASKED: _never_write(SuppressionReason.ASKED),
    ErasureKind.BOUNCED: _never_write(SuppressionReason.BOUNCED),
}
