"""Work that one process at a time does. A lease keeps others away; it is a fence that keeps them harmless."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, or_, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import Lease
from petition.services.inserting import insert_unless_there


def take(name: str, holder: str, life: timedelta) -> bool:
    """Whether the holder has the lease from now on, for so long."""
    now = database_now()
    values: dict[str, Any] = {"name": name, "holder": holder, "until": now + life}
    if insert_unless_there(Lease, values):
        return True
    taken: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until < now))
        .values(holder=holder, until=now + life)
    )
    return taken.rowcount > 0


def hold_until_commit(name: bytes) -> None:
    """Let one transaction at a time go on with the thing of this name; the others wait. (SQLite has one writer.)"""
    if not _is_sqlite():
        number = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))


def database_now() -> datetime:
    """The database's clock: several hosts agree on it, whatever their own clocks say."""
    if _is_sqlite():
        return clock.now()
    now: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return now


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"
