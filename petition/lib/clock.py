"""The time. Everything else asks here, so that tests and the demo can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Let it be this moment, in this thread, for as long as the block runs."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def minute_of(moment: datetime) -> datetime:
    """The beginning of the minute that a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour that a moment lies in, by UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def moment(local: datetime, zone: str) -> datetime:
    """The UTC moment of a wall-clock time in an IANA zone.

    Stored times are local time and zone, because governments change their clocks after a petition is
    announced. A time that the clocks skip means the moment after the jump; one they repeat, the first.
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_in(moment: datetime, zone: str) -> date:
    """The day that clocks in an IANA zone show at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()
