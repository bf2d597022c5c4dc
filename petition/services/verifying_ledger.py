"""A ledger against itself: are entries, tiles, checkpoints and head what the entries say they must be?

Nothing here is shared with the sequencer but plain hashing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from petition.extensions import db
from petition.lib import merkle, notes
from petition.lib.frontier import Frontier
from petition.lib.tiles import WIDTH, TileName
from petition.models.ledger import (
    WEIGHTS,
    Checkpoint,
    EntryKind,
    LedgerEntry,
    LedgerHead,
    LedgerTile,
)
from petition.models.petition import Petition
from petition.services import signing_keys, verifying_epochs

SUMMED = ("online", "signatories", "paper", "withdrawn", "removed")
# How many are under review is no sum of entries: it is what was so when the checkpoint was signed.
SIGNED = (*SUMMED, "held")
# What the first checkpoints called it.
FORMERLY = {"signatories": "organisations"}
# What begins to count with each of these; whatever happens to it later names it by its commitment.
BEGINNINGS = {EntryKind.CONFIRMED: "online", EntryKind.SIGNATORY: "signatories"}


class Sums:
    """What entries add up to, one after the other."""

    def __init__(self) -> None:
        self.figures = Counter[str]()
        self._counted_as: dict[str, str] = {}

    def add(self, entry: LedgerEntry) -> None:
        if entry.kind in BEGINNINGS:
            self._counted_as[entry.commitment] = BEGINNINGS[entry.kind]
        if entry.kind in WEIGHTS:
            # An entry about nobody who ever began would still be seen: as a person too few or too many.
            self.figures[self._counted_as.get(entry.commitment, "online")] += entry.weight
        self.figures["withdrawn"] += entry.kind is EntryKind.WITHDRAWN
        self.figures["removed"] += (entry.kind is EntryKind.REMOVED) - (entry.kind is EntryKind.RESTORED)


def problems_of(petition: Petition, entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """Every way in which what is stored of a ledger does not follow from its entries, one sentence each."""
    leaves = [merkle.leaf_hash(entry.entry(petition.public_id).encode()) for entry in entries]
    yield from _sequence_problems(entries)
    yield from _tile_problems(petition, leaves)
    yield from verifying_epochs.problems_of(petition, entries)
    yield from _checkpoint_problems(petition, entries, leaves)


def _sequence_problems(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    for place, entry in enumerate(entries):
        if entry.sequence != place:
            yield f"entry {place} is missing: entry {entry.sequence} stands in its place"
            return


def _tile_problems(petition: Petition, leaves: Sequence[bytes]) -> Iterator[str]:
    stored = {
        (tile.level, tile.position): tile.hashes
        for tile in db.session.scalars(select(LedgerTile).where(LedgerTile.petition_id == petition.id))
    }
    for (level, position), hashes in _tiles_of(leaves):
        name = TileName(level, position, len(hashes)).path
        there = stored.pop((level, position), None)
        if there is None:
            yield f"{name} is missing"
        elif there != b"".join(hashes):
            yield f"{name} holds other hashes than the entries give"
    for level, position in sorted(stored):
        yield f"{TileName(level, position).path} is stored, but the ledger is too short to have it"


def _tiles_of(leaves: Sequence[bytes]) -> Iterator[tuple[tuple[int, int], Sequence[bytes]]]:
    """Every tile of a tree, level by level: up to 256 hashes each; a full one is one hash of the next level."""
    level, row = 0, leaves
    while row:
        chunks = [row[start : start + WIDTH] for start in range(0, len(row), WIDTH)]
        yield from (((level, position), chunk) for position, chunk in enumerate(chunks))
        level, row = level + 1, [merkle.root_of(chunk) for chunk in chunks if len(chunk) == WIDTH]


def _checkpoint_problems(petition: Petition, entries: Sequence[LedgerEntry], leaves: Sequence[bytes]) -> Iterator[str]:
    """Each checkpoint's signature, root and figures, recomputed from the entries up to its size."""
    verifiers, origin = signing_keys.verifiers(), signing_keys.origin_of(petition)
    epochs = verifying_epochs.lines_of(petition)
    tree, sums, checkpoint = Frontier(), Sums(), None
    for checkpoint in _checkpoints(petition):
        for place in range(tree.size, min(checkpoint.size, len(entries))):
            tree.append(leaves[place])
            sums.add(entries[place])
        name = f"checkpoint {checkpoint.id} (size {checkpoint.size})"
        said = [line for place, line in epochs.items() if place < checkpoint.size]
        found = (
            *_note_problems(checkpoint, origin, verifiers, epochs=said),
            *_sum_problems(checkpoint, tree, sums.figures),
        )
        yield from (f"{name}: {words}" for words in found)
    yield from _head_problems(petition, checkpoint, entries)


def _checkpoints(petition: Petition) -> Iterator[Checkpoint]:
    yield from db.session.scalars(
        select(Checkpoint).where(Checkpoint.petition_id == petition.id).order_by(Checkpoint.size, Checkpoint.id)
    )


def _note_problems(
    checkpoint: Checkpoint, origin: str, verifiers: list[notes.VerifierKey], *, epochs: list[str]
) -> Iterator[str]:
    """Where a row does not say what was signed."""
    try:
        signed = notes.Checkpoint.parse(notes.open_note(checkpoint.note, verifiers))
    except notes.InvalidNote:
        yield "its signature is not ours"
        return
    if (signed.origin, signed.size, signed.root.hex()) != (origin, checkpoint.size, checkpoint.root):
        yield "another origin, size or root was signed"
    if [line for line in signed.extensions if line.startswith("epoch ")] != epochs:
        yield "other epochs were signed than were opened"
    lines = dict(line.split(" ", 1) for line in signed.extensions)
    if lines.get("time") != checkpoint.created_at.isoformat():
        yield "another time was signed"
    for kind in SIGNED:
        was_signed = lines.get(kind) or lines.get(FORMERLY.get(kind, ""))
        if str(getattr(checkpoint, kind)) != was_signed:
            yield f"it says {getattr(checkpoint, kind)} {kind}, but {was_signed} was signed"


def _sum_problems(checkpoint: Checkpoint, tree: Frontier, figures: Counter[str]) -> Iterator[str]:
    """Where a checkpoint is not what the entries before it add up to."""
    if checkpoint.size != tree.size:
        yield f"there are only {tree.size} entries"
    elif checkpoint.root != tree.root().hex():
        yield "its root is not the tree's"
    for kind in SUMMED:
        if getattr(checkpoint, kind) != figures[kind]:
            yield f"it says {getattr(checkpoint, kind)} {kind}, the entries say {figures[kind]}"


def _head_problems(petition: Petition, newest: Checkpoint | None, entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """The head is what the next checkpoint is computed from."""
    size = newest.size if newest else 0
    if size != len(entries):
        yield f"the newest checkpoint speaks of {size} entries, but there are {len(entries)}"
    head = db.session.get(LedgerHead, petition.id, populate_existing=True)
    if newest is None or head is None:
        return
    for kind in ("size", *SIGNED):
        if getattr(head, kind) != getattr(newest, kind):
            yield f"the head says {getattr(head, kind)} {kind}, the newest checkpoint {getattr(newest, kind)}"
