"""The organiser's teams, and a new one."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from limits import parse

from petition.extensions import db, limiter
from petition.services import permissions, teams
from petition.services.errors import OnlyOneTeam, TeamAddressIsTaken
from petition.services.permissions import Verb
from petition.web import errors
from petition.web.organiser import bp
from petition.web.organiser.team_form import NewTeamForm
from petition.web.organiser.team_line import line_of_team

# By one organiser: each has a public page, and on some sites whoever asks gets an account.
MOST_MADE = parse("30 per day")


@bp.get("/organise/teams", endpoint="teams")
def index() -> ResponseReturnValue:
    lines = [line_of_team(team) for team in permissions.teams_where(g.organiser, Verb.SEE_TEAM)]
    return render_template("organiser/teams/index.html", teams=lines, is_single=teams.is_single())


@bp.get("/organise/teams/new")
def new_team() -> ResponseReturnValue:
    return _page(NewTeamForm())


@bp.post("/organise/teams/new")
def make_team() -> ResponseReturnValue:
    form = NewTeamForm()
    if not form.validate_on_submit():
        return _page(form), 422
    if not limiter.limiter.hit(MOST_MADE, "make team", g.organiser.public_id):
        form.form_errors = [gettext("So many teams at once look like spam. Send it again tomorrow.")]
        return _page(form), 429
    try:
        made = teams.make(g.organiser, slug=form.slug.data or "", zone=form.zone.data, **form.legal())
    except TeamAddressIsTaken:
        form.say_taken()
        return _page(form), 422
    db.session.commit()
    return redirect(url_for(".team", slug=made.slug), 303)


@bp.errorhandler(OnlyOneTeam)
def only_one_team(_refusal: OnlyOneTeam) -> ResponseReturnValue:
    explanation = gettext("Nobody makes another one here. Ask whoever runs this site.")
    return errors.page(403, title=gettext("This site is for one team"), explanation=explanation), 403


def _page(form: NewTeamForm) -> str:
    if teams.is_single():
        raise OnlyOneTeam
    return render_template("organiser/teams/new.html", form=form)
