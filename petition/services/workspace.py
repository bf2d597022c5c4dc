"""What a team sees of its own petitions: lists with an order and a limit."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from petition.extensions import db
from petition.lib import crypto
from petition.models.organiser import Organiser
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.signature import Signature, SignatureState
from petition.models.team import Team, TeamMember, TeamState
from petition.services import identity, permissions
from petition.services.permissions import Verb

MOST_PETITIONS, MOST_TO_COPY = 200, 50
PER_PAGE = 50
# Whoever withdrew is named no more.
NAMED_STATES = (SignatureState.COUNTED, SignatureState.HELD, SignatureState.REMOVED)


def petitions_of(organiser: Organiser) -> list[Petition]:
    """The petitions of the organiser's teams, newest activity first."""
    query = (
        select(Petition)
        .join(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.organiser_id == organiser.id, Team.state == TeamState.ACTIVE)
        .order_by(Petition.active_at.desc(), Petition.id.desc())
        .limit(MOST_PETITIONS)
    )
    return list(db.session.scalars(query))


def petitions_to_copy(organiser: Organiser) -> list[Petition]:
    """Those of the organiser's teams that a new one can be made of, newest activity first.

    Only where the organiser makes petitions; and nothing that staff took from view comes back by a copy.
    """
    teams = [team.id for team in permissions.teams_where(organiser, Verb.MAKE_PETITION)]
    query = (
        select(Petition)
        .where(Petition.team_id.in_(teams), Petition.state != PetitionState.HIDDEN)
        .options(selectinload(Petition.revisions), selectinload(Petition.slugs))
        .order_by(Petition.active_at.desc(), Petition.id.desc())
        .limit(MOST_TO_COPY)
    )
    return list(db.session.scalars(query))


def signatures(petition: Petition, state: SignatureState, *, before: int | None) -> tuple[list[Signature], bool]:
    """One page of signatures in a state, newest first, and whether there is another."""
    query = (
        select(Signature)
        .options(joinedload(Signature.hold), joinedload(Signature.comment))
        .where(Signature.petition_id == petition.id, Signature.state == state)
        .order_by(Signature.id.desc())
        .limit(PER_PAGE + 1)
    )
    if before is not None:
        query = query.where(Signature.id < before)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def signature(petition: Petition, public_id: str) -> Signature | None:
    return db.session.scalar(
        select(Signature).where(Signature.petition_id == petition.id, Signature.public_id == public_id)
    )


def name_of(signed: Signature) -> str | None:
    """The signer's name where they gave it to somebody, and it still stands under the petition."""
    if signed.give_name_to is NameAudience.NOBODY or signed.state not in NAMED_STATES:
        return None
    try:
        return identity.of_signature(signed).name
    except crypto.CannotOpen:
        return None
