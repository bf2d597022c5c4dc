"""No page, and no step of signing, reads a table that grows with the signatures from end to end."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.worker import Worker
from tests.conftest import FakeClock
from tests.reading import Mails, confirm, link_in, sign
from tests.services.counting import confirmed

GROWING = "signature|submission|comment|consent|hold|outbox|mail_use|checkpoint|ledger_(?:inbox|entry|link|tile)"
# SQLite says SCAN for a table or for an index read whole; PostgreSQL, asked to avoid it, still says Seq Scan.
# Two indexes hold only what waits, be it for a mail or for review: they may be read whole.
WHOLE = re.compile(rf"(?:^SCAN|Seq Scan on) (?:{GROWING})\b(?!.* INDEX ix_(?:outbox_due|signature_held)\b)")
Statement = tuple[str, Any]


@contextmanager
def statements_of(app: Flask) -> Iterator[list[Statement]]:
    """Every SELECT, UPDATE and DELETE sent while the block runs, with its values."""
    sent: list[Statement] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            sent.append((statement, values))

    with app.app_context():
        engines = (db.engine, app.extensions["petition.write_engine"])
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", note)


def read_whole(app: Flask, sent: list[Statement]) -> list[str]:
    """The statements whose plan reads a growing table from end to end."""
    with app.app_context(), db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        plans = [(text, connection.exec_driver_sql(explain + text, values)) for text, values in sent]
        lines = [(text, str(row[-1]).strip(" ->")) for text, plan in plans for row in plan]
    return [f"{line}: {text}" for text, line in lines if WHOLE.search(line)]


@pytest.mark.parametrize("path", ["", "/count.json", "/signatures", "/signatures?before=500", "/check-your-mail"])
def test_pages(app: Flask, client: FlaskClient, petition: str, path: str) -> None:
    with statements_of(app) as sent:
        assert client.get(f"/petitions/{petition}{path}").status_code == 200
    assert sent
    assert read_whole(app, sent) == []


def test_signing_and_confirming(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    with statements_of(app) as sent:
        sign(client, petition)
    path = link_in(mails.newest())
    with statements_of(app) as sent_later:
        confirm(client, path)
    assert {text.split()[0] for text, _ in sent_later} == {"SELECT", "DELETE"}
    assert read_whole(app, sent + sent_later) == []


def test_counting(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    with statements_of(app) as sent:
        mails.all()
    ledger = [one for one in sent if "ledger_head" in one[0] or "checkpoint" in one[0] or "ledger_tile" in one[0]]
    assert len(ledger) > 3
    assert read_whole(app, ledger) == []


def test_releasing_after_an_outage(
    app: Flask, petition: str, load: Callable[[str], Petition], worker: Worker, time: FakeClock
) -> None:
    with app.app_context():
        db.open_for_writing()
        confirmed(load(petition), doubts=(HoldRule.LIMITS_AWAY,))
        db.session.commit()
    time.move(minutes=1)
    with statements_of(app) as sent:
        worker.run_all()
    releasing = [one for one in sent if "hold" in one[0]]
    assert {text.split()[0] for text, _ in releasing} >= {"SELECT", "UPDATE"}
    assert read_whole(app, releasing) == []
