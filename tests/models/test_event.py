"""An event is a wall-clock time: the same hour is another moment in another year."""

from datetime import UTC, datetime, timedelta

import pytest

from petition.lib import clock
from tests.campaigns import strike
from tests.making import at

MOMENTS = [
    (at(2016, 11, 25, 16), datetime(2016, 11, 25, 14, tzinfo=UTC)),
    (at(2026, 11, 27, 16), datetime(2026, 11, 27, 13, tzinfo=UTC)),
]


@pytest.mark.parametrize(("local", "moment"), MOMENTS)
def test_four_in_damascus_is_another_hour_in_2016_than_in_2026(local: datetime, moment: datetime) -> None:
    event = strike(starts_local=local)
    assert event.starts_at == clock.moment(local, "Asia/Damascus") == moment
    assert event.ends_at == moment + timedelta(minutes=30)


@pytest.mark.parametrize(("minute", "is_past"), [(0, False), (29, False), (30, True)])
def test_it_is_past_when_it_has_ended(minute: int, is_past: bool) -> None:
    with clock.pretending(datetime(2026, 11, 27, 13, minute, tzinfo=UTC)):
        assert strike().is_past is is_past
