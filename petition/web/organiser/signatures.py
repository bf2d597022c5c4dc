"""A petition's signatures: the list, by what it is filtered, and releasing what is held."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.signature import SignatureState
from petition.services import figures, reviewing, workspace
from petition.services.permissions import Verb
from petition.web import doubting, paging
from petition.web.organiser import bp, jobs
from petition.web.organiser.loading import petition_or_404, signature_or_404
from petition.web.organiser.looking_up import verb_to_look_up
from petition.web.organiser.petition_line import PetitionLine, line_of
from petition.web.organiser.signature_filter import address_of, form_for, wanted_of, words_for
from petition.web.organiser.signature_line import STATES, line_of_signature, state_label


@bp.get("/organise/<slug>/signatures")
def signatures(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.SEE_SIGNATURES)
    wanted, before = wanted_of(petition, request.args), paging.before()
    page = workspace.signatures(petition, wanted, before=before)
    line = line_of(petition)
    return render_template(
        "organiser/signatures/index.html",
        line=line,
        may_look_up=line.allows(verb_to_look_up(petition)),
        wanted=wanted,
        filter=form_for(petition, wanted),
        filtered_by=words_for(petition, wanted),
        signatures=[line_of_signature(signature) for signature in page.signatures],
        tabs=[(address_of(slug, wanted.in_state(one)), state_label(one), one is wanted.state) for one in STATES],
        shows_held=wanted.state is SignatureState.HELD,
        held=figures.held(petition),
        held_until=_held_until(line) if wanted.state is SignatureState.HELD else None,
        older_url=address_of(slug, wanted, before=page.before) if page.before else None,
        is_short=page.is_short,
        first_url=address_of(slug, wanted) if before else None,
        all_url=address_of(slug, wanted.without_filters()),
        many=jobs.choose_form(line, wanted.to_params()) if page.signatures else None,
        token=FlaskForm(),
    )


def _held_until(line: PetitionLine) -> str | None:
    """Until when staff have everything held that is sent, where they have."""
    until = doubting.current().holds_everything_until
    return line.time(until) if until else None


@bp.post("/organise/<slug>/signatures/<public_id>/release")
def release(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    reviewing.release(signature_or_404(petition, public_id), by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".signatures", slug=slug, state=SignatureState.HELD), 303)
