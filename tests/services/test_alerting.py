"""What the operator is told: once when it begins, each day while it lasts, once when it is over."""

from datetime import timedelta

import pytest

from petition.extensions import db
from petition.models.alert import Alert
from petition.services import alarms, alerting, leases
from petition.services.alarms import Condition
from tests.conftest import FakeClock

DISK = {"disk": ["Only 5 MB are free."]}
QUIET = alerting.OVER_AFTER.total_seconds()


@pytest.fixture
def hours(database: None, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """A clock that the database goes by too."""
    monkeypatch.setattr(leases, "database_now", lambda: time.now)
    return time


def said(found: dict[str, list[str]]) -> list[str]:
    """What is told in one round."""
    alerting.note(found)
    news = alerting.news(found)
    alerting.told(news)
    return list(news.lines())


def test_what_begins_is_told_once(hours: FakeClock) -> None:
    assert said(DISK) == ["New: Only 5 MB are free."]
    hours.move(hours=23)
    assert said(DISK) == []


def test_what_lasts_is_told_each_day(hours: FakeClock) -> None:
    said(DISK)
    for _ in range(2):
        hours.move(hours=24)
        assert said({"disk": ["Only 4 MB are free."]}) == ["Still so: Only 4 MB are free."]
        assert said(DISK) == []


def test_what_is_over_is_told_once_and_forgotten(hours: FakeClock) -> None:
    began = f"{hours.now:%Y-%m-%d %H:%M}"
    said(DISK)
    assert said({}) == []
    hours.move(seconds=QUIET)
    assert said({}) == [f"Over: disk, which began at {began} UTC."]
    assert said({}) == []
    assert db.session.query(Alert).count() == 0


def test_what_comes_and_goes_is_one_alert(hours: FakeClock) -> None:
    said(DISK)
    for _ in range(5):
        hours.move(seconds=QUIET - 60)
        assert said({}) == []
        hours.move(seconds=60)
        assert said(DISK) == []


def test_what_passes_before_its_patience_ends_is_never_told(hours: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = Condition("disk", lambda: [], patience=timedelta(minutes=5))
    monkeypatch.setitem(alarms.BY_NAME, "disk", patient)
    assert said(DISK) == []
    hours.move(minutes=4)
    assert said({}) == []
    assert said(DISK) == []
    hours.move(minutes=5)
    assert said(DISK) == ["New: Only 5 MB are free."]


def test_what_could_not_be_told_is_told_later(hours: FakeClock) -> None:
    for _ in range(2):
        alerting.note(DISK)
        assert list(alerting.news(DISK).lines()) == ["New: Only 5 MB are free."]
        hours.move(minutes=1)


def test_a_condition_that_an_upgrade_took_away_is_over(hours: FakeClock) -> None:
    db.session.add(Alert(name="long gone", began_at=hours.now, told_at=hours.now))
    said({})
    hours.move(seconds=QUIET)
    assert [line.split(",")[0] for line in said({})] == ["Over: long gone"]
