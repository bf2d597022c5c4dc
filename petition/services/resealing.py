"""Sealing anew what is under an older key, so that a key can be taken out of use: a portion at a time, by the worker.

Each column is read once from its first row to its last for a key, and again for as long as something older was found:
whoever was at work meanwhile may have sealed under the older one. Then it rests, and costs two statements, until a
process that seals under another key is seen, or the key changes. Nobody re-seals before all at work agree on the key,
so that two of them never undo each other's work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from petition.extensions import db, keyring
from petition.lib import clock, crypto
from petition.models.key_rotation import KeyRotation
from petition.services import processes
from petition.services.inserting import insert_those_not_there
from petition.services.sealed_columns import BY_PLACE, COLUMNS, SealedColumn

PORTION = 500
IN_DATABASE = {"synchronize_session": False}


@dataclass(frozen=True)
class Progress:
    """So many columns hold nothing that is under an older key, of how many; and the number of the current one."""

    done: int
    of: int
    key: int


def reseal() -> bool:
    """Read one portion of what may be under another key, and seal that anew. True where more is waiting."""
    # With one key there is nothing that could be opened and is not under it.
    if len(keyring.checks) == 1:
        return False
    check = keyring.checks[keyring.current]
    if processes.others_seal_otherwise():
        _look_again(check)
        return False
    marks = _marks(check)
    if {mark.place for mark in marks} != BY_PLACE.keys():
        _begin(check)
        return True
    waiting = [mark for mark in marks if mark.finished_at is None]
    if not waiting:
        return False
    left = PORTION
    for mark in waiting:
        # One that another worker is at is left to it.
        if left > 0 and _hold(mark):
            left -= _go_on(mark, BY_PLACE[mark.place], left)
    return left < PORTION and any(mark.finished_at is None for mark in waiting)


def progress() -> Progress | None:
    """How far it has come; None where there is one key alone."""
    if len(keyring.checks) == 1:
        return None
    marks = _marks(keyring.checks[keyring.current])
    return Progress(sum(mark.finished_at is not None for mark in marks), len(COLUMNS), keyring.current)


def _marks(check: str) -> Sequence[KeyRotation]:
    # Another version, before or after this one, may know of other columns.
    ours = (KeyRotation.key_check == check, KeyRotation.place.in_(BY_PLACE))
    return db.session.scalars(select(KeyRotation).where(*ours).order_by(KeyRotation.id)).all()


def _begin(check: str) -> None:
    # What was finished under another key has to be looked at again if that one ever comes back.
    db.session.execute(delete(KeyRotation).where(KeyRotation.key_check != check), execution_options=IN_DATABASE)
    begun = {"key_check": check, "key_number": keyring.current, "last_id": 0, "older": 0, "resealed": 0}
    rows: list[dict[str, Any]] = [begun | {"place": place, "begun_at": clock.now()} for place in BY_PLACE]
    insert_those_not_there(KeyRotation, rows)


def _look_again(check: str) -> None:
    again = update(KeyRotation).where(KeyRotation.key_check == check, KeyRotation.finished_at.is_not(None))
    db.session.execute(again.values(finished_at=None, last_id=0, older=0), execution_options=IN_DATABASE)


def _hold(mark: KeyRotation) -> bool:
    held = select(KeyRotation).where(KeyRotation.id == mark.id, KeyRotation.finished_at.is_(None))
    free = held.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return db.session.scalar(free) is not None


def _go_on(mark: KeyRotation, column: SealedColumn, most: int) -> int:
    """Read so many rows more of a column, and seal anew what is older; how many were read."""
    # By key, whether they hold something or not: else the database would look through all the rest for the next one.
    window = select(column.key.label("key"), column.sealed.label("sealed")).where(column.key > mark.last_id)
    rows = db.session.execute(window.order_by(column.key).limit(most)).all()
    older = [row.key for row in rows if row.sealed is not None and _is_older(row.sealed)]
    if older:
        done, damaged = _reseal(column, older)
        mark.resealed += done
        mark.older += len(older) - damaged
    if len(rows) == most:
        mark.last_id = rows[-1].key
    elif mark.older:
        # What was left out because somebody was at it, or sealed meanwhile, is found the next time.
        mark.last_id, mark.older = 0, 0
    else:
        mark.finished_at = clock.now()
    return len(rows)


def _is_older(sealed: bytes) -> bool:
    """Whether it is under another key of the ring. What is under none of them stays as it is, in case it comes back."""
    number = crypto.key_number(sealed)
    return number != keyring.current and number in keyring.checks


def _reseal(column: SealedColumn, keys: list[int]) -> tuple[int, int]:
    """Seal these anew; how many were, and how many cannot be opened.

    Who is at a row goes first: this waits for nobody, so that nobody waits in a ring.
    """
    columns = (column.key.label("key"), column.sealed.label("sealed"), *column.bindings)
    free = select(*columns).where(column.key.in_(keys)).order_by(column.key)
    found = db.session.execute(free.with_for_update(key_share=True, skip_locked=True, of=column.table)).all()
    renewed, damaged = list[dict[str, Any]](), 0
    for row in found:
        if row.sealed is None or not _is_older(row.sealed):
            continue
        try:
            renewed.append({"row": row.key, "old": row.sealed, "new": _renewed(column, row)})
        except crypto.CannotOpen:
            damaged += 1
    return _write(column, renewed), damaged


def _renewed(column: SealedColumn, row: Row[Any]) -> bytes:
    context = column.context(row)
    return keyring.seal(keyring.open(row.sealed, context=context), context=context)


def _write(column: SealedColumn, renewed: list[dict[str, Any]]) -> int:
    if not renewed:
        return 0
    # Only what is as it was read: whoever changed it meanwhile sealed it under a key of theirs.
    same = update(column.table).where(column.key == bindparam("row"), column.sealed == bindparam("old"))
    db.session.connection().execute(same.values({column.name: bindparam("new")}), renewed)
    return len(renewed)
