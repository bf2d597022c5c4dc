"""The team's petitions, and one petition in figures."""

from typing import Any

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.lib import clock
from petition.models.petition import Petition
from petition.services import comment_review, course, exports_taken, figures, permissions, teams, workspace
from petition.services.course import Unit
from petition.services.errors import NotPermitted
from petition.services.permissions import Verb
from petition.web import errors
from petition.web.organiser import bp
from petition.web.organiser.dashboard import Dashboard
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of, lines_of
from petition.web.organiser.source_form import SourceForm
from petition.web.organiser.source_view import SourceView


@bp.get("/organise")
def petitions() -> ResponseReturnValue:
    lines = lines_of(workspace.petitions_of(g.organiser))
    may_begin = bool(permissions.teams_where(g.organiser, Verb.MAKE_PETITION))
    # Whoever has just come is led on by one press.
    is_new = not lines and not permissions.teams_where(g.organiser, Verb.SEE_TEAM) and not teams.is_single()
    return render_template("organiser/petitions/index.html", petitions=lines, may_begin=may_begin, is_new=is_new)


@bp.get("/organise/<slug>")
def petition(slug: str) -> ResponseReturnValue:
    return show(petition_or_404(slug, Verb.SEE_FIGURES))


@bp.get("/organise/<slug>/figures", endpoint="figures")
def figures_alone(slug: str) -> ResponseReturnValue:
    """The part of the page that changes, for its script. Nothing is sent where nothing has changed."""
    found = petition_or_404(slug, Verb.SEE_FIGURES)
    response = Response(render_template("organiser/petitions/_figures.html", **_figures(found), renews=True))
    response.add_etag()
    return response.make_conditional(request)


def show(found: Petition, source_form: SourceForm | None = None) -> str:
    """The petition's figures and the form below them, also where that is shown again."""
    around = _figures(found)
    return render_template(
        "organiser/petitions/show.html",
        **around,
        to_review=_to_review(found),
        source_form=source_form or SourceForm(None),
        sources=SourceView(found, around["board"]),
        exports_to_mend=exports_taken.need_striking_out(found) if around["line"].allows(Verb.EXPORT) else 0,
    )


@bp.errorhandler(NotPermitted)
def not_permitted(_refusal: NotPermitted) -> ResponseReturnValue:
    explanation = gettext("Ask an owner of the team to do it, or to give you another role.")
    return errors.page(403, title=gettext("Your role does not allow this"), explanation=explanation), 403


def _to_review(found: Petition) -> comment_review.Waiting | None:
    """How many comments wait for those who may decide about them."""
    if not found.abilities.people_sign or not permissions.may(g.organiser, Verb.REVIEW, found):
        return None
    return comment_review.waiting(found)


def _figures(found: Petition) -> dict[str, Any]:
    return {"line": line_of(found), "board": Dashboard(found, _unit(found)), "most": figures.MOST}


def _unit(found: Petition) -> Unit:
    """As it was asked for; else the hours of the first two days, and the days from then on."""
    offered = course.units_of(found)
    asked = request.args.get("by", "")
    if asked in offered:
        return Unit(asked)
    is_new = found.opened_at is not None and clock.now() < found.opened_at + course.HOUR * course.HOURS
    return Unit.HOUR if is_new and Unit.HOUR in offered else Unit.DAY
