"""A large correction that a team asked for: what it changes, and allowing or refusing it."""

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from petition.extensions import db
from petition.models.correction import Correction
from petition.models.petition import PetitionState
from petition.services import large_corrections, petitions, team_log
from petition.services.errors import CannotChangeState
from petition.services.revision_errors import CorrectionIsSettled, InvalidRevision, RevisedMeanwhile
from petition.web import stepping_up
from petition.web.correction_view import CorrectionView
from petition.web.forms import PostedForm
from petition.web.petition_words import PetitionWords
from petition.web.reason_form import needed_text
from petition.web.staff import bp

PLACE = "/staff/petitions/<slug>/corrections/<public_id>"
LONGEST = 1000
REFUSALS = (CorrectionIsSettled, CannotChangeState, RevisedMeanwhile, InvalidRevision)


class AnswerForm(PostedForm):
    answer = needed_text(
        lazy_gettext("What the team reads"),
        lazy_gettext("Say what stands in the way, and what would be possible. Name nobody in it."),
        lazy_gettext("Write why: the team reads it"),
        most=LONGEST,
    )


@bp.get(PLACE)
def correction(slug: str, public_id: str) -> ResponseReturnValue:
    return _page(_there(slug, public_id), AnswerForm(None))


@bp.post(f"{PLACE}/allow")
def allow_correction(slug: str, public_id: str) -> ResponseReturnValue:
    found = _there(slug, public_id)
    # It may change all that people read who sign from then on.
    stepping_up.require()
    try:
        large_corrections.allow(found, by=g.organiser.public_id)
    except REFUSALS:
        return _settled(slug, public_id, AnswerForm(None)), 409
    db.session.commit()
    return redirect(url_for(".correction", slug=slug, public_id=public_id), 303)


@bp.post(f"{PLACE}/refuse")
def refuse_correction(slug: str, public_id: str) -> ResponseReturnValue:
    found = _there(slug, public_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        large_corrections.refuse(found, by=g.organiser.public_id, answer=form.answer.data or "")
    except CorrectionIsSettled:
        return _settled(slug, public_id, form), 409
    db.session.commit()
    return redirect(url_for(".correction", slug=slug, public_id=public_id), 303)


def _there(slug: str, public_id: str) -> Correction:
    petition = petitions.by_slug(slug) or abort(404)
    return large_corrections.by_public_id(petition, public_id) or abort(404)


def _settled(slug: str, public_id: str, form: AnswerForm) -> str:
    """As it stands now: somebody decided, its team took it back, or its petition is not open any more."""
    db.session.rollback()
    form.form_errors = [gettext("Nothing was done: it was decided or taken back meanwhile, or cannot be allowed now.")]
    return _page(_there(slug, public_id), form)


def _page(found: Correction, form: AnswerForm) -> str:
    people = (found.asked_by, found.decided_by)
    return render_template(
        "staff/corrections/show.html",
        words=PetitionWords(found.petition),
        shown=CorrectionView(found),
        can_be_allowed=found.petition.state is PetitionState.OPEN and not found.petition.is_paused,
        names=team_log.names_of(one for one in people if one),
        form=form,
    )
