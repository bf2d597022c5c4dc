"""An event as readers see it: its hour where it happens, and the same moment elsewhere."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import url_for

from petition.models.event import Event
from petition.web import formats
from petition.web.said import Said, said


@dataclass(frozen=True)
class Elsewhere:
    """The hour in another zone; the day only where it is another one there."""

    place: str
    time: str
    day: str | None


@dataclass(frozen=True)
class EventView:
    event: Event
    own: str
    slug: str

    @property
    def title(self) -> Said:
        return said(self.event.titles, self.own)

    @property
    def place(self) -> Said:
        return said(self.event.places, self.own)

    @property
    def text(self) -> Said:
        return said(self.event.texts, self.own)

    @property
    def number(self) -> int:
        return self.event.position

    @property
    def url(self) -> str:
        return self.event.url

    @property
    def is_past(self) -> bool:
        return self.event.is_past

    @property
    def minutes(self) -> int:
        return self.event.minutes

    @property
    def starts_iso(self) -> str:
        return formats.iso(self.event.starts_at.astimezone(UTC))

    @property
    def day(self) -> str:
        return formats.weekday_and_day(self._local(self.event.starts_at, self.event.zone))

    @property
    def starts(self) -> str:
        return formats.clock_time(self._local(self.event.starts_at, self.event.zone))

    @property
    def city(self) -> str:
        """The place whose clocks `starts` is read from."""
        return formats.place(self.event.zone)

    @property
    def when(self) -> str:
        """In one line."""
        return formats.moment(self.event.starts_at, self.event.zone, with_weekday=True)

    @property
    def elsewhere(self) -> list[Elsewhere]:
        return [self._in(zone) for zone in self.event.shown_zones if zone != self.event.zone]

    @property
    def calendar_url(self) -> str:
        return url_for("public.event_calendar", slug=self.slug, number=self.number)

    def _in(self, zone: str) -> Elsewhere:
        here = self._local(self.event.starts_at, self.event.zone)
        there = self._local(self.event.starts_at, zone)
        day = formats.weekday_and_day(there) if there.date() != here.date() else None
        return Elsewhere(formats.place(zone), formats.clock_time(there), day)

    def _local(self, moment: datetime, zone: str) -> datetime:
        return moment.astimezone(ZoneInfo(zone))
