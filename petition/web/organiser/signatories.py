"""Who wants to be listed under a letter, and what the team decides about them."""

from flask import Response, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signatory import SignatoryState
from petition.services import adding_signatories, circulating, ordering_signatories, permissions
from petition.services import signatories as under_it
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.web import signatory_copy
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, signatory_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.private_links import private_links
from petition.web.organiser.signatory_line import SignatoryRow, row_of
from petition.web.signatory_view import view_of

SETTLED = (SignatoryState.DECLINED, SignatoryState.WITHDRAWN, SignatoryState.REMOVED)


@bp.get("/organise/<slug>/signatories")
def signatories(slug: str) -> ResponseReturnValue:
    petition = _petition(slug)
    return render_template(
        "organiser/signatories/index.html",
        line=line_of(petition),
        links=private_links(petition),
        waiting=_rows(petition, SignatoryState.QUEUED),
        asked=_rows(petition, SignatoryState.ASKED),
        approved=[row_of(one, place=place) for place, one in enumerate(under_it.under(petition), 1)],
        settled=_rows(petition, *SETTLED),
        unconfirmed=under_it.number_in(petition, SignatoryState.UNCONFIRMED),
        may_add=permissions.may(g.organiser, Verb.EDIT, petition) and adding_signatories.can_be_added_to(petition),
        token=FlaskForm(),
    )


@bp.get("/organise/<slug>/signatories/copy")
def signatories_to_copy(slug: str) -> ResponseReturnValue:
    petition = _petition(slug)
    views = [view_of(one) for one in under_it.under(petition)]
    return render_template(
        "organiser/signatories/copy.html",
        line=line_of(petition),
        number=len(views),
        text=signatory_copy.as_text(views),
        html=signatory_copy.as_html(views),
    )


@bp.post("/organise/<slug>/signatories/order")
def order_signatories(slug: str) -> ResponseReturnValue:
    ordering_signatories.by_name(_petition(slug), by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".signatories", slug=slug, _anchor="under"), 303)


@bp.post("/organise/<slug>/signatories/link")
def renew_private_link(slug: str) -> ResponseReturnValue:
    petition = _petition(slug)
    try:
        circulating.renew_link(petition, by=g.organiser.public_id)
    except CannotChangeState:
        # Taken back or hidden meanwhile: the page offers no link any more.
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".signatories", slug=slug), 303)


@bp.get("/organise/<slug>/signatories/<public_id>/logo.png")
def signatory_logo(slug: str, public_id: str) -> ResponseReturnValue:
    logo = signatory_or_404(_petition(slug), public_id).logo
    if logo is None:
        abort(404)
    return Response(logo.png, mimetype="image/png")


def _petition(slug: str) -> Petition:
    return petition_or_404(slug, Verb.DECIDE_ON_SIGNATORIES)


def _rows(petition: Petition, *states: SignatoryState) -> list[SignatoryRow]:
    return [row_of(one) for one in under_it.of_petition(petition, states)]
