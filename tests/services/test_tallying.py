"""Hourly sums: what dashboards read instead of counting rows."""

import pytest
from sqlalchemy import select

from petition.extensions import db
from petition.models.ledger import Tally
from petition.models.petition import Petition, Publishing
from petition.models.signature import HoldRule
from petition.services import reviewing, withdrawing
from tests.conftest import FakeClock
from tests.services.counting import confirmed, sequenced

pytestmark = pytest.mark.usefixtures("database")


def sums() -> list[tuple[int, str, str, str, int]]:
    rows = db.session.scalars(select(Tally).order_by(Tally.hour, Tally.kind))
    return [(row.hour.hour, row.kind.value, row.country, row.language, row.n) for row in rows]


def test_it_adds_up_by_hour_kind_country_and_language(ward: Petition, time: FakeClock) -> None:
    time.now = time.now.replace(hour=9, minute=59)
    withdrawing.withdraw(confirmed(ward, 3)[0])
    sequenced(ward)
    confirmed(ward, 2)
    sequenced(ward)
    assert sums() == [(9, "confirmed", "LB", "en", 5), (9, "withdrawn", "LB", "en", 1)]


def test_each_hour_has_its_own(ward: Petition, time: FakeClock) -> None:
    time.now = time.now.replace(hour=9, minute=59)
    for _ in range(2):
        confirmed(ward)
        sequenced(ward)
        time.move(minutes=2)
    assert sums() == [(9, "confirmed", "LB", "en", 1), (10, "confirmed", "LB", "en", 1)]


def test_what_is_about_nobody_is_not_counted(ward: Petition) -> None:
    sequenced(ward)
    assert sums() == []


@pytest.mark.parametrize(("publish", "hour"), [(Publishing.LIVE, 9), (Publishing.BATCHED, 0)])
def test_what_is_released_keeps_its_own_time(ward: Petition, time: FakeClock, publish: Publishing, hour: int) -> None:
    ward.publish, ward.zone = publish, "UTC"
    time.now = time.now.replace(hour=9, minute=59)
    [held] = confirmed(ward, doubts=(HoldRule.FLOOD,))
    confirmed_on = held.confirmed_on
    time.move(days=3)
    reviewing.release(held, by="mona")
    sequenced(ward)
    assert sums() == [(hour, "confirmed", "LB", "en", 1)]
    assert held.confirmed_on == confirmed_on == db.session.scalars(select(Tally.hour)).one().date()
