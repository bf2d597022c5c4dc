"""What happens to a signature or a signatory, told to the ledger's inbox. No shared row is touched."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, exists, insert, or_, select

from petition.extensions import db
from petition.lib import commitments
from petition.models.ledger import WEIGHTS, EntryKind, LedgerInbox, LedgerLink
from petition.models.revision import Revision
from petition.models.signatory import Signatory
from petition.models.signature import Signature
from petition.services.identity import Identity
from petition.services.inserting import table_of

# Composed once: putting it together takes longer than asking it.
REVISION = select(Revision.sha256).where(Revision.id == bindparam("revision_id")).scalar_subquery()
# As it stands once the row is ours: its signer may have corrected it since it was read.
COMMITMENT = select(Signature.commitment).where(Signature.id == bindparam("subject_id")).scalar_subquery()
ENTER = insert(table_of(LedgerInbox)).values(revision=REVISION)
ENTER_SIGNATURE = insert(table_of(LedgerInbox)).values(revision=REVISION, commitment=COMMITMENT)


def commitment_to(signer: Identity, language: str) -> str:
    """The root of the commitments to each field (hex). Without the sealed salt it tells nothing."""
    return commitments.commitment_root(bytes.fromhex(signer.salt), fields_of(signer, language)).hex()


def fields_of(signer: Identity, language: str) -> dict[str, str]:
    """The fields that a delivery can open one by one."""
    answers = {f"answer:{key}": value for key, value in signer.answers.items()}
    return answers | {
        "name": signer.name,
        "mail": signer.address,
        "country": signer.country or "",
        "language": language,
        "comment": signer.comment,
        "name goes to": signer.give_name_to,
    }


def confirmed(signature: Signature, *, waited: int | None = None) -> None:
    """`waited` is the bucket of lib/waits.py for how long that took, where it is known and may be noted."""
    _record(EntryKind.CONFIRMED, signature, waited)


def withdrawn(signature: Signature) -> None:
    _record(EntryKind.WITHDRAWN, signature)


def removed(signature: Signature) -> None:
    _record(EntryKind.REMOVED, signature)


def restored(signature: Signature) -> None:
    _record(EntryKind.RESTORED, signature)


def corrected(signature: Signature, *, before: str, after: str) -> None:
    """Its signer corrected it: from here on it goes by another commitment.

    Where other entries name the words that were signed, this one names the commitment that is over.
    """
    values = {
        "petition_id": signature.petition_id,
        "signature_id": signature.id,
        "kind": EntryKind.CORRECTED,
        "weight": 0,
        "revision": before,
        "commitment": after,
    }
    db.session.execute(insert(table_of(LedgerInbox)), values)


def erased(signature: Signature) -> None:
    """What the ledger says of it stays, and is nobody's any more; the sequencer then forgets whose it was."""
    _record(EntryKind.ERASED, signature)


def is_in_ledger(signature: Signature) -> bool:
    """Whether there is an entry about it, or one that waits."""
    linked = exists().where(LedgerLink.signature_id == signature.id)
    waiting = exists().where(LedgerInbox.signature_id == signature.id)
    return bool(db.session.scalar(select(or_(linked, waiting))))


def signatory_approved(signatory: Signatory) -> None:
    _record_signatory(EntryKind.SIGNATORY, signatory)


def signatory_withdrawn(signatory: Signatory) -> None:
    _record_signatory(EntryKind.WITHDRAWN, signatory)


def signatory_removed(signatory: Signatory) -> None:
    _record_signatory(EntryKind.REMOVED, signatory)


def _record_signatory(kind: EntryKind, signatory: Signatory) -> None:
    # There is no ledger before it opens; opening enters all that stand under it by then.
    if signatory.petition.opened_at is not None:
        _record(kind, signatory)


def of_each(kind: EntryKind, signatures: Sequence[Signature]) -> None:
    """The same of many signatures, by one statement."""
    if signatures:
        db.session.execute(ENTER_SIGNATURE, [_values(kind, signature) for signature in signatures])


def _record(kind: EntryKind, subject: Signature | Signatory, waited: int | None = None) -> None:
    statement = ENTER if isinstance(subject, Signatory) else ENTER_SIGNATURE
    db.session.execute(statement, _values(kind, subject, waited))


def _values(kind: EntryKind, subject: Signature | Signatory, waited: int | None = None) -> dict[str, Any]:
    values = {
        "petition_id": subject.petition_id,
        "kind": kind,
        "weight": WEIGHTS.get(kind, 0),
        "revision_id": subject.revision_id,
        "waited": waited,
    }
    if isinstance(subject, Signatory):
        return values | {"signatory_id": subject.id, "commitment": subject.commitment}
    return values | {"signature_id": subject.id, "subject_id": subject.id}
