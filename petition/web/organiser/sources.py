"""Links with a code, made by the team: which of them bring signers."""

from flask import abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.services import sources
from petition.services.errors import CodeIsTaken, NoMoreSources, SourcesAreOff
from petition.services.permissions import Verb
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petitions import show
from petition.web.organiser.source_form import SourceForm


@bp.post("/organise/<slug>/sources")
def add_source(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    if sources.are_offered(petition) and not sources.are_given_out(petition):
        # The page that it was typed on is from before the closing.
        return redirect(url_for(".petition", slug=slug), 303)
    form = SourceForm()
    if not form.validate_on_submit():
        return show(petition, source_form=form), 422
    code = form.code_for(petition)
    try:
        sources.add(petition, code=code, name=form.name.data or "", by=g.organiser.public_id)
    except SourcesAreOff:
        abort(404)
    except CodeIsTaken:
        form.code.errors = [gettext("You have a link with this code already: %(code)s", code=code)]
        return show(petition, source_form=form), 422
    except NoMoreSources:
        form.name.errors = [gettext("There are %(most)s links: remove one first.", most=sources.MOST)]
        return show(petition, source_form=form), 422
    db.session.commit()
    return redirect(url_for(".petition", slug=slug, _anchor="sources"), 303)


@bp.post("/organise/<slug>/sources/<code>/remove")
def remove_source(slug: str, code: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    sources.remove(petition, code, by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".petition", slug=slug, _anchor="sources"), 303)
