"""Work that one process at a time does. A lease keeps others away; it is a fence that keeps them harmless."""

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


def database_now() -> datetime:
    """The database's clock: several hosts agree on it, whatever their own clocks say."""
    if db.session.get_bind().dialect.name == "sqlite":
        return clock.now()
    now: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return now
