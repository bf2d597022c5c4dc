"""Reading calendar files back by a library, with its own database of zones and without."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from icalendar import Calendar, Timezone


@dataclass(frozen=True)
class ReadEvent:
    """What the library made of an event. `errors` is what it could not make anything of."""

    uid: str
    stamp: datetime
    starts: datetime
    ends: datetime
    zone: str
    language: str
    summary: str
    location: str
    description: str
    url: str
    errors: list[Any]


def events_of(file: bytes) -> list[ReadEvent]:
    calendar: Any = Calendar.from_ical(file)
    assert calendar.errors == []
    return [_read(event) for event in calendar.walk("VEVENT")]


def event_of(file: bytes) -> ReadEvent:
    """The only event there is."""
    (event,) = events_of(file)
    return event


def zones_of(file: bytes) -> dict[str, tzinfo]:
    """The zones as the file itself tells them, whatever the reader's own database says."""
    zones = Calendar.from_ical(file).walk("VTIMEZONE")
    return {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in zones if isinstance(zone, Timezone)}


def _read(event: Any) -> ReadEvent:
    return ReadEvent(
        uid=str(event["UID"]),
        stamp=event["DTSTAMP"].dt,
        starts=event["DTSTART"].dt,
        ends=event["DTEND"].dt,
        zone=event["DTSTART"].params["TZID"],
        language=event["SUMMARY"].params["LANGUAGE"],
        summary=str(event["SUMMARY"]),
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        url=str(event.get("URL", "")),
        errors=event.errors,
    )
