"""Work that one process at a time does. A lease keeps others away; it is a fence that keeps them harmless."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, CursorResult, func, literal, or_, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import UtcDateTime
from petition.models.ledger import Lease
from petition.services.inserting import insert_unless_there

STATEMENT_CLOCK = func.statement_timestamp(type_=UtcDateTime)


def take(name: str, holder: str, life: timedelta) -> bool:
    """Whether the holder has the lease from now on, for so long."""
    now = database_now()
    row: dict[str, Any] = {"name": name, "holder": holder, "until": now + life}
    if insert_unless_there(Lease, row):
        return True
    taken: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until < now))
        .values(holder=holder, until=now + life)
    )
    return taken.rowcount > 0


def hold_until_commit(*names: bytes) -> None:
    """Let one transaction at a time go on with the things of these names; the others wait. (SQLite has one writer.)"""
    if names and not _is_sqlite():
        numbers = {int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True) for name in names}
        # In one order everywhere, so that those who wait for each other never wait in a ring.
        each = func.unnest(literal(sorted(numbers), ARRAY(BigInteger)))
        db.session.execute(select(func.pg_advisory_xact_lock(each))).all()


def database_clock() -> datetime | ColumnElement[datetime]:
    """The database's clock as a part of a statement: several hosts agree on it, whatever their own clocks say."""
    return clock.now() if _is_sqlite() else STATEMENT_CLOCK


def database_now() -> datetime:
    """The moment that `database_clock` tells."""
    moment = database_clock()
    return moment if isinstance(moment, datetime) else db.session.execute(select(moment)).scalar_one()


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"
