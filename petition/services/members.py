"""Who is in a team and in which role. A team keeps an owner, whoever leaves and whatever is done at once."""

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, case, delete, exists, or_, select, update
from sqlalchemy.orm import aliased, contains_eager
from sqlalchemy.orm.exc import ObjectDeletedError

from petition.extensions import db
from petition.models.organiser import Organiser, OrganiserState
from petition.models.team import Team, TeamMember, TeamRole
from petition.services import auditing, teams
from petition.services.errors import LastOwner, NotAMember
from petition.services.inserting import insert_unless_there

MOST_MEMBERS = 200
# From the greatest to the smallest.
RANKS = {role: rank for rank, role in enumerate(TeamRole)}
BY_RANK = case({role.value: rank for role, rank in RANKS.items()}, value=TeamMember.role)


def of(team: Team) -> list[TeamMember]:
    """Those in the team, the greatest roles first, then by name."""
    query = (
        select(TeamMember)
        .join(Organiser)
        .options(contains_eager(TeamMember.organiser))
        .where(TeamMember.team_id == team.id)
        .order_by(BY_RANK, Organiser.name, TeamMember.id)
        .limit(MOST_MEMBERS)
    )
    return list(db.session.scalars(query))


def by_public_id(team: Team, public_id: str) -> TeamMember | None:
    """The place in the team of the organiser with this public id."""
    query = select(TeamMember).join(Organiser)
    return db.session.scalar(query.where(TeamMember.team_id == team.id, Organiser.public_id == public_id))


def join(team: Team, organiser: Organiser, role: TeamRole, *, by: str) -> None:
    """Let somebody into a team. Whoever is in it already keeps a greater role: nobody is made less by an invitation."""
    teams.hold(team)
    if insert_unless_there(TeamMember, {"team_id": team.id, "organiser_id": organiser.id, "role": role}):
        _audit("join team", team.id, organiser, by, role=role)
        return
    member = by_public_id(team, organiser.public_id)
    if member is not None and RANKS[role] < RANKS[member.role]:
        set_role(member, role, by=by)


def set_role(member: TeamMember, role: TeamRole, *, by: str, **details: Any) -> None:
    """Give a member another role; `details` are kept with it. Raises LastOwner, NotAMember."""
    was = _held(member)
    if role is was:
        return
    change = update(TeamMember).where(_may_go(member)).values(role=role)
    _decide(change, member)
    _audit("change role", member.team_id, member.organiser, by, role=role, was=was, **details)


def remove(member: TeamMember, *, by: str) -> None:
    """Take a member out of the team. Raises LastOwner, NotAMember."""
    _take_out("remove member", member, by=by)


def leave(member: TeamMember) -> None:
    """Leave the team, oneself. Raises LastOwner, NotAMember."""
    _take_out("leave team", member, by=None)


def _take_out(verb: str, member: TeamMember, *, by: str | None) -> None:
    """`by` is None where it is the member themselves."""
    was, team_id, organiser = _held(member), member.team_id, member.organiser
    _decide(delete(TeamMember).where(_may_go(member)), member)
    db.session.expunge(member)
    _audit(verb, team_id, organiser, by or organiser.public_id, was=was)


def _held(member: TeamMember) -> TeamRole:
    """The member's role now, which nobody else changes until the commit."""
    try:
        teams.hold(member.team)
    except ObjectDeletedError:
        # Whoever was asked meanwhile who they are began a new transaction, and reads the member anew.
        raise NotAMember from None
    role = db.session.scalar(select(TeamMember.role).where(TeamMember.id == member.id))
    if role is None:
        raise NotAMember
    return role


def _decide(change: Any, member: TeamMember) -> None:
    """The statement itself looks whether the team keeps an owner."""
    done: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        change, execution_options={"synchronize_session": False}
    )
    if done.rowcount == 0:
        raise LastOwner
    db.session.expire(member, ["role"])


def _may_go(member: TeamMember) -> ColumnElement[bool]:
    """This member, unless the team would be without an owner."""
    return and_(TeamMember.id == member.id, or_(TeamMember.role != TeamRole.OWNER, _another_owner(member)))


def _another_owner(member: TeamMember) -> ColumnElement[bool]:
    """An account that was suspended owns nothing: its owner could not act."""
    other = aliased(TeamMember)
    return exists().where(
        other.team_id == member.team_id,
        other.id != member.id,
        other.role == TeamRole.OWNER,
        Organiser.id == other.organiser_id,
        Organiser.state == OrganiserState.ACTIVE,
    )


def _audit(verb: str, team_id: int, organiser: Organiser, by: str, **details: Any) -> None:
    auditing.record(verb, actor=by, subject=organiser.public_id, team_id=team_id, **details)
