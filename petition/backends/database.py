"""What each database must be told so that nothing is lost and nothing is written by accident.

Every transaction reads unless its connection has the execution option `writes`; the database itself refuses
the rest. On SQLite a writing transaction takes the write lock at once (BEGIN IMMEDIATE): with a plain BEGIN,
two transactions that read and then write lose updates or fail with "database is locked".
"""

import contextlib
import select
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError

LOCK_SECONDS = 10
RETRY_SECONDS = 0.02
CHECKPOINT_MILLISECONDS = 200
# What `user_version` is in a SQLite file that was left for another database.
MOVED = 1
SQLITE_PRAGMAS = (
    f"busy_timeout={LOCK_SECONDS * 1000}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)
# A network that is cut, and a server that is gone, are noticed within seconds; the system's own limits are hours.
POSTGRESQL_CONNECTION = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    # A pooler lends a server for one transaction: what was prepared in it is not there in the next one.
    "prepare_threshold": None,
}
# The first ends silence between two statements, the second alone ends it while an answer waits to be taken.
LET_GO = text("""
    SELECT set_config('idle_in_transaction_session_timeout', :milliseconds, true),
        set_config('tcp_user_timeout', :milliseconds, true)
""")
# Enough for the threads of a web process, for its heartbeat, and for a second one each while it reads an export.
POSTGRESQL_POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 5, "pool_use_lifo": True}


def engine_options(url: str) -> dict[str, Any]:
    """How SQLAlchemy shall make the engine for this address; what its own query says of a connection goes first."""
    # Statements in error messages come without the values: those are people's.
    options: dict[str, Any] = {"hide_parameters": True}
    place = make_url(url)
    if place.get_backend_name() == "postgresql":
        connection = {name: value for name, value in POSTGRESQL_CONNECTION.items() if name not in place.query}
        options |= {**POSTGRESQL_POOL, "connect_args": connection}
    return options


def prepare_engine(engine: Engine) -> Engine:
    """Install the hooks and return the engine that writes (same pool, execution option set)."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "checkout", _replace_if_closed)
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
    write_ahead(connection)


def write_ahead(connection: sqlite3.Connection) -> None:
    """Keep a write-ahead log, beside which readers go on.

    A new file is turned over once, by a process that has it alone; busy_timeout does not cover that. Several that start
    at once try until it is done.
    """
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


class SiteHasMoved(TimeoutError):
    """This database was left for another one. It can be read; whatever is written to it is refused, not lost."""


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
        if not connection.get_execution_options().get("even_if_moved") and _has_moved(driver):
            driver.execute("ROLLBACK")
            self.give_back(connection.info)
            raise SiteHasMoved("this SQLite database was moved: set DATABASE_URL to the new one")

    def give_back(self, info: dict[str, Any]) -> None:
        held = info.pop("turn", None)
        if held is not None:
            held.release()


def _has_moved(driver: sqlite3.Connection) -> bool:
    # A number in the file's first bytes that SQLite leaves to applications: the quickest there is to read.
    version: int = driver.execute("PRAGMA user_version").fetchone()[0]
    return version == MOVED


def mark_moved(connection: Connection, *, moved: bool) -> None:
    """From this transaction's commit on let no process write to this SQLite database, or let them again."""
    connection.exec_driver_sql(f"PRAGMA user_version={MOVED if moved else 0}")


def leave_no_traces(engine: Engine, *, rebuild: bool) -> bool:
    """Empty SQLite's write-ahead log, in which deleted rows still stand; `rebuild` writes the whole file anew.

    Deleted values are overwritten with zeros at once (`secure_delete`), but where SQLite moved rows between pages it
    may have left copies in room that it does not use: only a file that is written anew has none. Writers wait so long.
    The log is not emptied while somebody reads an older state; the next call does it. Others are left alone.
    Returns whether the file was written anew: not where another process writes for long, or there is no room for it.
    """
    if engine.dialect.name != "sqlite":
        return False
    is_rebuilt = False
    # Straight to the driver: SQLAlchemy would begin a transaction, in which neither can be done.
    with contextlib.closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.execute("PRAGMA query_only=0")
        with contextlib.suppress(sqlite3.OperationalError):
            if rebuild:
                driver.execute("VACUUM")
                is_rebuilt = True
        # Whoever writes waits meanwhile for whoever reads: not for long.
        driver.execute(f"PRAGMA busy_timeout={CHECKPOINT_MILLISECONDS}")
        try:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            # Others are given this connection afterwards.
            driver.execute(f"PRAGMA busy_timeout={LOCK_SECONDS * 1000}")
    return is_rebuilt


def of_one_moment(engine: Engine) -> dict[str, Any]:
    """The execution options of a transaction that sees one moment, however many statements it has.

    On SQLite each does; on PostgreSQL otherwise every statement sees what others have committed by then.
    """
    return {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}


def let_go_when_silent(connection: Connection, after: timedelta) -> None:
    """Let the database undo the transaction at hand where its process says, or takes, nothing for so long.

    A host that is cut off would otherwise keep its locks until the database's system misses it, after hours.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(LET_GO, {"milliseconds": str(round(after.total_seconds() * 1000))})


@contextlib.contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """The whole database as it was at one moment, to read for as long as it takes while others write."""
    with engine.connect().execution_options(stream_results=True, **of_one_moment(engine)) as connection:
        yield connection


def _replace_if_closed(driver: Any, _record: object, _handed_out: object) -> None:
    """Have the pool open another connection in the place of one that the server has closed. No ping is sent for it.

    What a server says while nobody asks it is its farewell. One that was cut off without a word is found out by the
    first statement, just as late as by a ping.
    """
    watch = select.poll()
    watch.register(driver.fileno(), select.POLLIN)
    if watch.poll(0):
        raise DisconnectionError


def _begin_postgresql(connection: Connection) -> None:
    """Psycopg sends the mode together with BEGIN: no statement more."""
    driver = connection.connection.driver_connection
    with contextlib.suppress(AttributeError):
        driver.read_only = not connection.get_execution_options().get("writes", False)  # type: ignore[union-attr]
