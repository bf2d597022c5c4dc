"""A team from within: who is in it, who is invited, and what its new petitions begin with."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from limits import parse

from petition.extensions import db, limiter
from petition.models.team import Team, TeamRole
from petition.services import invitations, members
from petition.services.errors import LastOwner, NotAMember, TooManyInvitations
from petition.services.permissions import Verb
from petition.web import stepping_up
from petition.web.organiser import bp
from petition.web.organiser.loading import invitation_or_404, member_or_404, team_or_404
from petition.web.organiser.member_form import InviteForm, RoleForm, role_form, what_they_may
from petition.web.organiser.member_line import invitation_line, member_line
from petition.web.organiser.team_line import line_of_team

PLACE = "/organise/teams/<slug>"
# By one organiser: nobody mails strangers by the thousand in our name.
MOST_INVITED = parse("60 per hour")


@bp.get(PLACE)
def team(slug: str) -> ResponseReturnValue:
    return _page(team_or_404(slug, Verb.SEE_TEAM))


@bp.post(f"{PLACE}/members/<public_id>/role")
def set_role(slug: str, public_id: str) -> ResponseReturnValue:
    found = team_or_404(slug, Verb.MANAGE_MEMBERS)
    member = member_or_404(found, public_id)
    form = role_form(public_id)
    if not form.validate_on_submit():
        return _page(found, role_of={public_id: form}), 422
    stepping_up.require()
    members.set_role(member, TeamRole(form.role.data), by=g.organiser.public_id)
    db.session.commit()
    return _to_team(slug)


@bp.post(f"{PLACE}/members/<public_id>/remove")
def remove_member(slug: str, public_id: str) -> ResponseReturnValue:
    member = member_or_404(team_or_404(slug, Verb.MANAGE_MEMBERS), public_id)
    stepping_up.require()
    members.remove(member, by=g.organiser.public_id)
    db.session.commit()
    return _to_team(slug)


@bp.post(f"{PLACE}/leave")
def leave_team(slug: str) -> ResponseReturnValue:
    member = member_or_404(team_or_404(slug, Verb.SEE_TEAM), g.organiser.public_id)
    stepping_up.require()
    members.leave(member)
    db.session.commit()
    return redirect(url_for(".teams"), 303)


@bp.post(f"{PLACE}/invitations")
def invite(slug: str) -> ResponseReturnValue:
    found = team_or_404(slug, Verb.MANAGE_MEMBERS)
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(found, invite=form), 422
    stepping_up.require()
    if not limiter.limiter.hit(MOST_INVITED, "invite", g.organiser.public_id):
        form.form_errors = [gettext("So many invitations at once look like spam. Wait an hour, then send it again.")]
        return _page(found, invite=form), 429
    invitations.invite(
        found,
        address=form.mail.data or "",
        role=TeamRole(form.role.data),
        by=g.organiser.public_id,
        language=form.language.data,
    )
    db.session.commit()
    return _to_team(slug, "invitations")


@bp.post(f"{PLACE}/invitations/<public_id>/revoke")
def revoke_invitation(slug: str, public_id: str) -> ResponseReturnValue:
    invitation = invitation_or_404(team_or_404(slug, Verb.MANAGE_MEMBERS), public_id)
    invitations.revoke(invitation, by=g.organiser.public_id)
    db.session.commit()
    return _to_team(slug, "invitations")


@bp.errorhandler(LastOwner)
def last_owner(_refusal: LastOwner) -> ResponseReturnValue:
    return _as_it_stands(
        gettext("A team needs an owner, and there would be none. Make somebody else an owner first, then try again.")
    )


@bp.errorhandler(NotAMember)
def not_a_member(_refusal: NotAMember) -> ResponseReturnValue:
    return _as_it_stands(gettext("They are not in the team any more. This is how it stands now."))


@bp.errorhandler(TooManyInvitations)
def too_many_invitations(_refusal: TooManyInvitations) -> ResponseReturnValue:
    db.session.rollback()
    named: dict[str, Any] = request.view_args or {}
    form = InviteForm()
    form.form_errors = [gettext("Very many invitations wait for an answer. Take some back, then send this one again.")]
    return _page(team_or_404(named["slug"], Verb.MANAGE_MEMBERS), invite=form), 409


def _as_it_stands(problem: str) -> ResponseReturnValue:
    db.session.rollback()
    named: dict[str, Any] = request.view_args or {}
    # Without what was typed: it no longer applies.
    token = FlaskForm(None)
    token.form_errors = [problem]
    return _page(team_or_404(named["slug"], Verb.SEE_TEAM), token=token), 409


def _page(
    found: Team,
    *,
    invite: InviteForm | None = None,
    role_of: dict[str, RoleForm] | None = None,
    token: FlaskForm | None = None,
) -> str:
    line = line_of_team(found)
    manages = line.allows(Verb.MANAGE_MEMBERS)
    forms = role_of or {}
    return render_template(
        "organiser/teams/show.html",
        line=line,
        members=[
            member_line(one, forms.get(one.organiser.public_id), shows_address=manages) for one in members.of(found)
        ],
        invitations=[invitation_line(one) for one in invitations.of(found)] if manages else [],
        invite=invite or InviteForm(None),
        what_they_may=what_they_may(),
        token=token or FlaskForm(None),
    )


def _to_team(slug: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".team", slug=slug, _anchor=part), 303)
