import logging
import threading

import pytest
from flask import Flask

from petition.extensions import db
from petition.worker import Worker, ledger, loop
from petition.worker.schedule import SCHEDULE, Duty


def with_duties(monkeypatch: pytest.MonkeyPatch, *duties: Duty) -> None:
    monkeypatch.setattr(loop, "SCHEDULE", duties)


def test_each_duty_has_its_own_name_and_pace() -> None:
    assert len({duty.name for duty in SCHEDULE}) == len(SCHEDULE)
    assert all(duty.every_seconds > 0 for duty in SCHEDULE)


def test_the_count_waits_less_than_ten_seconds_for_another_worker() -> None:
    """Until the lease of the one that died has run out, and the other has looked again."""
    counting = next(duty for duty in SCHEDULE if duty.run is ledger.sequence)
    assert ledger.LEASE.total_seconds() + counting.every_seconds < 10


def test_it_goes_on_until_nothing_is_left(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    portions = [True, True, False]
    with_duties(monkeypatch, Duty("work", 1, lambda: portions.pop(0)))
    Worker(app).run_all()
    assert portions == []


def test_a_failing_duty_rests_and_the_others_go_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    def whole() -> bool:
        done.append(1)
        return False

    with_duties(monkeypatch, Duty("broken", 1, fail), Duty("whole", 1, whole))
    with caplog.at_level(logging.ERROR):
        Worker(app).run_due()
    assert done == [1]
    assert "broken" in caplog.text
    assert "RuntimeError" in caplog.text


def fail() -> bool:
    raise RuntimeError("rima@example.org is in this message")


def test_no_log_holds_what_people_typed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_duties(monkeypatch, Duty("broken", 1, fail))
    Worker(app).run_due()
    assert "rima@example.org" not in caplog.text


def test_a_failed_duty_keeps_nothing_half_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_duties(monkeypatch, Duty("half", 1, write_and_fail))
    Worker(app).run_due()
    with app.app_context():
        assert db.session.execute(db.text("select count(*) from site_setting")).scalar_one() == 0


def write_and_fail() -> bool:
    db.session.execute(db.text("insert into site_setting (name, value) values ('x', '1')"))
    raise RuntimeError


def test_it_stops_when_told_and_finishes_its_portion(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> bool:
        begun.set()
        go_on.wait(5)
        done.set()
        return True

    with_duties(monkeypatch, Duty("slow", 1, slow))
    worker = Worker(app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert begun.wait(5)
    worker.stop()
    go_on.set()
    thread.join(5)
    assert (thread.is_alive(), done.is_set()) == (False, True)


def test_a_line_that_hangs_holds_up_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    release, counted = threading.Event(), threading.Event()

    def count() -> bool:
        counted.set()
        return False

    hanging = Duty("hangs", 1, lambda: not release.wait(10), line="mail")
    with_duties(monkeypatch, hanging, Duty("counts", 1, count, line="ledger"))
    worker = Worker(app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    was_counted = counted.wait(5)
    worker.stop()
    release.set()
    thread.join(5)
    assert was_counted
