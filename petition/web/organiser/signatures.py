"""A petition's signatures: the list, by what it is filtered, and releasing what is held."""

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import figures, neighbours, origin_filter, reviewing, signals, workspace
from petition.services.permissions import Verb
from petition.web import doubting, paging
from petition.web.organiser import bp, jobs
from petition.web.organiser.held_lines import lines_of_held
from petition.web.organiser.loading import petition_or_404, signature_or_404
from petition.web.organiser.looking_up import verb_to_look_up
from petition.web.organiser.origin_fields import links_for
from petition.web.organiser.petition_line import PetitionLine, line_of
from petition.web.organiser.signal_line import why_held
from petition.web.organiser.signature_filter import address_of, allowed_or_404, chips_for, form_for, in_state, wanted_of
from petition.web.organiser.signature_line import STATES, line_of_signature, state_label


@bp.get("/organise/<slug>/signatures")
def signatures(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.SEE_SIGNATURES)
    wanted, before = allowed_or_404(petition, wanted_of(petition, request.args)), paging.before()
    page = workspace.signatures(petition, wanted, before=before)
    line, shows_held = line_of(petition), wanted.state is SignatureState.HELD
    may_look_up = line.allows(verb_to_look_up(petition))
    return render_template(
        "organiser/signatures/index.html",
        line=line,
        may_look_up=may_look_up,
        wanted=wanted,
        filter=form_for(petition, wanted, request.args),
        filtered_by=chips_for(petition, wanted, slug),
        kept=[(name, value) for name, value in wanted.filters.items() if name in origin_filter.SAME],
        is_origin_unknown=not page.signatures and not origin_filter.is_known(petition, wanted),
        signatures=[line_of_signature(signature) for signature in page.signatures],
        here=wanted.to_params() | ({"before": str(before)} if before else {}),
        tabs=[
            (address_of(slug, in_state(petition, wanted, one)), state_label(one), one is wanted.state) for one in STATES
        ],
        shows_held=shows_held,
        held=figures.held(petition),
        most=figures.MOST,
        held_until=_held_until(line) if shows_held else None,
        groups=lines_of_held(petition) if shows_held and not before and not wanted.filters else [],
        older_url=address_of(slug, wanted, before=page.before) if page.before else None,
        is_short=page.is_short,
        first_url=address_of(slug, wanted) if before else None,
        all_url=address_of(slug, wanted.without_filters()),
        many=jobs.choose_form(line, wanted.to_params()) if page.signatures else None,
        token=FlaskForm(),
        **_noticed(petition, page.signatures if shows_held else [], may_look_up=may_look_up),
    )


def _held_until(line: PetitionLine) -> str | None:
    """Until when staff have everything held that is sent, where they have."""
    until = doubting.current().holds_everything_until
    return line.time(until) if until else None


def _noticed(petition: Petition, held: Sequence[Signature], *, may_look_up: bool) -> dict[str, Any]:
    """By public id: why each is held, as shortly as a list says it, and the ways to those like it."""
    around = neighbours.around(petition, held)
    noticed = signals.of_held(around)
    told = {one.public_id: why_held(noticed.get(one.id, ()), is_discreet=petition.is_discreet) for one in held}
    return {
        "why": {public_id: why.shortened() for public_id, why in told.items() if why},
        "same": links_for(petition, around) if may_look_up else {},
    }


@bp.post("/organise/<slug>/signatures/<public_id>/release")
def release(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    reviewing.release(signature_or_404(petition, public_id), by=g.organiser.public_id)
    db.session.commit()
    return redirect(_where_it_was_held(petition, slug), 303)


def _where_it_was_held(petition: Petition, slug: str) -> str:
    """The list in which its button stood, by the address that this one sent to."""
    wanted = wanted_of(petition, request.args).in_state(SignatureState.HELD)
    if not origin_filter.may_be_likened(petition, wanted):
        # To this one others were likened. Now it counts, and where signers are at risk nothing more is said of it.
        wanted = wanted.without_filters()
    return address_of(slug, wanted, before=paging.before())
