"""The team's petitions, and one petition in figures."""

from typing import Any

from babel import Locale
from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.models.petition import Petition
from petition.services import exports_taken, figures, permissions, workspace
from petition.services.errors import NotPermitted
from petition.services.figures import Shares
from petition.services.permissions import Verb
from petition.web import errors, formats, languages
from petition.web.organiser import bp
from petition.web.organiser.export_form import ExportForm
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of


@bp.get("/organise")
def petitions() -> ResponseReturnValue:
    lines = [line_of(petition) for petition in workspace.petitions_of(g.organiser)]
    may_begin = bool(permissions.teams_where(g.organiser, Verb.MAKE_PETITION))
    return render_template("organiser/petitions/index.html", petitions=lines, may_begin=may_begin)


@bp.get("/organise/<slug>")
def petition(slug: str) -> ResponseReturnValue:
    return show(petition_or_404(slug, Verb.SEE_FIGURES), ExportForm())


def show(found: Petition, form: ExportForm) -> str:
    """The petition's figures and its export form, also where the form is shown again."""
    return render_template("organiser/petitions/show.html", **_context(found), form=form)


@bp.errorhandler(NotPermitted)
def not_permitted(_refusal: NotPermitted) -> ResponseReturnValue:
    explanation = gettext("Ask an owner of the team to do it, or to give you another role.")
    return errors.page(403, title=gettext("Your role does not allow this"), explanation=explanation), 403


def _context(found: Petition) -> dict[str, Any]:
    days = figures.by_day(found)
    return {
        "line": line_of(found),
        "held": figures.held(found),
        "waiting": figures.waiting(found),
        "days": days,
        "busiest": max((day.confirmed for day in days), default=0),
        "countries": _named(figures.by_country(found), _country),
        "languages_signed_in": _named(figures.by_language(found), _language),
        "mails": figures.mails(found),
        "most": figures.MOST,
        "exports": exports_taken.newest(found),
    }


def _named(shares: Shares, name: Any) -> Shares:
    return Shares([(name(cell), number) for cell, number in shares.shown], shares.hidden)


def _country(code: str) -> str:
    return formats.country_name(code) if code else gettext("not told")


def _language(code: str) -> str:
    return Locale.parse(code).get_display_name(languages.current_language()) or code
