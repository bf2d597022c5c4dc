"""Every way in which a database says that it cannot, as the databases themselves say it; and what is our mistake."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from petition.backends.database import prepare_engine
from petition.backends.outages import is_outage, kinds
from tests.postgres import FORGETFUL, Postgres, postgres_folder

# Of any server: it is asked for its driver alone.
POSTGRESQL = sa.create_engine("postgresql+psycopg://")
Break = Callable[[sa.Engine, Path], None]
# What the server itself says, by SQLSTATE; psycopg makes its classes of them.
SAID_WHEN_AWAY = {
    **{"08006": "connection failure", "53100": "disk full", "53200": "out of memory", "53300": "too many connections"},
    **{"55P03": "lock not available", "57014": "canceled", "57P01": "admin shutdown", "57P03": "cannot connect now"},
    **{"58030": "I/O error", "40001": "serialization failure", "40P01": "deadlock", "XX001": "data corrupted"},
}
SAID_OF_MISTAKES = {"42P01": "no such table", "23505": "not unique", "22001": "too long", "25006": "only reads"}


# --- SQLite ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sqlite(tmp_path: Path) -> sa.Engine:
    """An engine that writes, as the site has it, and impatient."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/it.sqlite3")
    writing = prepare_engine(engine)
    sa.event.listen(engine, "connect", lambda driver, _record: driver.execute("PRAGMA busy_timeout=50"))
    with writing.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE line (words TEXT)")
    return writing


def locked(engine: sa.Engine, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        write(engine)
    finally:
        other.close()


def full(engine: sa.Engine, _file: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
        connection.exec_driver_sql("INSERT INTO line VALUES (zeroblob(100000))")


def unopenable(engine: sa.Engine, file: Path) -> None:
    engine.dispose()
    file.unlink()
    file.mkdir()
    write(engine)


def unreadable(engine: sa.Engine, file: Path) -> None:
    engine.dispose()
    file.write_bytes(b"no database " * 1000)
    write(engine)


def write(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO line VALUES ('one')")


def failure_of(broken: Callable[[], None]) -> Exception:
    with pytest.raises((DBAPIError, sqlite3.Error, TimeoutError)) as raised:
        broken()
    return raised.value


@pytest.mark.parametrize("broken", [locked, full, unopenable, unreadable])
def test_sqlite_is_away(sqlite: sa.Engine, tmp_path: Path, broken: Break) -> None:
    failure = failure_of(lambda: broken(sqlite, tmp_path / "it.sqlite3"))
    assert isinstance(failure, kinds(sqlite))
    assert is_outage(failure, sqlite, was_writing=True)


def test_a_missing_table_is_no_outage(sqlite: sa.Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(DBAPIError) as raised:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    assert not is_outage(raised.value, sqlite, was_writing=True)


def test_a_reader_that_writes_is_no_outage(sqlite: sa.Engine) -> None:
    with sqlite.execution_options(writes=False).begin() as connection, pytest.raises(DBAPIError) as raised:
        connection.exec_driver_sql("INSERT INTO line VALUES ('one')")
    assert not is_outage(raised.value, sqlite, was_writing=False)


# --- PostgreSQL --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres_errors() -> dict[str, Exception]:
    """By name, what was raised; all of one server, in the order of its life."""
    with postgres_folder() as folder:
        server = Postgres(folder, settings=FORGETFUL)
        server.start()
        engine = sa.create_engine(server.url_of(), pool_size=1, max_overflow=0, pool_timeout=0.05)
        prepare_engine(engine)
        found = {state: said_by_the_server(engine, state) for state in (*SAID_WHEN_AWAY, *SAID_OF_MISTAKES)}
        with engine.connect():
            found["pool is empty"] = raised_by(engine.connect)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            server.stop()
            found["cut"] = raised_by(lambda: connection.exec_driver_sql("SELECT 1"))
        found["refused"] = raised_by(engine.connect)
        (folder / "data/standby.signal").touch()
        server.start()
        found["standby"] = raised_by(lambda: write(engine.execution_options(writes=True)))
        engine.dispose()
        server.stop()
    return found


def said_by_the_server(engine: sa.Engine, state: str) -> Exception:
    def say() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")

    return raised_by(say)


def raised_by(ask: Callable[[], object]) -> Exception:
    try:
        ask()
    except Exception as failure:
        return failure
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("name", [*SAID_WHEN_AWAY, "cut", "refused", "standby", "pool is empty"])
def test_postgresql_is_away(postgres_errors: dict[str, Exception], name: str) -> None:
    assert isinstance(postgres_errors[name], kinds(POSTGRESQL))
    assert is_outage(postgres_errors[name], POSTGRESQL, was_writing=True)


@pytest.mark.parametrize("name", list(SAID_OF_MISTAKES))
def test_a_mistake_is_no_outage(postgres_errors: dict[str, Exception], name: str) -> None:
    assert not is_outage(postgres_errors[name], POSTGRESQL, was_writing=False)
