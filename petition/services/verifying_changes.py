"""Checking what the ledger says of signatures that were corrected or erased, independently of the sequencer.

A correction names two commitments: the one that is over, which an earlier entry must have made, and the one that holds
from then on. Who was erased is named by an entry of its own, by the last commitment; whatever was entered about them
has to add up to nothing.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from petition.extensions import db
from petition.models.ledger import WEIGHTS, EntryKind, LedgerEntry, LedgerInbox, LedgerLink
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.models.signature import Signature

# By these somebody's words are committed to.
COMMITTING = (EntryKind.CONFIRMED, EntryKind.CORRECTED)
# Rows held in memory at a time.
PORTION = 2000
Corrected = aliased(LedgerEntry)
CorrectedLink = aliased(LedgerLink)
ToCorrect = aliased(LedgerInbox)


def earlier_words(
    subject: type[Signature | Signatory],
    linked: InstrumentedAttribute[int | None],
    waiting: InstrumentedAttribute[int | None],
) -> tuple[Select[str], Select[str]]:
    """The commitments that a subject went by before it was corrected, as its own entries and inbox rows say."""
    entered = (
        select(Corrected.revision)
        .join(CorrectedLink, CorrectedLink.entry_id == Corrected.id)
        .where(getattr(CorrectedLink, linked.key) == subject.id, Corrected.kind == EntryKind.CORRECTED)
        .correlate(subject)
    )
    to_enter = (
        select(ToCorrect.revision)
        .where(getattr(ToCorrect, waiting.key) == subject.id, ToCorrect.kind == EntryKind.CORRECTED)
        .correlate(subject)
    )
    return entered, to_enter


def problems_of(petition: Petition) -> Iterator[str]:
    """Every way in which corrections and erasures do not fit the entries before them, one sentence each."""
    yield from _correction_problems(petition)
    yield from _nobodys_entries(petition)


def _correction_problems(petition: Petition) -> Iterator[str]:
    """Each names words that an earlier entry committed to, and no two name the same: nobody becomes two people."""
    earlier = aliased(LedgerEntry)
    fitting = (
        (earlier.petition_id == LedgerEntry.petition_id)
        & (earlier.commitment == LedgerEntry.revision)
        & (earlier.sequence < LedgerEntry.sequence)
        & earlier.kind.in_(COMMITTING)
    )
    rows = db.session.execute(
        select(LedgerEntry.sequence, LedgerEntry.revision, earlier.id)
        .outerjoin(earlier, fitting)
        .where(LedgerEntry.petition_id == petition.id, LedgerEntry.kind == EntryKind.CORRECTED)
        .order_by(LedgerEntry.sequence)
    )
    over = set[str]()
    for sequence, commitment, found in rows:
        if found is None:
            yield f"entry {sequence} corrects words that no entry before it committed to"
        if commitment in over:
            yield f"entry {sequence} corrects words that were corrected already"
        over.add(commitment)


def _nobodys_entries(petition: Petition) -> Iterator[str]:
    """Entries that count somebody who is not there. Who was erased is named by an entry of its own."""
    last_of = _erased(petition)
    added = Counter[str]()
    rows = db.session.execute(
        select(LedgerEntry.sequence, LedgerEntry.kind, LedgerEntry.weight, LedgerEntry.commitment)
        .outerjoin(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
        .where(
            LedgerEntry.petition_id == petition.id,
            LedgerEntry.kind.in_(WEIGHTS),
            LedgerLink.entry_id.is_(None),
        )
        .order_by(LedgerEntry.sequence),
        execution_options={"yield_per": PORTION},
    )
    for sequence, kind, weight, commitment in rows:
        if commitment in last_of:
            added[last_of[commitment]] += weight
        else:
            yield f"entry {sequence} ({kind.value}) speaks of nobody who is there"
    for commitment in sorted(commitment for commitment, weight in added.items() if weight):
        yield f"whoever was erased as {commitment} is still counted"


def _erased(petition: Petition) -> dict[str, str]:
    """All commitments of those who were erased, each with the last one, by which they were."""
    there = select(LedgerEntry.kind, LedgerEntry.revision, LedgerEntry.commitment).where(
        LedgerEntry.petition_id == petition.id, LedgerEntry.kind.in_((EntryKind.CORRECTED, EntryKind.ERASED))
    )
    last_of = dict[str, str]()
    for kind, revision, commitment in db.session.execute(there.order_by(LedgerEntry.sequence.desc())):
        if kind is EntryKind.ERASED:
            last_of[commitment] = commitment
        elif commitment in last_of:
            # The last correction comes first: what became of it is known by then.
            last_of[revision] = last_of[commitment]
    return last_of
