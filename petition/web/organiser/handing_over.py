"""Handing a petition over to another team."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.team import Team
from petition.services import handing_over, permissions
from petition.services.errors import CannotChangeState, HandedOverMeanwhile
from petition.services.permissions import Verb
from petition.web import languages, stepping_up
from petition.web.forms import PostedForm
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, team_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.said import Said

PLACE = "/organise/<slug>/hand-over"


class HandOverForm(PostedForm):
    team = RadioField(
        lazy_gettext("To which team?"), validators=[InputRequired(lazy_gettext("Choose the team that takes it"))]
    )

    def offer(self, takers: list[Team]) -> "HandOverForm":
        here = languages.current_language()
        self.team.choices = [SelectChoice(one.slug, one.name_in(here)) for one in takers]
        self.team.descriptions = {one.slug: one.legal_name for one in takers}  # type: ignore[attr-defined]
        return self


@bp.get(PLACE)
def hand_over_petition(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.HAND_OVER)
    takers = _takers(petition)
    return _page(petition, HandOverForm().offer(takers), takers)


@bp.post(PLACE)
def hand_over(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.HAND_OVER)
    takers = _takers(petition)
    form = HandOverForm().offer(takers)
    if not form.validate_on_submit():
        return _page(petition, form, takers), 422
    stepping_up.require()
    to = team_or_404(form.team.data, Verb.MAKE_PETITION)
    try:
        handing_over.hand_over(petition, to, by=g.organiser.public_id)
    except (HandedOverMeanwhile, CannotChangeState):
        return _refused(slug), 409
    db.session.commit()
    return redirect(url_for(".petition", slug=slug), 303)


def _takers(petition: Petition) -> list[Team]:
    """The other teams in which the organiser makes petitions."""
    may_take = permissions.teams_where(g.organiser, Verb.MAKE_PETITION)
    return [team for team in may_take if team.id != petition.team_id]


def _refused(slug: str) -> str:
    """How it stands now."""
    db.session.rollback()
    petition = petition_or_404(slug, Verb.HAND_OVER)
    takers = _takers(petition)
    form = HandOverForm(None).offer(takers)
    form.form_errors = [gettext("It cannot be handed over now: it is hidden, or a colleague handed it over meanwhile.")]
    return _page(petition, form, takers)


def _page(petition: Petition, form: HandOverForm, takers: list[Team]) -> str:
    here = languages.current_language()
    return render_template(
        "organiser/petitions/hand_over.html",
        line=line_of(petition),
        giving_name=Said(petition.team.name_in(here), here),
        form=form,
        can=bool(takers),
    )
