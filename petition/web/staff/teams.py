"""Teams: who answers for what, who is in them, and whether they work."""

from collections.abc import Callable

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.models.team import Team, TeamMember
from petition.services import members, team_decisions, team_log, teams
from petition.services.errors import NotAMember
from petition.services.staff_errors import TeamDecidedMeanwhile
from petition.web import paging, stepping_up
from petition.web.forms import cleaned
from petition.web.staff import bp
from petition.web.staff.decision_form import DecisionForm, forms_for, posted
from petition.web.staff.deed_line import deed_lines
from petition.web.staff.searched import part
from petition.web.staff.team_line import TeamLine, member_line, petition_line

PLACE = "/staff/teams"


@bp.get(PLACE, endpoint="teams")
def all_teams() -> ResponseReturnValue:
    searched, before = part(), paging.before()
    found, has_more = teams.newest(part=searched, before=before)
    return render_template(
        "staff/teams/index.html",
        lines=[TeamLine(one) for one in found],
        searched=searched,
        older_url=url_for(".teams", q=searched or None, before=found[-1].id) if has_more else None,
        first_url=url_for(".teams", q=searched or None) if before else None,
    )


@bp.get(f"{PLACE}/<slug>")
def team(slug: str) -> ResponseReturnValue:
    return _page(_team_or_404(slug))


@bp.post(f"{PLACE}/<slug>/suspend")
def suspend_team(slug: str) -> ResponseReturnValue:
    found, form = _team_or_404(slug), posted("suspend_team")
    if not form.validate_on_submit():
        return _page(found, {"suspend_team": form}), 422
    stepping_up.require()
    return _decide(team_decisions.suspend, found, form)


@bp.post(f"{PLACE}/<slug>/restore")
def restore_team(slug: str) -> ResponseReturnValue:
    found, form = _team_or_404(slug), posted("restore_team")
    if not form.validate_on_submit():
        return _page(found, {"restore_team": form}), 422
    stepping_up.require()
    return _decide(team_decisions.restore, found, form)


@bp.post(f"{PLACE}/<slug>/owners/<public_id>")
def make_owner(slug: str, public_id: str) -> ResponseReturnValue:
    """Where nobody who owns the team can act."""
    found, form = _team_or_404(slug), posted(public_id)
    _member_or_404(found, public_id)
    if not form.validate_on_submit():
        return _page(found, {public_id: form}), 422
    stepping_up.require()
    # Looked up again: they may have left while it was asked who is there.
    member = _member_or_404(found, public_id)
    team_decisions.make_owner(member, by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return redirect(url_for(".team", slug=slug), 303)


@bp.errorhandler(TeamDecidedMeanwhile)
@bp.errorhandler(NotAMember)
def team_was_decided(_refusal: Exception) -> ResponseReturnValue:
    """As it stands now, with what was typed."""
    db.session.rollback()
    problem = gettext("Somebody else decided about this team meanwhile. This is how it stands now.")
    return _page(_team_or_404((request.view_args or {})["slug"]), problem=problem), 409


def _decide(decide: Callable[..., None], found: Team, form: DecisionForm) -> ResponseReturnValue:
    slug = found.slug
    decide(found, by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return redirect(url_for(".team", slug=slug), 303)


def _team_or_404(slug: str) -> Team:
    found = teams.at(slug)
    if found is None:
        abort(404)
    return found


def _member_or_404(found: Team, public_id: str) -> TeamMember:
    member = members.by_public_id(found, public_id)
    if member is None:
        abort(404)
    return member


def _page(found: Team, sent: dict[str, DecisionForm] | None = None, *, problem: str = "") -> str:
    line, people, has_owner = TeamLine(found), members.of(found), team_decisions.has_owner(found)
    heirs = [] if has_owner else [one.organiser.public_id for one in people if team_decisions.can_own(one)]
    verb = "restore_team" if line.is_suspended else "suspend_team"
    forms = forms_for([verb, *heirs], sent or {})
    return render_template(
        "staff/teams/show.html",
        line=line,
        members=[member_line(one) for one in people],
        has_owner=has_owner,
        heirs=heirs,
        petitions=[petition_line(one) for one in teams.petitions_of(found)],
        deeds=deed_lines(team_log.deeds_on(found.public_id)),
        verb=verb,
        forms=forms,
        problem=problem,
        typed=cleaned(request.form.get("reason")) if problem else "",
    )
