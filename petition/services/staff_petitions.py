"""Petitions as those who run the site find them. A draft is its team's own business, and is not among them."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import Petition, PetitionSlug, PetitionState
from petition.models.record import Audit
from petition.models.revision import Revision
from petition.models.team import Team, TeamText
from petition.services import petitions
from petition.services.searching import contains

PER_PAGE = 50
MOST_WORDS = 6
MOST_DECISIONS = 50


def found(*, search: str, state: PetitionState | None, before: int | None) -> tuple[list[Petition], bool]:
    """One page of the petitions that have all these words in title, address or team, and whether there is another.

    The newest come first.
    """
    query = (
        select(Petition)
        .where(Petition.state != PetitionState.DRAFT)
        .options(selectinload(Petition.revisions), selectinload(Petition.slugs))
        .options(joinedload(Petition.team).selectinload(Team.texts))
        .order_by(Petition.id.desc())
        .limit(PER_PAGE + 1)
    )
    if state is not None:
        query = query.where(Petition.state == state)
    if before is not None:
        query = query.where(Petition.id < before)
    for word in search.split()[:MOST_WORDS]:
        titled = select(Revision.petition_id).where(contains(Revision.title, word))
        at_address = select(PetitionSlug.petition_id).where(contains(PetitionSlug.slug, word))
        called = select(TeamText.team_id).where(contains(TeamText.name, word))
        named = select(Team.id).where(or_(contains(Team.name, word), Team.id.in_(called)))
        query = query.where(or_(Petition.id.in_(titled), Petition.id.in_(at_address), Petition.team_id.in_(named)))
    rows = list(db.session.scalars(query))
    return rows[:PER_PAGE], len(rows) > PER_PAGE


def by_slug(slug: str) -> Petition | None:
    """The one at an address, unless it is a draft."""
    petition = petitions.by_slug(slug)
    return petition if petition is not None and petition.state is not PetitionState.DRAFT else None


def decisions(petition: Petition, verbs: list[str]) -> list[tuple[Audit, str | None]]:
    """What was decided about it by these verbs, the last first, each with the name of who did."""
    theirs = select(Audit, Organiser.name).outerjoin(Organiser, Organiser.public_id == Audit.actor)
    query = theirs.where(Audit.subject == petition.public_id, Audit.verb.in_(verbs))
    rows = db.session.execute(query.order_by(Audit.id.desc()).limit(MOST_DECISIONS))
    return [(line, name) for line, name in rows]
