"""What happens to a signature or a signatory, told to the ledger's inbox. No shared row is touched."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select

from petition.extensions import db
from petition.lib import commitments
from petition.models.ledger import WEIGHTS, EntryKind, LedgerInbox
from petition.models.revision import Revision
from petition.models.signatory import Signatory
from petition.models.signature import Signature
from petition.services.identity import Identity
from petition.services.inserting import table_of

# Composed once: putting it together takes longer than asking it.
REVISION = select(Revision.sha256).where(Revision.id == bindparam("revision_id")).scalar_subquery()
ENTER = insert(table_of(LedgerInbox)).values(revision=REVISION)


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
        db.session.execute(ENTER, [_values(kind, signature) for signature in signatures])


def _record(kind: EntryKind, subject: Signature | Signatory, waited: int | None = None) -> None:
    db.session.execute(ENTER, _values(kind, subject, waited))


def _values(kind: EntryKind, subject: Signature | Signatory, waited: int | None = None) -> dict[str, Any]:
    is_signatory = isinstance(subject, Signatory)
    return {
        "petition_id": subject.petition_id,
        "signature_id": None if is_signatory else subject.id,
        "signatory_id": subject.id if is_signatory else None,
        "kind": kind,
        "weight": WEIGHTS[kind],
        "revision_id": subject.revision_id,
        "commitment": subject.commitment,
        "waited": waited,
    }
