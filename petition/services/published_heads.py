"""Heads that were published before a restore: whether the restored ledgers continue them, and what if not."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from petition.extensions import db
from petition.lib import notes, tiles
from petition.models.ledger import LedgerHead, LedgerTile
from petition.models.petition import Petition
from petition.services import epochs, sequencing
from petition.services.errors import InvalidHead


@dataclass(frozen=True)
class PublishedHead:
    """A checkpoint that our key has signed, and the note it stands in."""

    checkpoint: notes.Checkpoint
    note: str

    @property
    def petition(self) -> str:
        """The public id of the petition it speaks of: the last part of its origin."""
        return self.checkpoint.origin.rpartition("/")[2]


def read(note: str, verifiers: Iterable[notes.VerifierKey]) -> PublishedHead | None:
    """The checkpoint in a note; None where none of these keys has signed it."""
    try:
        return PublishedHead(notes.Checkpoint.parse(notes.open_note(note, verifiers)), note)
    except notes.InvalidNote:
        return None


def newest_of(heads: Iterable[PublishedHead]) -> dict[str, PublishedHead]:
    """The longest for each petition."""
    newest: dict[str, PublishedHead] = {}
    for head in heads:
        there = newest.get(head.petition)
        if there is None or there.checkpoint.size < head.checkpoint.size:
            newest[head.petition] = head
    return newest


def link(published: PublishedHead) -> bool:
    """Open an epoch where the petition's ledger is shorter than what was published. Whether one was needed.

    Raises InvalidHead where there is no such petition, or its ledger, though as long, is another.
    """
    petition = db.session.scalar(select(Petition).where(Petition.public_id == published.petition))
    if petition is None:
        raise InvalidHead(f"the petition {published.petition} is not there")
    if any(epoch.note == published.note for epoch in epochs.of(petition)):
        return False
    head = db.session.get_one(LedgerHead, petition.id, with_for_update=True, populate_existing=True)
    if published.checkpoint.size <= head.size:
        _must_continue(petition, published.checkpoint)
        return False
    sequencing.append(petition, head, [epochs.row_for(petition, head, published.checkpoint, published.note)])
    return True


def _must_continue(petition: Petition, published: notes.Checkpoint) -> None:
    stored = select(LedgerTile.hashes).where(LedgerTile.petition_id == petition.id)

    def read_tile(level: int, position: int) -> bytes:
        return db.session.scalar(stored.where(LedgerTile.level == level, LedgerTile.position == position)) or b""

    if tiles.root(published.size, read_tile) != published.root:
        raise InvalidHead(f"the ledger of petition {petition.public_id} was never the one that it speaks of")
