import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from petition.backends import database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A new database, without a write-ahead log yet."""
    path = tmp_path / "site.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE thing (name TEXT)")
    connection.close()
    return path


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Another process, which reads and so keeps the file from being turned over."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM thing").fetchall()
    yield connection
    connection.close()


@pytest.fixture
def impatient(file: Path) -> Iterator[sqlite3.Connection]:
    """As SQLite is where two want to turn a file over: it says at once that the file is locked."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    yield connection
    connection.close()


def test_several_that_start_at_once_wait_for_the_log_of_a_new_file(
    impatient: sqlite3.Connection, other: sqlite3.Connection
) -> None:
    timer = threading.Timer(0.2, other.execute, ["COMMIT"])
    timer.start()
    database.write_ahead(impatient)
    timer.join()
    assert impatient.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_they_do_not_wait_for_ever(
    impatient: sqlite3.Connection, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        database.write_ahead(impatient)


def test_a_file_that_others_write_is_written_anew_the_next_time(file: Path, other: sqlite3.Connection) -> None:
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 0})
    other.execute("COMMIT")
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    assert not database.leave_no_traces(engine, rebuild=True)
    other.execute("ROLLBACK")
    assert database.leave_no_traces(engine, rebuild=True)
    engine.dispose()
