"""A process says that it is there, whatever the database does meanwhile."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.process import Process, ProcessRole
from petition.services import processes
from petition.worker import heartbeat
from petition.worker.heartbeat import Heartbeat
from tests.faults.running import wait_until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "BEAT", timedelta(seconds=0.05))
    monkeypatch.setattr(heartbeat, "LOOK_AGAIN_SECONDS", 0.05)


@pytest.fixture
def asked_to_end() -> Iterator[threading.Event]:
    """Set when this process gets SIGTERM, which else it would die of."""
    asked = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: asked.set())
    yield asked
    signal.signal(signal.SIGTERM, before)


@contextmanager
def beating(app: Flask) -> Iterator[Heartbeat]:
    one = Heartbeat(app, ProcessRole.WORKER)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def execute(app: Flask, statement: str) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.text(statement))
        db.session.commit()


def at_work(app: Flask) -> list[Process]:
    with app.app_context():
        return processes.present()


def test_it_is_there_from_start_to_stop(app: Flask) -> None:
    with beating(app):
        [one] = at_work(app)
        assert one.role is ProcessRole.WORKER
    assert at_work(app) == []


def test_it_says_so_again_and_again(app: Flask) -> None:
    with beating(app):
        first = at_work(app)[0].seen_at
        wait_until(lambda: at_work(app)[0].seen_at > first)


def test_it_enters_anew_where_it_was_forgotten(app: Flask) -> None:
    with beating(app):
        execute(app, "delete from process")
        wait_until(lambda: len(at_work(app)) == 1)


def test_without_a_database_it_starts_and_enters_later(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    execute(app, "alter table process rename to away")
    try:
        with beating(app):
            assert "starting nevertheless" in caplog.text
            execute(app, "alter table away rename to process")
            wait_until(lambda: len(at_work(app)) == 1)
    finally:
        with app.app_context():
            is_away = "away" in sa.inspect(db.engine).get_table_names()
        if is_away:
            execute(app, "alter table away rename to process")


def test_who_is_refused_later_ends_as_if_it_was_asked_to(
    app: Flask, asked_to_end: threading.Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[Exception] = [TimeoutError(), processes.CannotRunTogether(["Set REDIS_URL."])]

    def enter(*_anybody: object, **_anything: object) -> bool:
        raise answers.pop(0)

    monkeypatch.setattr(processes, "enter", enter)
    with beating(app):
        wait_until(asked_to_end.is_set)
    assert "Set REDIS_URL." in caplog.text
