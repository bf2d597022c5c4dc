"""A ledger against itself: are entries, tiles, checkpoints and head what the entries say they must be?

Nothing here is shared with the sequencer but plain hashing. Everything is read once and in order, so many rows at a
time: memory grows by a hash for every 256 entries.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

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
# Entries held in memory at a time: whole tiles.
PORTION = 16 * WIDTH


class Sums:
    """What entries add up to, one after the other."""

    def __init__(self) -> None:
        self.figures = Counter[str]()
        # What signatories began with; all others are people. There are few of them, and so they are remembered.
        self._signatories = set[str]()

    def add(self, entry: LedgerEntry) -> None:
        kind, subject = entry.kind, entry.commitment
        if kind is EntryKind.SIGNATORY:
            self._signatories.add(subject)
        elif kind is EntryKind.CONFIRMED:
            self._signatories.discard(subject)
        if kind in WEIGHTS:
            # An entry about nobody who ever began would still be seen: as a person too few or too many.
            self.figures["signatories" if subject in self._signatories else "online"] += entry.weight
        self.figures["withdrawn"] += kind is EntryKind.WITHDRAWN
        self.figures["removed"] += (kind is EntryKind.REMOVED) - (kind is EntryKind.RESTORED)


def problems_of(petition: Petition) -> Iterator[str]:
    """Every way in which what is stored of a ledger does not follow from its entries, one sentence each."""
    tiles, checkpoints = _Tiles(petition), _Checkpoints(petition)
    size, gap, epochs = 0, "", list[LedgerEntry]()
    for entries in _portions(petition):
        leaves = [merkle.leaf_hash(entry.entry(petition.public_id).encode()) for entry in entries]
        gap = gap or _gap_in(entries, size)
        yield from tiles.follow(leaves)
        yield from checkpoints.follow(entries, leaves)
        epochs += [entry for entry in entries if entry.kind is EntryKind.EPOCH]
        size += len(entries)
    if gap:
        yield gap
    yield from tiles.end()
    yield from verifying_epochs.problems_of(petition, epochs)
    yield from checkpoints.end()
    yield from _head_problems(petition, checkpoints.newest, size)


def _portions(petition: Petition) -> Iterator[Sequence[LedgerEntry]]:
    query = select(LedgerEntry).where(LedgerEntry.petition_id == petition.id).order_by(LedgerEntry.sequence)
    yield from db.session.scalars(query, execution_options={"yield_per": PORTION}).partitions()


def _gap_in(entries: Sequence[LedgerEntry], first: int) -> str:
    """Where the entries, of which the first should have this number, are not one after the other."""
    for place, entry in enumerate(entries, first):
        if entry.sequence != place:
            return f"entry {place} is missing: entry {entry.sequence} stands in its place"
    return ""


class _Tiles:
    """The stored tiles of a tree, compared with those that its leaves give: up to 256 hashes each."""

    def __init__(self, petition: Petition) -> None:
        stored = select(LedgerTile).where(LedgerTile.petition_id == petition.id)
        self._stored = {
            (tile.level, tile.position): sha256(tile.hashes).digest()
            for tile in db.session.scalars(stored, execution_options={"yield_per": WIDTH})
        }
        # The roots of the full tiles of leaves: one hash each of the next level.
        self._roots: list[bytes] = []

    def follow(self, leaves: Sequence[bytes]) -> Iterator[str]:
        """The next leaves, which fill whole tiles unless they are the last."""
        first = len(self._roots)
        for position, chunk in enumerate(_chunks(leaves), first):
            yield from self._compare(0, position, chunk)
        self._roots += _roots(leaves)

    def end(self) -> Iterator[str]:
        """All levels above the leaves, and what should not be there."""
        level, row = 1, self._roots
        while row:
            for position, chunk in enumerate(_chunks(row)):
                yield from self._compare(level, position, chunk)
            level, row = level + 1, _roots(row)
        for level, position in sorted(self._stored):
            yield f"{TileName(level, position).path} is stored, but the ledger is too short to have it"

    def _compare(self, level: int, position: int, hashes: Sequence[bytes]) -> Iterator[str]:
        name = TileName(level, position, len(hashes)).path
        there = self._stored.pop((level, position), None)
        if there is None:
            yield f"{name} is missing"
        elif there != sha256(b"".join(hashes)).digest():
            yield f"{name} holds other hashes than the entries give"


def _chunks(row: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [row[start : start + WIDTH] for start in range(0, len(row), WIDTH)]


def _roots(row: Sequence[bytes]) -> list[bytes]:
    return [merkle.root_of(chunk) for chunk in _chunks(row) if len(chunk) == WIDTH]


class _Checkpoints:
    """The checkpoints of a petition: signature, root and figures of each, when the entries before it were read."""

    def __init__(self, petition: Petition) -> None:
        self._verifiers, self._origin = signing_keys.verifiers(), signing_keys.origin_of(petition)
        self._epochs = verifying_epochs.lines_of(petition)
        self._tree, self._sums = Frontier(), Sums()
        self._coming = _checkpoints(petition)
        self._next = next(self._coming, None)
        self.newest: Checkpoint | None = None

    def follow(self, entries: Sequence[LedgerEntry], leaves: Sequence[bytes]) -> Iterator[str]:
        """The next entries, and their leaves."""
        for entry, leaf in zip(entries, leaves, strict=True):
            while self._next and self._next.size <= self._tree.size:
                yield from self._compare(self._next)
            self._tree.append(leaf)
            self._sums.add(entry)

    def end(self) -> Iterator[str]:
        """What speaks of the whole ledger, or of more than there is."""
        while self._next:
            yield from self._compare(self._next)

    def _compare(self, checkpoint: Checkpoint) -> Iterator[str]:
        name = f"checkpoint {checkpoint.id} (size {checkpoint.size})"
        said = [line for place, line in self._epochs.items() if place < checkpoint.size]
        found = (
            *_note_problems(checkpoint, self._origin, self._verifiers, epochs=said),
            *_sum_problems(checkpoint, self._tree, self._sums.figures),
        )
        yield from (f"{name}: {words}" for words in found)
        self.newest, self._next = checkpoint, next(self._coming, None)


def _checkpoints(petition: Petition) -> Iterator[Checkpoint]:
    ordered = select(Checkpoint).where(Checkpoint.petition_id == petition.id).order_by(Checkpoint.size, Checkpoint.id)
    yield from db.session.scalars(ordered, execution_options={"yield_per": WIDTH})


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


def _head_problems(petition: Petition, newest: Checkpoint | None, size: int) -> Iterator[str]:
    """The head is what the next checkpoint is computed from."""
    said = newest.size if newest else 0
    if said != size:
        yield f"the newest checkpoint speaks of {said} entries, but there are {size}"
    head = db.session.get(LedgerHead, petition.id, populate_existing=True)
    if newest is None or head is None:
        return
    for kind in ("size", *SIGNED):
        if getattr(head, kind) != getattr(newest, kind):
            yield f"the head says {getattr(head, kind)} {kind}, the newest checkpoint {getattr(newest, kind)}"
