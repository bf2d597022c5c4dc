"""Checks of what the product promises, for the tests that show it and for those that show a check can fail."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import clock
from petition.lib.kept import Kept
from petition.services import daily_keys
from petition.web import announcements, doubting
from petition.web.public import kept_pages

Answer = TypeVar("Answer")
# Headers that count or number requests, whatever address stands in them.
COUNTERS = ("X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After", "X-Request-ID")


def rows_of(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in db.metadata.sorted_tables
        }


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, without those in which the database keeps its rows."""
    files = (path for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name)
    return {str(path): path.read_bytes() for path in files}


def assert_changes_nothing(app: Flask, act: Callable[[], object]) -> None:
    """The act leaves every row and every file as it was."""
    folder = app.extensions["petition.settings"].data_dir
    before = rows_of(app), files_of(folder)
    act()
    assert (rows_of(app), files_of(folder)) == before


def keep_what_is_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are kept for a minute, what the site says on all of them, and whom staff doubt: not so in other tests.

    The key of the day is there already, as it is for all forms but the first.
    """
    with app.app_context():
        db.open_for_writing()
        daily_keys.of_today(clock.now().date(), {})
        db.session.commit()
    for extension in (kept_pages.EXTENSION, announcements.EXTENSION, doubting.EXTENSION):
        monkeypatch.setitem(app.extensions, extension, Kept(lasting=timedelta(minutes=1), most=100))


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that is executed within the block, in order, without its values."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def likeness(answer: TestResponse) -> tuple[object, ...]:
    """All that tells one answer from another to whoever may read it, secrets by their length alone."""
    headers = [(name, value) for name, value in answer.headers.items() if name not in ("Set-Cookie", *COUNTERS)]
    cookies = [_shape(value) for value in answer.headers.getlist("Set-Cookie")]
    return answer.status, headers, cookies, answer.get_data()


def _shape(cookie: str) -> tuple[str, int, str]:
    """A cookie's name, the length of its value, its attributes without the moment it ends."""
    pair, _, attributes = cookie.partition(";")
    name, _, value = pair.partition("=")
    kept = [part.strip() for part in attributes.split(";") if not part.strip().startswith("Expires")]
    return name, len(value), "; ".join(kept)


def at_once(number: int, act: Callable[[int], Answer]) -> list[Answer]:
    """Do it so many times in parallel threads; the answers in order."""
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(act, range(number)))
