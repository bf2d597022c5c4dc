"""A team's log: what its members, and those who run the site, did to it and to its petitions. It is only read."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.revision import Revision
from petition.models.team import Team

PER_PAGE = 50
# The details that name a thing by its public id.
NAMING = ("petition", "giving", "taking")


@dataclass(frozen=True)
class Named:
    """Everything that is still there of what some lines speak of, by public id."""

    organisers: dict[str, str]
    petitions: dict[str, Petition]
    teams: dict[str, Team]


def page_of(team: Team, *, before: int | None) -> tuple[list[Audit], bool]:
    """One page of the log, newest first, and whether there is another."""
    query = select(Audit).where(Audit.team_id == team.id).order_by(Audit.id.desc()).limit(PER_PAGE + 1)
    if before is not None:
        query = query.where(Audit.id < before)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def deeds_on(subject: str) -> list[Audit]:
    """What was decided about one thing, the last first; more than a page of it is not shown."""
    return list(
        db.session.scalars(select(Audit).where(Audit.subject == subject).order_by(Audit.id.desc()).limit(PER_PAGE))
    )


def named_in(lines: Iterable[Audit]) -> Named:
    """What these lines speak of."""
    ids = {name for line in lines for name in (line.actor, line.subject, *map(line.details.get, NAMING)) if name}
    # Of a petition its title alone is told; a translation without a text is not shown.
    needed = (Revision.language, Revision.number, Revision.title, Revision.text)
    titles = selectinload(Petition.revisions).load_only(*needed)
    petitions = db.session.scalars(select(Petition).options(titles).where(Petition.public_id.in_(ids)))
    teams = db.session.scalars(select(Team).options(selectinload(Team.texts)).where(Team.public_id.in_(ids)))
    return Named(
        names_of(ids),
        {one.public_id: one for one in petitions},
        {one.public_id: one for one in teams},
    )


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What those are called of these who have an account, by public id."""
    people = db.session.execute(select(Organiser.public_id, Organiser.name).where(Organiser.public_id.in_(set(ids))))
    return {one.public_id: one.name for one in people}
