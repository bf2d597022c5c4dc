"""Calendar files are read back by a library as what they were made of, with and without a database of zones."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from petition.lib import clock, ical
from tests.calendars import ReadEvent, event_of, events_of, zones_of
from tests.making import at

STAMP = datetime(2026, 11, 1, 9, tzinfo=UTC)
STRIKES = [(at(2016, 11, 25, 16), 14), (at(2026, 11, 27, 16), 13)]
# Summer time, none, half hours, a summer in winter, clocks that go back in Ramadan, a whole day skipped.
ZONES = [
    "Europe/Paris",
    "Asia/Damascus",
    "Asia/Kolkata",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Europe/Dublin",
    "Pacific/Apia",
    "UTC",
]


def entry(**values: Any) -> ical.Entry:
    return ical.Entry(
        **{
            "uid": "strike@example.org",
            "stamp": STAMP,
            "starts": at(2026, 11, 27, 16),
            "minutes": 30,
            "zone": "Asia/Damascus",
            "language": "en",
            "summary": "Strike",
            **values,
        }
    )


def read(made: ical.Entry) -> ReadEvent:
    return event_of(ical.calendar(made))


def told_zone(made: ical.Entry) -> tzinfo:
    return zones_of(ical.calendar(made))[made.zone]


@pytest.mark.parametrize(("starts", "hour"), STRIKES)
def test_four_in_damascus_is_another_hour_in_2016_than_in_2026(starts: datetime, hour: int) -> None:
    strike, expected = entry(starts=starts), starts.replace(hour=hour, tzinfo=UTC)
    assert clock.moment(starts, "Asia/Damascus") == expected
    assert read(strike).starts.astimezone(UTC) == expected
    assert starts.replace(tzinfo=told_zone(strike)).astimezone(UTC) == expected


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2011, 2016, 2026])
def test_the_zone_it_tells_is_the_zone_there_is(zone: str, year: int) -> None:
    middle = at(year, 6, 15)
    told = told_zone(entry(starts=middle, zone=zone))
    hours = [middle + timedelta(hours=hours) for hours in range(-4000, 4000, 7)]
    wrong = [hour for hour in hours if hour.replace(tzinfo=told).utcoffset() != clock_offset(hour, zone)]
    assert wrong == []


def clock_offset(local: datetime, zone: str) -> timedelta | None:
    return local.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def test_a_library_reads_back_every_word() -> None:
    words = {
        "summary": "إضراب; thirty minutes, \\ at four",
        "location": "Bab Square\nDoor 2",
        "description": "Lay down your tools, colleagues.\r\n\r\nكلنا معًا 👩🏽‍⚕️ " * 9,
    }
    event = read(entry(**words, language="ar", url="https://example.org/strike?a=1;b=2,c"))
    assert event.summary == words["summary"]
    assert event.location == words["location"]
    assert event.description == words["description"].replace("\r\n", "\n")
    assert (event.language, event.url) == ("ar", "https://example.org/strike?a=1;b=2,c")


def test_it_has_what_every_event_must_have() -> None:
    event = read(entry())
    assert (event.uid, event.stamp, event.errors) == ("strike@example.org", STAMP, [])
    assert event.ends - event.starts == timedelta(minutes=30)


def test_no_line_is_too_long_and_no_character_is_cut() -> None:
    lines = ical.calendar(entry(summary="إضراب 👩🏽‍⚕️ " * 40)).split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") == line.decode("utf-8", "replace") for line in lines)


def test_lines_end_as_the_standard_says() -> None:
    made = ical.calendar(entry(description="one\ntwo"))
    assert made.count(b"\n") == made.count(b"\r\n")


@pytest.mark.parametrize(("starts", "minutes"), [(at(2026, 10, 25, 1), 150), (at(2026, 3, 29, 1), 150)])
def test_it_lasts_as_long_as_it_should_while_clocks_are_moved(starts: datetime, minutes: int) -> None:
    event = read(entry(starts=starts, minutes=minutes, zone="Europe/Paris"))
    assert event.ends.astimezone(UTC) - event.starts.astimezone(UTC) == timedelta(minutes=minutes)


def test_events_of_several_zones_share_a_file() -> None:
    entries = [entry(uid="1@example.org"), entry(uid="2@example.org"), entry(uid="3@example.org", zone="Europe/Paris")]
    made = ical.calendar(*entries)
    assert [*zones_of(made)] == ["Asia/Damascus", "Europe/Paris"]
    assert [event.uid for event in events_of(made)] == ["1@example.org", "2@example.org", "3@example.org"]
