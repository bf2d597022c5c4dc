"""What a team can change about itself, and what its new petitions begin with."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.lib import colour
from petition.models.team import Team
from petition.services import consents, teams
from petition.services.errors import TeamChangedMeanwhile
from petition.services.permissions import Verb
from petition.web import formats, languages, stepping_up
from petition.web.organiser import bp
from petition.web.organiser.loading import team_or_404
from petition.web.organiser.team_form import TeamForm, team_form
from petition.web.organiser.team_line import line_of_team
from petition.web.said import Said

PLACE = "/organise/teams/<slug>/settings"


@bp.get(PLACE)
def team_settings(slug: str) -> ResponseReturnValue:
    found = team_or_404(slug, Verb.CHANGE_TEAM)
    return _page(found, team_form(found))


@bp.post(PLACE)
def change_team(slug: str) -> ResponseReturnValue:
    found = team_or_404(slug, Verb.CHANGE_TEAM)
    form = team_form(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    stepping_up.require()
    try:
        teams.change(found, by=g.organiser.public_id, **form.values(found))
    except TeamChangedMeanwhile:
        return _shown_again(slug, form), 409
    db.session.commit()
    return redirect(url_for(".team", slug=slug), 303)


def _shown_again(slug: str, form: TeamForm) -> str:
    """With all that was typed, to be sent over what a colleague saved, or not."""
    db.session.rollback()
    found = team_or_404(slug, Verb.CHANGE_TEAM)
    form.seen.data = teams.fingerprint_of(found)
    form.form_errors = [
        gettext("Somebody else saved other settings meanwhile. What you typed is still here: save it again to keep it.")
    ]
    return _page(found, form)


def _page(found: Team, form: TeamForm) -> str:
    usual = {code: Said(consents.usual_news_words(found, code), code) for code, _fields in form.texts}
    return render_template(
        "organiser/teams/settings.html",
        line=line_of_team(found),
        form=form,
        usual_words=usual,
        language_names={code: formats.language_name(code) for code in usual},
        directions={code: languages.direction(code) for code in usual},
        shown_accent=form.accent.data if colour.is_colour(form.accent.data or "") else found.accent,
    )
