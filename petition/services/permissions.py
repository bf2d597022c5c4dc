"""Who may do what: one table for petitions and teams. Staff who are in no team may nothing in it."""

import enum

from sqlalchemy import select

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import Petition
from petition.models.team import Team, TeamMember, TeamRole, TeamState

Subject = Petition | Team
MOST_TEAMS = 100


class Verb(enum.StrEnum):
    """What an organiser can ask to do: with a petition, or with the team."""

    SEE_FIGURES = "see figures"
    SEE_SIGNATURES = "see signatures"
    # To ask whether a mail address has signed.
    LOOK_UP = "look up"
    # The same where signers are at risk: every yes makes of a guess a certainty about a person.
    LOOK_UP_AT_RISK = "look up at risk"
    REVIEW = "review"
    EXPORT = "export"
    # Mail addresses and all: who owns the team answers for it.
    EXPORT_ARCHIVE = "export archive"
    DECIDE_ON_SIGNATORIES = "decide on signatories"
    EDIT = "edit"
    # To circulate, open, schedule or close it.
    OPEN = "open"
    HAND_OVER = "hand over"
    # To write news, publish it, mail it and take it down.
    PUBLISH_NEWS = "publish news"

    SEE_TEAM = "see team"
    SEE_LOG = "see log"
    # To begin one, or to be given one.
    MAKE_PETITION = "make petition"
    CHANGE_TEAM = "change team"
    MANAGE_MEMBERS = "manage members"


VIEWER = frozenset({Verb.SEE_FIGURES, Verb.SEE_TEAM})
# Judges single signatures and signatories, and takes no list of people out of the house.
MODERATOR = VIEWER | {Verb.SEE_SIGNATURES, Verb.LOOK_UP, Verb.REVIEW, Verb.DECIDE_ON_SIGNATORIES}
EDITOR = MODERATOR | {
    *(Verb.LOOK_UP_AT_RISK, Verb.EXPORT, Verb.EDIT, Verb.OPEN, Verb.PUBLISH_NEWS),
    *(Verb.MAKE_PETITION, Verb.SEE_LOG),
}
MAY = {
    TeamRole.OWNER: frozenset(Verb),
    TeamRole.EDITOR: EDITOR,
    TeamRole.MODERATOR: MODERATOR,
    TeamRole.VIEWER: VIEWER,
}


def role_of(organiser: Organiser, subject: Subject) -> TeamRole | None:
    """The organiser's role in the team, or in the petition's; None for a stranger, and where the team is suspended."""
    return db.session.scalar(
        select(TeamMember.role)
        .join(Team)
        .where(
            TeamMember.organiser_id == organiser.id,
            TeamMember.team_id == (subject.id if isinstance(subject, Team) else subject.team_id),
            Team.state == TeamState.ACTIVE,
        )
    )


def may(organiser: Organiser, verb: Verb, subject: Subject) -> bool:
    """Whether the organiser's role in the team allows it; a stranger may do nothing."""
    return verb in verbs_of(organiser, subject)


def verbs_of(organiser: Organiser, subject: Subject) -> frozenset[Verb]:
    """All that the organiser's role in the team allows."""
    role = role_of(organiser, subject)
    return MAY[role] if role else frozenset()


def verbs_by_team(organiser: Organiser) -> dict[int, frozenset[Verb]]:
    """What the organiser may do in each of their teams, by its id; a team that is suspended is missing."""
    query = (
        select(TeamMember.team_id, TeamMember.role)
        .join(Team)
        .where(TeamMember.organiser_id == organiser.id, Team.state == TeamState.ACTIVE)
    )
    return {team_id: MAY[role] for team_id, role in db.session.execute(query)}


def teams_where(organiser: Organiser, verb: Verb) -> list[Team]:
    """The teams in which the organiser may do this, by name."""
    roles = [role for role in TeamRole if verb in MAY[role]]
    query = (
        select(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.organiser_id == organiser.id, TeamMember.role.in_(roles), Team.state == TeamState.ACTIVE)
        .order_by(Team.name, Team.id)
        .limit(MOST_TEAMS)
    )
    return list(db.session.scalars(query))
