"""Calendar files: events as RFC 5545 has them, each in its own zone, and the zone's clock changes beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from petition.lib import clock

LONGEST_LINE = 75
# Which clock changes around an event are told: a calendar needs the one before, and its week view the one after.
AROUND = timedelta(days=365)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Entry:
    """One event. `starts` is the local time in `zone`; `stamp` is when its words were last changed."""

    uid: str
    stamp: datetime
    starts: datetime
    minutes: int
    zone: str
    language: str
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""

    @property
    def starts_at(self) -> datetime:
        return clock.moment(self.starts, self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def calendar(*entries: Entry) -> bytes:
    """A calendar file (text/calendar, UTF-8) of these events, readable without any database of time zones."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Countersign//Events//EN", "CALSCALE:GREGORIAN"]
    for zone in dict.fromkeys(entry.zone for entry in entries):
        within = [entry for entry in entries if entry.zone == zone]
        earliest = min(entry.starts_at for entry in within)
        latest = max(entry.ends_at for entry in within)
        lines += _zone(zone, earliest - AROUND, latest + AROUND)
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_utc(entry.stamp)}"
    yield f"DTSTART;TZID={entry.zone}:{_local(entry.starts)}"
    end = entry.ends_at.astimezone(ZoneInfo(entry.zone))
    # An hour that the clocks repeat is its first one in a calendar; the second can only be told in UTC.
    yield f"DTEND:{_utc(end)}" if end.fold else f"DTEND;TZID={entry.zone}:{_local(end)}"
    for name, text in (("SUMMARY", entry.summary), ("LOCATION", entry.location), ("DESCRIPTION", entry.description)):
        if text:
            yield f"{name};LANGUAGE={entry.language}:{_escaped(text)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "END:VEVENT"


@lru_cache(maxsize=256)
def _zone(name: str, first: datetime, last: datetime) -> tuple[str, ...]:
    """What the zone's clocks do between two moments, every change told by itself."""
    zone = ZoneInfo(name)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(first.astimezone(zone), first.astimezone(zone))]
    for onset in _changes(zone, first, last):
        lines += _observance((onset - SECOND).astimezone(zone), onset.astimezone(zone))
    return (*lines, "END:VTIMEZONE")


def _observance(before: datetime, since: datetime) -> list[str]:
    """From `since` on the clocks show this; the time of the change itself is told as they showed it until then."""
    kind = "DAYLIGHT" if since.dst() else "STANDARD"
    offset_before = before.utcoffset() or timedelta(0)
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{_local(since.astimezone(UTC) + offset_before)}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(since)}",
        f"TZNAME:{since.tzname()}",
        f"END:{kind}",
    ]


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments at which the zone's clocks were or will be moved. No zone moves them twice in a day."""
    day = first
    while day < last:
        if _shown(zone, day) != _shown(zone, day + DAY):
            yield _change(zone, day, day + DAY)
        day += DAY


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second that shows what `after` shows."""
    while after - before > SECOND:
        middle = (before + (after - before) // 2).replace(microsecond=0)
        if _shown(zone, middle) == _shown(zone, before):
            before = middle
        else:
            after = middle
    return after


def _shown(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _offset(local: datetime) -> str:
    seconds = int((local.utcoffset() or timedelta(0)).total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{hours:02}{rest // 60:02}" + (f"{rest % 60:02}" if rest % 60 else "")


def _local(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """The line with its end, in pieces of 75 octets at most that never cut a character in two."""
    pieces, piece = [], b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
