"""Which failures mean that the database is away, full or taken, and not that we asked it wrongly.

The first pass by themselves, and who asked may ask again; the second are mistakes of ours, and stay so.
"""

import sqlite3

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

# Primary result codes (sqlite.org/rescode.html). Not SQLITE_ERROR: that is how a missing table is told.
SQLITE_AWAY = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
}
PRIMARY = 0xFF
# The server itself broke (XX); a standby that does not write yet (25006, and 0A000 for the BEGIN that asks it to).
POSTGRESQL_BROKE = "XX"
POSTGRESQL_READS_ONLY = ("25006", "0A000")


def kinds(engine: Engine) -> tuple[type[Exception], ...]:
    """The classes among which `is_outage` decides: SQLAlchemy's, and the driver's own where nobody wrapped them."""
    return (DBAPIError, PoolIsEmpty, TimeoutError, engine.dialect.loaded_dbapi.Error)


def is_outage(failure: BaseException | None, engine: Engine, *, was_writing: bool) -> bool:
    """Whether the database could not do what it was asked. `was_writing`: the transaction was one that may write.

    To one that may not, "this only reads" is our own rule speaking: a GET tried to write.
    """
    if isinstance(failure, PoolIsEmpty | TimeoutError):
        return True
    if isinstance(failure, DBAPIError) and failure.connection_invalidated:
        return True
    told = failure.orig if isinstance(failure, DBAPIError) else failure
    if isinstance(told, sqlite3.Error):
        return _is_outage_of_sqlite(told, was_writing=was_writing)
    driver = engine.dialect.loaded_dbapi
    # Refused, cut, shut down, too many connections, disk full, deadlock: psycopg calls them all by this name.
    if isinstance(told, driver.OperationalError):
        return True
    return isinstance(told, driver.Error) and _says_so(getattr(told, "sqlstate", None) or "", was_writing=was_writing)


def _is_outage_of_sqlite(failure: sqlite3.Error, *, was_writing: bool) -> bool:
    code = getattr(failure, "sqlite_errorcode", 0)
    # A file that cannot be written has a longer code wherever it is only read.
    is_our_rule = code == sqlite3.SQLITE_READONLY and not was_writing
    return code & PRIMARY in SQLITE_AWAY and not is_our_rule


def _says_so(state: str, *, was_writing: bool) -> bool:
    return state.startswith(POSTGRESQL_BROKE) or (was_writing and state in POSTGRESQL_READS_ONLY)
