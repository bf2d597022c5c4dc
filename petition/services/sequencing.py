"""The sequencer: gives what happened its place in the ledger, and signs what that adds up to.

One at a time by lease; safe by fence. Whoever wakes after its lease finds that the head has another size, or
that inbox rows are gone, and its whole transaction is undone. Rows are taken because they are there, never
because their id is above some mark: a lower id may be committed after a higher one.
"""

import secrets
from collections import Counter
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CursorResult,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from petition.extensions import db
from petition.lib import tiles
from petition.lib.merkle import leaf_hash
from petition.models.ledger import (
    WEIGHTS,
    EntryKind,
    LedgerEntry,
    LedgerHead,
    LedgerInbox,
    LedgerLink,
    LedgerTile,
)
from petition.models.petition import Petition, Publishing
from petition.models.signature import Signature
from petition.services import batch_turns, checkpoints, tallying
from petition.services.inserting import insert_all, insert_or_replace

BATCH = 5000
BATCH_LEAST = 10
# What an entry is about comes before what happens to it, the words before whoever signs them, and closing comes last;
# what happens to one after the other stands in that order, and all else is in random order.
RANKS = {
    EntryKind.OPENED: 0,
    EntryKind.REVISION: 1,
    EntryKind.CONFIRMED: 2,
    EntryKind.SIGNATORY: 2,
    EntryKind.CORRECTED: 3,
    EntryKind.CLOSED: 9,
}
RANK_OF_OTHERS = 5
# Among others like it whoever is in a batch is hidden; a correction of the text hides nobody, and waits for nobody.
# What signers change of their own waits, but hides nobody else: one could do it ten times in an hour.
HIDES_OTHERS = and_(
    or_(LedgerInbox.signature_id.is_not(None), LedgerInbox.signatory_id.is_not(None)),
    LedgerInbox.kind.not_in((EntryKind.CORRECTED, EntryKind.ERASED)),
)
# Said as the index of these has it.
IS_OF_NOBODY = LedgerInbox.kind == literal(EntryKind.REVISION, LedgerInbox.kind.type, literal_execute=True)
REMOVALS = {EntryKind.REMOVED: 1, EntryKind.RESTORED: -1}


class Fenced(Exception):
    """Another sequencer was here meanwhile. Nothing of this transaction may be kept."""


def petitions_waiting() -> CTE:
    """The ids of the petitions that something happened to: each one looked up behind the one before, in the index.

    A whole hour of one petition may wait; grouping would read all of it each second.
    """
    lowest = select(func.min(LedgerInbox.petition_id).label("id")).cte("waiting", recursive=True)
    following = select(func.min(LedgerInbox.petition_id)).where(LedgerInbox.petition_id > lowest.c.id)
    return lowest.union_all(select(following.scalar_subquery()).where(lowest.c.id.is_not(None)))


def waiting() -> list[int]:
    """The ids of the petitions that something happened to."""
    ids = petitions_waiting().c.id
    # Some wait for their hour for long: in a random order they keep nobody else from their turn.
    return list(db.session.scalars(select(ids).where(ids.is_not(None)).order_by(func.random()).limit(1000)))


def sequence(petition_id: int) -> bool:
    """Move one batch of a petition's inbox into its ledger. True where more may be waiting.

    Raises Fenced; the caller then rolls back.
    """
    petition = db.session.get_one(Petition, petition_id)
    head = db.session.get_one(LedgerHead, petition_id, populate_existing=True)
    rows = _batch(petition_id, _what_is_due(petition, head))
    if not rows:
        return False
    append(petition, head, _in_order(rows))
    return len(rows) == BATCH


def append(petition: Petition, head: LedgerHead, ordered: list[LedgerInbox]) -> None:
    """Give these inbox rows the next places of the ledger, in their order, and publish what that makes.

    Raises Fenced; the caller then rolls back.
    """
    # The fence comes first: who is late waits here for the other's commit, and has written nothing yet.
    _move_head(head, ordered)
    root = _append_to_tree(petition, head, ordered)
    _take_from_inbox(ordered, _write_entries(petition.id, head.size, ordered))
    tallying.add(petition, ordered)
    _let_go_of_erased(ordered)
    checkpoints.publish(petition, root=root, size=head.size + len(ordered))


def _what_is_due(petition: Petition, head: LedgerHead) -> ColumnElement[bool]:
    """Which of the rows that wait may be taken now.

    Those of live petitions always; of batched ones at the full hour and by tens, or by thousands, and once nothing more
    can be confirmed daily: nobody learns who signed when.
    """
    if petition.publish is Publishing.LIVE or head.size == 0:
        return true()
    # A full batch hides whoever is in it better than an hour does; left waiting, more would come than ever goes.
    if _waits(petition, true(), least=BATCH):
        return true()
    before = batch_turns.is_before(petition)
    if petition.is_settled or _waits(petition, before, least=BATCH_LEAST):
        return before
    return and_(IS_OF_NOBODY, before)


def _waits(petition: Petition, due: ColumnElement[bool], *, least: int) -> bool:
    there = select(LedgerInbox.id).where(LedgerInbox.petition_id == petition.id, HIDES_OTHERS, due)
    first = there.order_by(LedgerInbox.id).limit(least).subquery()
    return db.session.scalar(select(func.count()).select_from(first)) == least


def _batch(petition_id: int, due: ColumnElement[bool]) -> list[LedgerInbox]:
    # Oldest first, so that nothing waits for ever and no withdrawal is taken before what it withdraws.
    there = select(LedgerInbox).where(LedgerInbox.petition_id == petition_id, due)
    return list(db.session.scalars(there.order_by(LedgerInbox.id).limit(BATCH)))


def _in_order(rows: list[LedgerInbox]) -> list[LedgerInbox]:
    """A batch, the oldest row first, as the ledger gets it."""
    shuffled, turns = list(rows), _turns(rows)
    secrets.SystemRandom().shuffle(shuffled)
    return sorted(shuffled, key=lambda row: (_rank(row), turns[row.id]))


def _turns(rows: list[LedgerInbox]) -> dict[int, int]:
    """Which one each is, by its id, of those of its rank that are about the same.

    So a removal that was taken back stands before that, and corrections behind those that they correct; whose comes
    first of several people's stays random. Those about nobody are no secret, and stand in the order in which they came.
    """
    turns, about = dict[int, int](), Counter[tuple[int, int | None, int | None]]()
    for row in rows:
        same = (_rank(row), row.signature_id, row.signatory_id)
        about[same] += 1
        turns[row.id] = about[same]
    return turns


def _rank(row: LedgerInbox) -> int:
    return RANKS.get(row.kind, RANK_OF_OTHERS)


def _append_to_tree(petition: Petition, head: LedgerHead, rows: list[LedgerInbox]) -> bytes:
    stored = select(LedgerTile.hashes).where(LedgerTile.petition_id == petition.id)

    def read(level: int, position: int) -> bytes:
        return db.session.scalar(stored.where(LedgerTile.level == level, LedgerTile.position == position)) or b""

    leaves = [leaf_hash(row.entry(petition.public_id).encode()) for row in rows]
    appended = tiles.append(head.size, read, leaves)
    write_tiles(petition, appended.tiles)
    return appended.root


def write_tiles(petition: Petition, changed: dict[tuple[int, int], bytes]) -> None:
    """Keep tiles of a petition's tree, by level and position, each whole."""
    rows = [
        {"petition_id": petition.id, "level": level, "position": position, "hashes": hashes}
        for (level, position), hashes in changed.items()
    ]
    insert_or_replace(LedgerTile, rows, key=["petition_id", "level", "position"])


def _move_head(head: LedgerHead, rows: list[LedgerInbox]) -> None:
    counted = [row for row in rows if row.kind in WEIGHTS]
    signatories = sum(row.weight for row in counted if row.signatory_id is not None)
    online = sum(row.weight for row in counted) - signatories
    withdrawn = sum(row.kind is EntryKind.WITHDRAWN for row in rows)
    removed = sum(REMOVALS.get(row.kind, 0) for row in rows)
    held = select(func.count(Signature.id)).where(Signature.petition_id == head.petition_id, checkpoints.IS_HELD)
    moved: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(LedgerHead)
        .where(LedgerHead.petition_id == head.petition_id, LedgerHead.size == head.size)
        .values(
            size=LedgerHead.size + len(rows),
            online=LedgerHead.online + online,
            signatories=LedgerHead.signatories + signatories,
            withdrawn=LedgerHead.withdrawn + withdrawn,
            removed=LedgerHead.removed + removed,
            held=held.scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:
        raise Fenced


def _write_entries(petition_id: int, size: int, rows: list[LedgerInbox]) -> list[int]:
    """The ids of the new entries, in the order of the rows."""
    values = [
        {
            "petition_id": petition_id,
            "sequence": size + place,
            "kind": row.kind,
            "weight": row.weight,
            "revision": row.revision,
            "commitment": row.commitment,
        }
        for place, row in enumerate(rows)
    ]
    return list(db.session.scalars(insert(LedgerEntry).returning(LedgerEntry.id, sort_by_parameter_order=True), values))


def _take_from_inbox(rows: list[LedgerInbox], entries: list[int]) -> None:
    links = [
        {"entry_id": entry, "signature_id": row.signature_id, "signatory_id": row.signatory_id}
        for row, entry in zip(rows, entries, strict=True)
        if row.signature_id is not None or row.signatory_id is not None
    ]
    if links:
        insert_all(LedgerLink, links)
    ids = [row.id for row in rows]
    gone: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(LedgerInbox).where(LedgerInbox.id.in_(ids)).execution_options(synchronize_session=False)
    )
    if gone.rowcount != len(rows):
        raise Fenced


def _let_go_of_erased(rows: list[LedgerInbox]) -> None:
    """Forget which entries were about somebody who was erased, and what the sums still had to know of them.

    Theirs is the last row of a signature: no link to it is ever made after this.
    """
    ids = [row.signature_id for row in rows if row.kind is EntryKind.ERASED]
    if ids:
        in_database = {"synchronize_session": False}
        db.session.execute(delete(LedgerLink).where(LedgerLink.signature_id.in_(ids)), execution_options=in_database)
        nobody = update(Signature).where(Signature.id.in_(ids)).values(ref=None, country=None)
        db.session.execute(nobody, execution_options=in_database)
