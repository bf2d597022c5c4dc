"""Deleting a draft: the page that asks, and the deed."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import discarding
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.web import stepping_up
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of

PLACE = "/organise/<slug>/discard"


@bp.get(PLACE)
def ask_to_discard(slug: str) -> ResponseReturnValue:
    return _page(petition_or_404(slug, Verb.EDIT))


@bp.post(PLACE)
def discard(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    stepping_up.require()
    try:
        discarding.discard(petition, by=g.organiser.public_id)
    except CannotChangeState:
        db.session.rollback()
        return _page(petition_or_404(slug, Verb.EDIT)), 409
    db.session.commit()
    return redirect(url_for(".petitions"), 303)


def _page(petition: Petition) -> str:
    return render_template(
        "organiser/discarding/ask.html",
        line=line_of(petition),
        can_be_discarded=discarding.can_be_discarded(petition),
        token=FlaskForm(),
    )
