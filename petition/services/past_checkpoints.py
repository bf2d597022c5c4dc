"""The checkpoints of a ledger that are not the newest. A busy one has half a million: nothing here reads them all."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, literal, select, tuple_

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition

DAYS = 30
PER_PAGE = 50


def at(petition_id: int, number: int) -> Checkpoint | None:
    """The checkpoint of this number, if it is this petition's."""
    return db.session.scalar(
        select(Checkpoint).where(Checkpoint.id == number, Checkpoint.petition_id == petition_id).limit(1)
    )


def last_of_days(petition: Petition, until: date) -> tuple[list[Checkpoint], Checkpoint | None]:
    """The last checkpoint of each of the 30 days up to this one that had any, newest first; and the newest before.

    Each is found by one step in the index, all of them by one statement.
    """
    ends = [_begin(petition, until + timedelta(days=1 - back)) for back in range(DAYS + 1)]
    row = db.session.execute(select(*(_last_before(petition, end) for end in ends))).one()
    wanted = {number for number in row if number is not None}
    found = db.session.scalars(select(Checkpoint).where(Checkpoint.id.in_(wanted)))
    by_number = {checkpoint.id: checkpoint for checkpoint in found}
    # A day without any has the same last one as the day before it.
    *shown, older = [by_number.get(number) for number in row]
    lines = [checkpoint for checkpoint in dict.fromkeys(shown) if checkpoint and checkpoint is not older]
    return lines, older


def of_day(petition: Petition, day: date, before: Checkpoint | None = None) -> tuple[list[Checkpoint], bool]:
    """One page of those of a day in the petition's zone, newest first, and whether there is another."""
    query = (
        select(Checkpoint)
        .where(
            Checkpoint.petition_id == petition.id,
            Checkpoint.created_at >= _begin(petition, day),
            Checkpoint.created_at < _begin(petition, day + timedelta(days=1)),
        )
        .order_by(Checkpoint.created_at.desc(), Checkpoint.id.desc())
        .limit(PER_PAGE + 1)
    )
    if before is not None:
        place = tuple_(literal(before.created_at, Checkpoint.created_at.type), literal(before.id))
        query = query.where(tuple_(Checkpoint.created_at, Checkpoint.id) < place)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def day_of(petition: Petition, checkpoint: Checkpoint) -> date:
    """The day that the clocks of its zone showed."""
    return clock.day_in(checkpoint.created_at, petition.zone)


def _begin(petition: Petition, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(petition.zone))


def _last_before(petition: Petition, moment: datetime) -> ColumnElement[int]:
    last = select(Checkpoint.id).where(Checkpoint.petition_id == petition.id, Checkpoint.created_at < moment)
    return last.order_by(Checkpoint.created_at.desc(), Checkpoint.id.desc()).limit(1).scalar_subquery()
