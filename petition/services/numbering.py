"""Which number a signature is."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from petition.extensions import db
from petition.models.ledger import Checkpoint, EntryKind, LedgerEntry, LedgerLink
from petition.models.signatory import Signatory
from petition.models.signature import Signature

Earlier = aliased(Checkpoint)
Between = aliased(LedgerEntry)
Back = aliased(LedgerEntry)
BackLink = aliased(LedgerLink)
# The newest checkpoint that was signed before the entry had its place.
BEFORE = (
    select(Earlier.id)
    .where(Earlier.petition_id == LedgerEntry.petition_id, Earlier.size <= LedgerEntry.sequence)
    .order_by(Earlier.size.desc(), Earlier.id.desc())
    .limit(1)
    .correlate(LedgerEntry)
    .scalar_subquery()
)
SINCE = (
    select(func.count(Between.id))
    .where(
        Between.petition_id == LedgerEntry.petition_id,
        Between.sequence.between(func.coalesce(Checkpoint.size, 0), LedgerEntry.sequence),
        Between.kind == EntryKind.CONFIRMED,
    )
    .correlate(LedgerEntry, Checkpoint)
    .scalar_subquery()
)
# What was taken back counts organisations too, which `online` does not: less than nothing, as entries have it. By way
# of the petition's own lines, which are few, and from each to its entry by key: a join would leave the database free to
# read the whole ledger where it takes them for many.
WEIGHT_BACK = (
    select(Back.weight)
    .where(Back.id == BackLink.entry_id, Back.sequence < Checkpoint.size, Back.kind != EntryKind.SIGNATORY)
    .correlate(BackLink, Checkpoint)
    .scalar_subquery()
)
OF_ORGANISATIONS = (
    select(func.coalesce(func.sum(WEIGHT_BACK), 0))
    .select_from(Signatory)
    .join(BackLink, BackLink.signatory_id == Signatory.id)
    .where(Signatory.petition_id == Checkpoint.petition_id)
    .correlate(Checkpoint)
    .scalar_subquery()
)
TAKEN_BACK = Checkpoint.withdrawn + Checkpoint.removed + OF_ORGANISATIONS
COUNTED_BEFORE = func.coalesce(Checkpoint.online + TAKEN_BACK, 0)
# Composed once: putting it together takes longer than asking it.
NUMBER = (
    select(COUNTED_BEFORE + SINCE)
    .select_from(LedgerLink)
    .join(LedgerEntry, LedgerEntry.id == LedgerLink.entry_id)
    .outerjoin(Checkpoint, Checkpoint.id == BEFORE)
    .where(LedgerLink.signature_id == bindparam("signature_id"), LedgerEntry.kind == EntryKind.CONFIRMED)
)


def number_of(signature: Signature) -> int | None:
    """The how-manieth confirmed signature this is, those taken back later included; None before it has its place.

    Counted from the last checkpoint before it, so that the cost does not grow with the petition.
    """
    return db.session.scalar(NUMBER, {"signature_id": signature.id})
