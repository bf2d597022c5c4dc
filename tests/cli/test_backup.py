"""Taking backups: what is in them, that they are whole, and that nothing half is left behind."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.backends.database import snapshot
from petition.extensions import db
from petition.lib.table_archive import Reader
from petition.services import backup_tables, backups, schema
from tests.cli.conftest import run, signing_on
from tests.conftest import SECRETS
from tests.services.counting import confirmed, sequenced

# Where it makes no difference which kind of database it is.
once = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
SIGNATURES = db.metadata.tables["signature"]


def at_migration(app: Flask, number: str | None) -> str | None:
    """Let the database say that it is at another one; what it said."""
    with app.app_context(), db.write_engine.begin() as connection:
        before = schema.revision_of(connection)
        connection.execute(sa.text("update alembic_version set version_num = :number"), {"number": number})
    return before


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As on a full disk: the system refuses to write more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_it_writes_one_file_for_its_owner(app: Flask, ward: str, tmp_path: Path) -> None:
    done = run(app, "backup", tmp_path)
    assert "found whole" in done.output, done
    [path] = tmp_path.iterdir()
    assert path.match(backups.NAMES)
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_known_to_the_site(app: Flask, ward: str, tmp_path: Path) -> None:
    run(app, "backup", tmp_path / "one.zip")
    with app.app_context():
        newest = backups.newest()
    assert newest
    assert (newest.name, newest.bytes) == ("one.zip", (tmp_path / "one.zip").stat().st_size)


@once
def test_keys_and_browsers_are_not_in_it(app: Flask, ward: str, tmp_path: Path) -> None:
    run(app, "backup", tmp_path / "one.zip")
    with (tmp_path / "one.zip").open("rb") as file:
        archive = Reader(file)
        names = {table.name for table in archive.tables}
        everything = str(archive.manifest) + "".join(
            str(row) for table in archive.tables for row in archive.rows(table)
        )
    assert {"signature", "ledger_entry", "data_key"} <= names
    assert not names & {"daily_key", "login_session", "lease", "process"}
    assert "a-secret-for-tests" not in everything
    assert "AAAAAAAAAAAA" not in everything


@once
def test_it_overwrites_nothing(app: Flask, ward: str, tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_text("dear")
    done = run(app, "backup", tmp_path / "one.zip")
    assert (done.exit_code, "overwrites nothing" in done.output) == (1, True)
    assert (tmp_path / "one.zip").read_text() == "dear"


@once
def test_a_full_disk_leaves_no_half_file(app: Flask, ward: str, tmp_path: Path) -> None:
    with no_file_larger_than(4096):
        done = run(app, "backup", tmp_path)
    assert (done.exit_code, "Nothing was left behind" in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == []
    with app.app_context():
        assert backups.newest() is None


@once
def test_it_keeps_the_newest(app: Flask, ward: str, tmp_path: Path) -> None:
    older = [tmp_path / f"countersign-2026010{day}T000000Z.zip" for day in (1, 2, 3)]
    for path in [*older, tmp_path / "holidays.zip"]:
        path.touch()
    done = run(app, "backup", "--keep", 2, tmp_path)
    assert done.output.count("Deleted") == 2
    assert [path.exists() for path in (*older, tmp_path / "holidays.zip")] == [False, False, True, True]


@once
def test_it_needs_the_tables_of_this_version(app: Flask, ward: str, tmp_path: Path) -> None:
    head = at_migration(app, "0001")
    try:
        done = run(app, "backup", tmp_path)
    finally:
        at_migration(app, head)
    assert (done.exit_code, "flask db upgrade" in done.output) == (1, True)


def test_it_shows_one_moment(app: Flask, ward: str) -> None:
    with app.app_context(), snapshot(db.engine) as connection:
        before = list(backup_tables.rows(connection, SIGNATURES))
        with signing_on(app, ward) as found:
            confirmed(found)
        assert list(backup_tables.rows(connection, SIGNATURES)) == before
    with app.app_context(), snapshot(db.engine) as connection:
        assert len(list(backup_tables.rows(connection, SIGNATURES))) == len(before) + 1


def test_signing_goes_on_meanwhile(app: Flask, ward: str, tmp_path: Path) -> None:
    """Each backup, however many sign while it is taken, has the numbers that its signatures add up to."""
    ended = threading.Event()
    signer = threading.Thread(target=_sign_until, args=(app, ward, ended))
    signer.start()
    try:
        done = [run(app, "backup", tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        ended.set()
        signer.join()
    assert [one.exit_code for one in done] == [0, 0, 0]
    assert [_counted_and_entries(tmp_path / f"{number}.zip") for number in range(3)] == [True] * 3


def _sign_until(app: Flask, slug: str, ended: threading.Event) -> None:
    while not ended.is_set():
        with signing_on(app, slug) as found:
            confirmed(found)
            sequenced(found)


def _counted_and_entries(path: Path) -> bool:
    with path.open("rb") as file:
        archive = Reader(file)
        rows = {table.name: list(archive.rows(table)) for table in archive.tables}
        heads = archive.manifest["checkpoints"].values()
    counted = len(rows["signature"]) == len(rows["ledger_link"]) == len(rows["ledger_entry"]) - 1
    return counted and [note.split("\n")[1] for note in heads] == [str(len(rows["ledger_entry"]))]


@once
def test_a_folder_that_is_not_there_is_told(app: Flask, ward: str, tmp_path: Path) -> None:
    done = run(app, "backup", tmp_path / "nowhere" / "one.zip")
    assert (done.exit_code, os.strerror(2) in done.output) == (1, True)


@once
def test_a_copy_of_the_keys_is_looked_at(app: Flask) -> None:
    copy = "\n".join(f"{name}={value}" for name, value in SECRETS.items())
    assert run(app, "confirm-keys", typed=copy).output == "The copy is right.\n"
    done = run(app, "confirm-keys", typed=copy.replace("a-secret", "another"))
    assert (done.exit_code, done.output) == (1, "Error: The copy says another SECRET_KEY than this site uses.\n")
