"""Is it up, can it work, is something the matter: three answers for machines."""

import threading
import time as wall
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.ledger import LedgerInbox
from petition.models.petition import Petition
from petition.services import alarms, schema
from tests.conftest import FakeClock
from tests.faults.running import wait_until
from tests.making import sign_and_confirm
from tests.reading import sign

STRANGER = {"X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def revision(app: Flask) -> Callable[[str], None]:
    def put(number: str) -> None:
        with app.app_context():
            db.open_for_writing()
            db.session.execute(sa.text("update alembic_version set version_num = :it"), {"it": number})
            db.session.commit()

    return put


def test_the_process_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_it_is_ready(client: FlaskClient, site_state: str) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ok",
        "degraded": [],
        "database": "ok",
        "migrations": "current",
        "limits": site_state,
        "oldest_mail_seconds": 0,
        "count_lags_seconds": 0,
    }


@pytest.fixture
def site_state(app: Flask) -> str:
    with app.app_context():
        return "in process" if db.engine.dialect.name == "sqlite" else "shared"


def test_strangers_are_told_no_figures(client: FlaskClient) -> None:
    assert client.get("/readyz", headers=STRANGER).get_json() == {"status": "ok"}


def test_it_is_not_ready_without_its_tables(client: FlaskClient, revision: Callable[[str], None]) -> None:
    with_all_migrations = current(client.application)
    revision("0001")
    try:
        answer = client.get("/readyz")
    finally:
        revision(with_all_migrations)
    assert (answer.status_code, answer.get_json()["migrations"]) == (503, "missing")


def test_it_serves_on_when_a_newer_version_has_migrated(client: FlaskClient, revision: Callable[[str], None]) -> None:
    with_all_migrations = current(client.application)
    revision("9999")
    try:
        answer = client.get("/readyz")
    finally:
        revision(with_all_migrations)
    assert (answer.status_code, answer.get_json()["migrations"]) == (200, "ahead")


def current(app: Flask) -> str:
    with app.app_context():
        return schema.revision_of(db.session.connection()) or ""


def test_late_mail_makes_it_degraded_and_it_works_on(client: FlaskClient, petition: str, time: FakeClock) -> None:
    sign(client, petition)
    time.move(minutes=16)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")
    assert "mail waits" in answer.get_json()["degraded"]
    # The database notes the time by a clock of its own.
    assert answer.get_json()["oldest_mail_seconds"] == pytest.approx(16 * 60, abs=5)


def test_a_count_that_lags_makes_it_degraded(
    app: Flask, client: FlaskClient, petition: str, load: Callable[[str], Petition], time: FakeClock
) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.delete(LedgerInbox))
        sign_and_confirm(load(petition))
        db.session.commit()
    time.move(seconds=61)
    answer = client.get("/readyz").get_json()
    assert (answer["degraded"], answer["count_lags_seconds"]) == (["count lags"], 61)


def test_a_database_that_hangs_is_away_within_a_second(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    back = threading.Event()
    monkeypatch.setattr(schema, "state", lambda: back.wait(10) and schema.SchemaState.CURRENT)
    started = wall.monotonic()
    answers = [client.get("/readyz") for _ in range(2)]
    assert wall.monotonic() - started < 2
    back.set()
    # A busy machine may take longer than it waits for.
    wait_until(lambda: client.get("/readyz").status_code == 200)
    assert [(answer.status_code, answer.get_json()["database"]) for answer in answers] == [(503, "away")] * 2


def test_a_database_that_refuses_is_away(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise sa.exc.OperationalError("select", {}, Exception("refused"))

    monkeypatch.setattr(schema, "state", refuse)
    assert client.get("/readyz").status_code == 503


def test_a_mistake_of_ours_is_not_taken_for_the_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(alarms, "at_readyz", lambda: 1 / 0)
    assert app.test_client().get("/readyz").status_code == 500


def test_nobody_keeps_the_answer(client: FlaskClient) -> None:
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"
