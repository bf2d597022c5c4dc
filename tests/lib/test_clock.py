import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from petition.lib import clock
from tests.making import at

THEN = datetime(2016, 11, 30, 12, tzinfo=UTC)


def test_now_is_aware_and_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=2)


def test_pretending_ends_with_its_block_and_stays_in_its_thread() -> None:
    elsewhere: list[datetime] = []
    with clock.pretending(THEN):
        thread = threading.Thread(target=lambda: elsewhere.append(clock.now()))
        thread.start()
        thread.join()
        assert clock.now() == THEN
    assert clock.now() != THEN
    assert elsewhere[0] != THEN


def test_a_zone_is_read_by_the_rules_of_its_day() -> None:
    # Damascus kept winter time in November 2016 and keeps UTC+3 all year today.
    assert clock.moment(at(2016, 11, 30, 16), "Asia/Damascus") == datetime(2016, 11, 30, 14, tzinfo=UTC)
    assert clock.moment(at(2026, 11, 30, 16), "Asia/Damascus") == datetime(2026, 11, 30, 13, tzinfo=UTC)


def test_skipped_and_repeated_hours_have_one_meaning() -> None:
    skipped = clock.moment(datetime(2026, 3, 29, 2, 30), "Europe/Paris")  # noqa: DTZ001 -- a wall-clock time
    repeated = clock.moment(datetime(2026, 10, 25, 2, 30), "Europe/Paris")  # noqa: DTZ001 -- a wall-clock time
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert repeated == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_moment_lies_in_a_minute() -> None:
    assert clock.minute_of(THEN.replace(second=59, microsecond=999)) == THEN.replace(second=0, microsecond=0)


def test_a_moment_lies_in_an_hour_by_utc() -> None:
    in_india = datetime(2026, 11, 30, 1, 20, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert clock.hour_of(in_india) == datetime(2026, 11, 29, 19, tzinfo=UTC)


def test_a_moment_has_the_day_that_clocks_show_there() -> None:
    late = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)
    assert [clock.day_in(late, zone) for zone in ("Asia/Damascus", "Europe/Paris")] == [
        date(2026, 11, 30),
        date(2026, 11, 29),
    ]
