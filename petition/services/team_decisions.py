"""What those who run the site decide about a team: whether it works, and who owns it where nobody can.

A suspended team's pages stay readable, for the sake of those who signed: `Petition.is_paused` says what stands still.
"""

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import Mail, MailKind
from petition.models.team import Team, TeamMember, TeamRole, TeamState
from petition.services import auditing, members, team_mails, teams
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.staff_errors import TeamDecidedMeanwhile

DECISIONS = {MailKind.TEAM_SUSPENDED: "suspend team", MailKind.TEAM_RESTORED: "restore team"}


def suspend(team: Team, *, by: str, reason: str) -> None:
    """Nobody of it works in it any more. Its members are told. Raises TeamDecidedMeanwhile."""
    _decide(team, MailKind.TEAM_SUSPENDED, was=TeamState.ACTIVE, becomes=TeamState.SUSPENDED, by=by, reason=reason)


def restore(team: Team, *, by: str, reason: str) -> None:
    """Let it work again. What passed its hour meanwhile waits for somebody of it. Raises TeamDecidedMeanwhile."""
    _decide(team, MailKind.TEAM_RESTORED, was=TeamState.SUSPENDED, becomes=TeamState.ACTIVE, by=by, reason=reason)


def has_owner(team: Team) -> bool:
    """Whether somebody owns it who can sign in."""
    owner = (
        select(TeamMember.id)
        .join(Organiser)
        .where(TeamMember.team_id == team.id, TeamMember.role == TeamRole.OWNER)
        .where(Organiser.state == OrganiserState.ACTIVE)
    )
    return db.session.scalar(owner.limit(1)) is not None


def can_own(member: TeamMember) -> bool:
    """Whether it helps that staff make them an owner, where a team has none."""
    return member.role is not TeamRole.OWNER and _works(member)


def make_owner(member: TeamMember, *, by: str, reason: str) -> None:
    """Give a team an owner, where it has none who can act. Raises TeamDecidedMeanwhile, NotAMember."""
    teams.hold(member.team)
    if has_owner(member.team) or not _works(member):
        raise TeamDecidedMeanwhile
    members.set_role(member, TeamRole.OWNER, by=by, reason=reason)


def told(mail: Mail | ClaimedMail) -> Letter | None:
    """What was decided about a team, and why."""
    team = teams.by_public_id(mail.subject)
    if team is None:
        return None
    return Letter("decided", team=team, reason=auditing.newest_reason(DECISIONS[mail.kind], team.public_id))


def _decide(team: Team, what: MailKind, *, was: TeamState, becomes: TeamState, by: str, reason: str) -> None:
    teams.hold(team)
    if team.state is not was:
        raise TeamDecidedMeanwhile
    team.state = becomes
    auditing.record(DECISIONS[what], actor=by, subject=team.public_id, team_id=team.id, reason=reason)
    people = [one.organiser for one in members.of(team)]
    team_mails.send(what, team.public_id, people, once=f"{clock.now():%y%m%d%H%M%S}")


def _works(member: TeamMember) -> bool:
    return member.organiser.state is OrganiserState.ACTIVE
