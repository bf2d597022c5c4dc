"""What each role in a team may do."""

import enum

from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.team import Organiser, Team, TeamMember, TeamRole, TeamState


class Verb(enum.StrEnum):
    """What an organiser can ask to do with a petition."""

    SEE_FIGURES = "see figures"
    SEE_SIGNATURES = "see signatures"
    REVIEW = "review"
    EXPORT = "export"
    DECIDE_ON_SIGNATORIES = "decide on signatories"


MAY = {
    TeamRole.OWNER: frozenset(Verb),
    TeamRole.EDITOR: frozenset(Verb),
    # Judges single signatures and signatories, and takes no list of people out of the house.
    TeamRole.MODERATOR: frozenset({Verb.SEE_FIGURES, Verb.SEE_SIGNATURES, Verb.REVIEW, Verb.DECIDE_ON_SIGNATORIES}),
    TeamRole.VIEWER: frozenset({Verb.SEE_FIGURES}),
}


def role_of(organiser: Organiser, petition: Petition) -> TeamRole | None:
    """The organiser's role in the petition's team, or None for a stranger."""
    return db.session.scalar(
        select(TeamMember.role)
        .join(Team)
        .where(
            TeamMember.organiser_id == organiser.id,
            TeamMember.team_id == petition.team_id,
            Team.state == TeamState.ACTIVE,
        )
    )


def may(organiser: Organiser, verb: Verb, petition: Petition) -> bool:
    """Whether the organiser's role in the petition's team allows it; a stranger may do nothing."""
    role = role_of(organiser, petition)
    return role is not None and verb in MAY[role]
