"""The mailing of an update: how far it is, stopping it, going on."""

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf

from petition.extensions import db
from petition.lib import crypto
from petition.models.news import Update
from petition.services import update_mailings
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.web import stepping_up
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, update_or_404
from petition.web.organiser.mailing_view import mailing_of

PLACE = "/organise/<slug>/updates/<public_id>/mailing"


@bp.get(PLACE)
def mailing(slug: str, public_id: str) -> ResponseReturnValue:
    """The part of the page that changes, for its script. Nothing is sent where nothing has changed."""
    found = mailing_of(_there(slug, public_id)) or abort(404)
    page = render_template("organiser/updates/_mailing_part.html", mailing=found, token=FlaskForm(None), renews=True)
    response = Response(page)
    # A form's token is another one every second.
    response.set_etag(crypto.fingerprint(page.replace(generate_csrf(), "").encode()))
    return response.make_conditional(request)


@bp.post(f"{PLACE}/stop")
def stop_mailing(slug: str, public_id: str) -> ResponseReturnValue:
    try:
        update_mailings.stop(_there(slug, public_id), by=g.organiser.public_id)
    except CannotChangeState:
        # A colleague stopped it, or the last mail went: the page it leads to says so.
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".update", slug=slug, public_id=public_id), 303)


@bp.post(f"{PLACE}/go-on")
def go_on_mailing(slug: str, public_id: str) -> ResponseReturnValue:
    there = _there(slug, public_id)
    # Thousands may get it, and it cannot be called back.
    stepping_up.require()
    try:
        update_mailings.go_on(there, by=g.organiser.public_id)
    except CannotChangeState:
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".update", slug=slug, public_id=public_id), 303)


def _there(slug: str, public_id: str) -> Update:
    return update_or_404(petition_or_404(slug, Verb.PUBLISH_NEWS), public_id)
