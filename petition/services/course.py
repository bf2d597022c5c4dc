"""How a petition went: what each hour, day or week brought, from sums that are kept."""

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, Publishing
from petition.models.tally import Step, TallyHour

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS, DAYS = 48, 60
# The whole course in at most about so many steps: of a day, a week, or four weeks.
MOST_STEPS = 92
SPANS = (1, 7, 28)


class Unit(enum.StrEnum):
    """What is shown: the last hours, the last days, or all of it."""

    HOUR = "hour"
    DAY = "day"
    ALL = "all"


@dataclass(frozen=True)
class Stretch:
    """An hour, or some days in the petition's own zone, and what it brought."""

    begins: datetime
    # How many days it is long; 0 for an hour.
    days: int
    numbers: Counter[Step]

    @property
    def first_day(self) -> date:
        return self.begins.date()

    @property
    def last_day(self) -> date:
        return self.first_day + DAY * max(0, self.days - 1)


def units_of(petition: Petition) -> list[Unit]:
    """What may be looked at: where counting is batched, or signers are at risk, no hour tells who signed in it."""
    shows_hours = petition.publish is Publishing.LIVE and not petition.is_discreet
    return list(Unit) if shows_hours else [Unit.DAY, Unit.ALL]


def course(petition: Petition, unit: Unit) -> list[Stretch]:
    """One stretch after the other, the oldest first; also those that brought nothing. Nothing before it opened."""
    if petition.opened_at is None:
        return []
    return _hours(petition) if unit is Unit.HOUR else _days(petition, unit)


def _hours(petition: Petition) -> list[Stretch]:
    zone = ZoneInfo(petition.zone)
    newest = clock.hour_of(clock.now())
    first = max(newest - HOUR * (HOURS - 1), clock.hour_of(petition.opened_at or newest))
    query = select(TallyHour.hour, TallyHour.step, TallyHour.n).where(
        TallyHour.petition_id == petition.id, TallyHour.hour >= first
    )
    found: dict[datetime, Counter[Step]] = defaultdict(Counter)
    for hour, step, n in db.session.execute(query):
        found[hour][step] += n
    hours = (first + HOUR * number for number in range((newest - first) // HOUR + 1))
    return [Stretch(hour.astimezone(zone), 0, found[hour]) for hour in hours]


def _days(petition: Petition, unit: Unit) -> list[Stretch]:
    zone = ZoneInfo(petition.zone)
    today = clock.now().astimezone(zone).date()
    opened = (petition.opened_at or clock.now()).astimezone(zone).date()
    last = min(today, petition.closed_at.astimezone(zone).date()) if petition.closed_at else today
    first = max(opened, last - DAY * (DAYS - 1)) if unit is Unit.DAY else opened
    found = _by_day(petition, since=datetime.combine(first, datetime.min.time(), zone) - HOUR)
    # Confirmations go on for a week after it closed; withdrawals for ever.
    if first == opened:
        # In some zones a day begins within an hour, which the sums have under the day that it begins in.
        first = min([first, *found])
    last = max([last, *(day for day in found if day <= last + DAY * DAYS)])
    return _stretches(found, first, last, zone)


def _by_day(petition: Petition, *, since: datetime) -> dict[date, Counter[Step]]:
    query = (
        select(TallyHour.day, TallyHour.step, func.sum(TallyHour.n))
        # Nothing of a day lies before its own first hour.
        .where(TallyHour.petition_id == petition.id, TallyHour.hour >= since)
        .group_by(TallyHour.day, TallyHour.step)
    )
    found: dict[date, Counter[Step]] = defaultdict(Counter)
    for day, step, n in db.session.execute(query):
        found[day][step] += n
    return found


def _stretches(found: dict[date, Counter[Step]], first: date, last: date, zone: ZoneInfo) -> list[Stretch]:
    days = (last - first).days + 1
    span = next((span for span in SPANS if days <= span * MOST_STEPS), SPANS[-1])
    stretches = []
    for offset in range(0, days, span):
        begins = first + DAY * offset
        length = min(span, days - offset)
        numbers: Counter[Step] = Counter()
        for number in range(length):
            numbers += found.get(begins + DAY * number, Counter())
        stretches.append(Stretch(datetime.combine(begins, datetime.min.time(), zone), length, numbers))
    return stretches
