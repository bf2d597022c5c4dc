"""A member of a team, and somebody who is invited, as the team's pages show them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, url_for

from petition.lib.crypto import CannotOpen
from petition.models.invitation import Invitation
from petition.models.team import TeamMember, TeamRole
from petition.services import invitations, organisers
from petition.web.organiser.member_form import RoleForm, role_form
from petition.web.role_words import ROLES


@dataclass(frozen=True)
class MemberLine:
    """Plain values. The mail address is for those who manage members, and empty for others."""

    name: str
    address: str
    role: str
    is_me: bool
    form: RoleForm
    role_url: str
    remove_url: str


@dataclass(frozen=True)
class InvitationLine:
    address: str
    role: str
    expires_at: datetime
    revoke_url: str


def member_line(member: TeamMember, form: RoleForm | None = None, *, shows_address: bool) -> MemberLine:
    """`form`: what was posted about this member, if anything was."""
    organiser = member.organiser
    place: dict[str, Any] = {"slug": member.team.slug, "public_id": organiser.public_id}
    return MemberLine(
        name=organiser.name,
        address=_readable(lambda: organisers.address_of(organiser)) if shows_address else "",
        role=str(ROLES[member.role]),
        is_me=organiser.id == g.organiser.id,
        form=form or role_form(organiser.public_id, member.role),
        role_url=url_for("organiser.set_role", **place),
        remove_url=url_for("organiser.remove_member", **place),
    )


def invitation_line(invitation: Invitation) -> InvitationLine:
    """Only of an invitation to a team."""
    if invitation.team is None:
        raise LookupError("it is to an account alone")
    return InvitationLine(
        address=_readable(lambda: invitations.address_of(invitation)),
        role=str(ROLES[invitation.role or TeamRole.VIEWER]),
        expires_at=invitation.expires_at,
        revoke_url=url_for("organiser.revoke_invitation", slug=invitation.team.slug, public_id=invitation.public_id),
    )


def _readable(read: Callable[[], str]) -> str:
    """Nothing where the key that it was sealed with is gone."""
    try:
        return read()
    except CannotOpen:
        return ""
