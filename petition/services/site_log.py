"""The site's own log: everything that was decided anywhere on it, by whomever. It is only read.

Every page of it is found by an index, however many lines there are: by who acted, by their number, by their moment.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import selectinload

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.record import Audit
from petition.models.team import Team
from petition.services import auditing
from petition.services.team_log import PER_PAGE

# Of organisers there is no index of their own: nearly all lines are theirs. So many are looked at for one page.
WINDOW = 1000
# Nobody runs a site with more; each is asked for by itself.
MOST_STAFF = 100
FIRST_DAY = date(2000, 1, 1)


class Actors(enum.StrEnum):
    ALL = "all"
    STAFF = "staff"
    COMMAND_LINE = "command"
    SYSTEM = "system"
    ORGANISERS = "organisers"
    # Not who did it, but to what: no team has a part in it.
    SITE = "site"


@dataclass(frozen=True)
class Page:
    """Some lines, newest first, and the number before which the next page begins, if there can be one."""

    lines: Sequence[Audit]
    older: int | None


def page_of(actors: Actors, *, before: int) -> Page:
    """What these did, before the line of this number."""
    if actors is Actors.ORGANISERS:
        return _of_organisers(before)
    found = db.session.scalars(_wanted(actors, before).order_by(Audit.id.desc()).limit(PER_PAGE + 1)).all()
    shown = found[:PER_PAGE]
    return Page(shown, shown[-1].id if len(found) > PER_PAGE else None)


def before_the_end_of(day: date) -> int:
    """The number that no line of this day reaches, and every line of a later day does. Days are those of UTC."""
    if day < FIRST_DAY:
        return 1
    if day == date.max:
        day -= timedelta(days=1)
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    newest = select(Audit.id).where(Audit.created_at < end).order_by(Audit.created_at.desc(), Audit.id.desc())
    return (db.session.scalar(newest.limit(1)) or 0) + 1


def teams_of(lines: Iterable[Audit]) -> dict[int, Team]:
    """The teams that these lines belong to, by their ids."""
    ids = {line.team_id for line in lines if line.team_id is not None}
    found = select(Team).options(selectinload(Team.texts)).where(Team.id.in_(ids))
    return {team.id: team for team in db.session.scalars(found)} if ids else {}


def _wanted(actors: Actors, before: int) -> Select[Audit]:
    if actors is Actors.STAFF:
        return select(Audit).where(Audit.id.in_(_newest_of_each(_staff(), before)))
    which: dict[Actors, ColumnElement[bool]] = {
        Actors.COMMAND_LINE: Audit.actor == auditing.COMMAND_LINE,
        Actors.SYSTEM: Audit.actor == auditing.SYSTEM,
        Actors.SITE: Audit.team_id.is_(None),
    }
    wanted = select(Audit).where(Audit.id < before)
    return wanted.where(which[actors]) if actors in which else wanted


def _newest_of_each(people: Sequence[str], before: int) -> Sequence[int]:
    """The numbers of lines among which a page of all of theirs is."""
    if not people:
        return []
    each = (
        select(Audit.id).where(Audit.actor == one, Audit.id < before).order_by(Audit.id.desc()).limit(PER_PAGE + 1)
        for one in people
    )
    # A limit of its own stands in a statement of its own.
    found = db.session.scalars(union_all(*(select(one.subquery()) for one in each))).all()
    return sorted(found, reverse=True)[: PER_PAGE + 1]


def _of_organisers(before: int) -> Page:
    newest = db.session.scalar(select(Audit.id).where(Audit.id < before).order_by(Audit.id.desc()).limit(1))
    if newest is None:
        return Page([], None)
    lowest = newest - WINDOW
    others = (auditing.COMMAND_LINE, auditing.SYSTEM, *_staff())
    window = select(Audit).where(Audit.id <= newest, Audit.id > lowest, Audit.actor.not_in(others))
    found = db.session.scalars(window.order_by(Audit.id.desc()).limit(PER_PAGE + 1)).all()
    shown = found[:PER_PAGE]
    if len(found) > PER_PAGE:
        return Page(shown, shown[-1].id)
    return Page(shown, lowest + 1 if lowest > 0 else None)


def _staff() -> Sequence[str]:
    """Whoever runs the site now."""
    people = select(Organiser.public_id).where(Organiser.is_staff).order_by(Organiser.id).limit(MOST_STAFF)
    return db.session.scalars(people).all()
