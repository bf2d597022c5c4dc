"""What machines read of a ledger: hashes and entries, as far as a checkpoint speaks of them (C2SP tlog-tiles).

What is sequenced and what is signed are one transaction, so nothing stands in the tables that nobody may see. Still
each tile is asked for by a width that a checkpoint gave it: so a tile has one address for each of these and no more.
"""

from sqlalchemy import select

from petition.extensions import db
from petition.lib import tiles
from petition.lib.merkle import HASH_BYTES
from petition.lib.tiles import HEIGHT, WIDTH, TileName
from petition.models.ledger import Checkpoint, LedgerEntry, LedgerTile
from petition.models.petition import Petition

# No ledger is longer, and no database takes a larger number.
LONGEST = 2**63 - 1


def read(petition_id: int, name: TileName) -> bytes | None:
    """The tile or bundle of entries of this width; None where no checkpoint gave it that."""
    if not _is_published(petition_id, name):
        return None
    return _entries(petition_id, name) if name.level is None else _hashes(petition_id, name.level, name)


def _is_published(petition_id: int, name: TileName) -> bool:
    """A full one: whether a ledger as long was signed. A partial one: whether a ledger that ended in it was."""
    # How many entries stand under each of its hashes.
    under = 1 << HEIGHT * (name.level or 0)
    least = (name.index * WIDTH + name.width) * under
    if least > LONGEST:
        return False
    signed = select(Checkpoint.id).where(Checkpoint.petition_id == petition_id, Checkpoint.size >= least)
    if name.width < WIDTH:
        signed = signed.where(Checkpoint.size < min(least + under, LONGEST))
    return db.session.scalar(signed.limit(1)) is not None


def _hashes(petition_id: int, level: int, name: TileName) -> bytes | None:
    place = (LedgerTile.petition_id == petition_id, LedgerTile.level == level, LedgerTile.position == name.index)
    stored = db.session.scalar(select(LedgerTile.hashes).where(*place)) or b""
    wanted = stored[: name.width * HASH_BYTES]
    # One that is damaged is not handed out: `verify-count` tells of it.
    return wanted if len(wanted) == name.width * HASH_BYTES else None


def _entries(petition_id: int, name: TileName) -> bytes:
    first = name.index * WIDTH
    public_id = db.session.scalars(select(Petition.public_id).where(Petition.id == petition_id)).one()
    rows = db.session.scalars(
        select(LedgerEntry)
        .where(
            LedgerEntry.petition_id == petition_id,
            LedgerEntry.sequence >= first,
            LedgerEntry.sequence < first + name.width,
        )
        .order_by(LedgerEntry.sequence)
    )
    return tiles.entry_bundle([row.entry(public_id).encode() for row in rows])
