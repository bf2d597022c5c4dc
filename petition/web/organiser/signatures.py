"""A petition's signatures, and what moderators decide about them."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from petition.extensions import db
from petition.lib import text
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import figures, reviewing, workspace
from petition.services.errors import SettledAlready
from petition.services.permissions import Verb
from petition.web import paging, stepping_up
from petition.web.forms import PostedForm
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, signature_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.signature_line import STATES, line_of_signature, state_label

REASON_NEEDED = lazy_gettext("Write the reason; it is kept")


class RemoveForm(PostedForm):
    reason = StringField(
        lazy_gettext("Reason"),
        description=lazy_gettext("It is kept. Name nobody in it."),
        filters=[lambda value: text.clean_line(value or "")],
        validators=[
            InputRequired(REASON_NEEDED),
            Length(min=1, message=REASON_NEEDED),
            Length(max=300, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )


@bp.get("/organise/<slug>/signatures")
def signatures(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.SEE_SIGNATURES)
    state = _wanted_state()
    found, has_more = workspace.signatures(petition, state, before=paging.before())
    older = url_for(".signatures", slug=slug, state=state, before=found[-1].id) if has_more else None
    return render_template(
        "organiser/signatures/index.html",
        line=line_of(petition),
        signatures=[line_of_signature(signature) for signature in found],
        tabs=[(url_for(".signatures", slug=slug, state=one), state_label(one), one is state) for one in STATES],
        shows_held=state is SignatureState.HELD,
        held=figures.held(petition),
        older_url=older,
        first_url=url_for(".signatures", slug=slug, state=state) if request.args.get("before") else None,
        token=FlaskForm(),
    )


@bp.get("/organise/<slug>/signatures/<public_id>")
def signature(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.SEE_SIGNATURES)
    return _page(petition, signature_or_404(petition, public_id), RemoveForm())


@bp.post("/organise/<slug>/signatures/<public_id>/release")
def release(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    reviewing.release(signature_or_404(petition, public_id), by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".signatures", slug=slug, state=SignatureState.HELD), 303)


@bp.post("/organise/<slug>/signatures/<public_id>/remove")
def remove(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    found = signature_or_404(petition, public_id)
    form = RemoveForm()
    if not form.validate_on_submit():
        return _page(petition, found, form), 422
    stepping_up.require()
    reviewing.remove(found, by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return redirect(url_for(".signature", slug=slug, public_id=public_id), 303)


@bp.errorhandler(SettledAlready)
def settled_already(_refusal: SettledAlready) -> ResponseReturnValue:
    """Show how it stands now."""
    db.session.rollback()
    named = request.view_args or {}
    petition = petition_or_404(named["slug"], Verb.SEE_SIGNATURES)
    # Without what was typed: it no longer applies.
    form = RemoveForm(None)
    form.form_errors = [gettext("Somebody decided about this signature meanwhile. This is how it stands now.")]
    return _page(petition, signature_or_404(petition, named["public_id"]), form), 409


def _page(petition: Petition, found: Signature, form: RemoveForm) -> str:
    return render_template(
        "organiser/signatures/show.html",
        line=line_of(petition),
        signature=line_of_signature(found),
        form=form,
    )


def _wanted_state() -> SignatureState:
    wanted = request.args.get("state", "")
    return SignatureState(wanted) if wanted in list(STATES) else SignatureState.COUNTED
