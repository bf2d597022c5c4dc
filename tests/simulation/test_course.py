"""Events happen in their order, at their moment, and whoever waits for a mail goes on when it comes."""

from datetime import UTC, datetime, timedelta

from petition.lib import clock
from petition.simulation.course import Course, Life
from petition.simulation.stage import LimitsByClock

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
RIMA = "rima@example.org"


def test_hours_pass_as_quickly_as_they_are_lived_through() -> None:
    course, told = Course(START), []

    def tell(name: str, pauses: tuple[float, ...]) -> Life:
        for pause in pauses:
            yield pause
            told.append((name, (course.now - START).total_seconds()))

    course.begin(tell("slow", (7200, 3600)))
    course.begin(tell("quick", (60, 60)))
    course.run()
    assert told == [("quick", 60), ("quick", 120), ("slow", 7200), ("slow", 10800)]


def test_of_two_who_share_a_mailbox_the_first_gets_the_first_mail() -> None:
    course, got = Course(START), []

    def wait(name: str) -> Life:
        path = yield RIMA
        got.append((name, path))

    course.begin(wait("first"))
    course.begin(wait("second"))
    course.run()
    course.bring(RIMA, "/confirm/1")
    course.bring("omar@example.org", "/confirm/2")
    course.bring(RIMA, "/confirm/3")
    course.bring(RIMA, "/confirm/4")
    assert got == [("first", "/confirm/1"), ("second", "/confirm/3")]


def test_limits_are_counted_by_the_time_of_the_course() -> None:
    limits = LimitsByClock()
    with clock.pretending(START):
        assert [limits.acquire_entry("sign", 2, 60) for _ in range(3)] == [True, True, False]
    with clock.pretending(START + timedelta(seconds=59)):
        assert not limits.acquire_entry("sign", 2, 60)
        assert limits.get_moving_window("sign", 2, 60) == (START.timestamp(), 2)
    with clock.pretending(START + timedelta(seconds=61)):
        assert limits.acquire_entry("sign", 2, 60)
