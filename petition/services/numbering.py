"""Which number a signature is."""

from sqlalchemy import func, select

from petition.extensions import db
from petition.models.ledger import Checkpoint, EntryKind, LedgerEntry, LedgerLink
from petition.models.signature import Signature


def number_of(signature: Signature) -> int | None:
    """The how-manieth confirmed signature this is, those taken back later included; None before it has its place.

    Counted from the last checkpoint before it, so that the cost does not grow with the petition.
    """
    place = db.session.scalar(
        select(LedgerEntry.sequence)
        .join(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
        .where(LedgerLink.signature_id == signature.id, LedgerEntry.kind == EntryKind.CONFIRMED)
    )
    if place is None:
        return None
    before = db.session.scalar(
        select(Checkpoint)
        .where(Checkpoint.petition_id == signature.petition_id, Checkpoint.size <= place)
        .order_by(Checkpoint.size.desc(), Checkpoint.id.desc())
        .limit(1)
    )
    counted, size = (before.online + before.withdrawn + before.removed, before.size) if before else (0, 0)
    since = db.session.scalar(
        select(func.count(LedgerEntry.id)).where(
            LedgerEntry.petition_id == signature.petition_id,
            LedgerEntry.sequence.between(size, place),
            LedgerEntry.kind == EntryKind.CONFIRMED,
        )
    )
    return counted + (since or 0)
