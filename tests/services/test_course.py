"""What each hour, day or week brought, in the petition's own zone."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, Protection, Publishing
from petition.models.tally import Step, TallyHour
from petition.services import course
from petition.services.course import Unit
from tests.conftest import FakeClock

DAMASCUS = ZoneInfo("Asia/Damascus")


@pytest.fixture
def campaign(ward: Petition, time: FakeClock) -> Petition:
    """It opened on 1 November at noon, in Damascus; that is 24 days ago."""
    time.now = datetime(2026, 11, 25, 12, 30, tzinfo=DAMASCUS).astimezone(time.now.tzinfo)
    ward.opened_at = datetime(2026, 11, 1, 12, tzinfo=DAMASCUS).astimezone(time.now.tzinfo)
    return ward


def confirmed(petition: Petition, local: datetime, n: int) -> None:
    hour = clock.hour_of(local.replace(tzinfo=DAMASCUS))
    db.session.add(TallyHour(petition_id=petition.id, hour=hour, day=local.date(), step=Step.CONFIRMED, n=n))
    db.session.flush()


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour)  # noqa: DTZ001 -- a wall-clock time


def test_every_day_since_it_opened(campaign: Petition) -> None:
    confirmed(campaign, at(11, 1, 13), 5)
    confirmed(campaign, at(11, 2, 0), 7)
    found = course.course(campaign, Unit.DAY)
    assert [one.first_day for one in found] == [date(2026, 11, 1) + timedelta(days=n) for n in range(25)]
    assert [one.numbers[Step.CONFIRMED] for one in found[:3]] == [5, 7, 0]


def test_the_last_two_days_by_hour(campaign: Petition) -> None:
    confirmed(campaign, at(11, 25, 12), 3)
    confirmed(campaign, at(11, 23, 13), 2)
    confirmed(campaign, at(11, 23, 12), 9)
    found = course.course(campaign, Unit.HOUR)
    assert len(found) == course.HOURS
    assert [one.numbers[Step.CONFIRMED] for one in (found[0], found[-1])] == [2, 3]
    assert found[-1].begins.hour == 12


def test_hours_begin_when_it_opened(campaign: Petition, time: FakeClock) -> None:
    campaign.opened_at = time.now - timedelta(hours=3)
    assert len(course.course(campaign, Unit.HOUR)) == 4


def test_a_long_course_is_told_by_weeks(campaign: Petition, time: FakeClock) -> None:
    campaign.opened_at = time.now - timedelta(days=199)
    confirmed(campaign, at(11, 25, 1), 4)
    found = course.course(campaign, Unit.ALL)
    assert {one.days for one in found} == {7, 4}
    assert found[-1].numbers == Counter({Step.CONFIRMED: 4})
    assert found[-1].last_day == date(2026, 11, 25)


def test_days_are_the_last_sixty(campaign: Petition, time: FakeClock) -> None:
    campaign.opened_at = time.now - timedelta(days=199)
    assert len(course.course(campaign, Unit.DAY)) == course.DAYS


def test_it_ends_with_what_came_after_closing(campaign: Petition) -> None:
    campaign.closed_at = clock.moment(at(11, 10, 12), "Asia/Damascus")
    confirmed(campaign, at(11, 12, 9), 1)
    assert course.course(campaign, Unit.ALL)[-1].last_day == date(2026, 11, 12)


@pytest.mark.parametrize("values", [{"publish": Publishing.BATCHED}, {"protection": Protection.DISCREET}])
def test_hours_that_could_tell_of_somebody_are_not_told(campaign: Petition, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(campaign, name, value)
    assert course.units_of(campaign) == [Unit.DAY, Unit.ALL]


def test_a_day_may_begin_within_an_hour(campaign: Petition) -> None:
    campaign.zone = "Asia/Kolkata"
    campaign.opened_at = clock.moment(at(11, 20, 0), campaign.zone)
    # The sums have that hour under the day in which it begins.
    hour = clock.hour_of(campaign.opened_at)
    db.session.add(TallyHour(petition_id=campaign.id, hour=hour, day=date(2026, 11, 19), step=Step.CONFIRMED, n=6))
    db.session.flush()
    for unit in (Unit.DAY, Unit.ALL):
        assert sum(one.numbers[Step.CONFIRMED] for one in course.course(campaign, unit)) == 6


def test_of_a_draft_there_is_none(campaign: Petition) -> None:
    campaign.opened_at = None
    assert course.course(campaign, Unit.DAY) == []
