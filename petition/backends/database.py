"""What each database must be told so that nothing is lost and nothing is written by accident.

Every transaction reads unless its connection has the execution option `writes`; the database itself refuses
the rest. On SQLite a writing transaction takes the write lock at once (BEGIN IMMEDIATE): with a plain BEGIN,
two transactions that read and then write lose updates or fail with "database is locked".
"""

import contextlib
import sqlite3
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

LOCK_SECONDS = 10
SQLITE_PRAGMAS = (
    f"busy_timeout={LOCK_SECONDS * 1000}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def prepare_engine(engine: Engine) -> Engine:
    """Install the hooks and return the engine that writes (same pool, execution option set)."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine.execution_options(writes=True)


def _prepare_sqlite(engine: Engine) -> None:
    # SQLite makes the file but not its folder; what is in it is for the owner alone.
    Path(engine.url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    turns = _Turns()
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", turns.begin)
    # The turn is given back when the pool gets the connection back, whatever way the transaction ended.
    event.listen(engine, "checkin", lambda _c, record: turns.give_back(record.info))
    event.listen(engine, "invalidate", lambda _c, record, _e: turns.give_back(record.info))


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # this module says BEGIN; the driver must not
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class _Turns:
    """Lets the writers of this process go one after the other.

    SQLite's own busy handler sleeps ever longer and starves waiting threads; a lock hands over at once. Other
    processes are still kept out by SQLite itself, and waited for up to busy_timeout.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def begin(self, connection: Connection) -> None:
        # Straight to the driver: this is sent for every request, and needs nothing that SQLAlchemy adds.
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        if not connection.get_execution_options().get("writes"):
            driver.execute("PRAGMA query_only=1")
            driver.execute("BEGIN")
            return
        if not self._turn.acquire(timeout=LOCK_SECONDS):
            raise TimeoutError("another writer of this process has held the database too long")
        connection.info["turn"] = self._turn
        try:
            driver.execute("PRAGMA query_only=0")
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self.give_back(connection.info)
            raise TimeoutError("another process has held the database too long") from error

    def give_back(self, info: dict[str, Any]) -> None:
        held = info.pop("turn", None)
        if held is not None:
            held.release()


def _begin_postgresql(connection: Connection) -> None:
    """Psycopg sends the mode together with BEGIN: no statement more."""
    driver = connection.connection.driver_connection
    with contextlib.suppress(AttributeError):
        driver.read_only = not connection.get_execution_options().get("writes", False)  # type: ignore[union-attr]
