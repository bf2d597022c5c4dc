"""A correction that is too large for its team: asking those who run the site to allow it, and taking that back."""

from flask import abort, g, redirect, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.services import large_corrections
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.services.revision_errors import CorrectionIsSettled, InvalidRevision, RevisedMeanwhile
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.revising import PLACE, both_versions, refused, revision_page, words_or_404
from petition.web.organiser.revision_form import RevisionForm


@bp.post(f"{PLACE}/<language>/ask")
def ask_for_correction(slug: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    shown = words_or_404(petition, language)
    form = RevisionForm().only_for(shown)
    if not form.validate_on_submit() or not form.has_reason():
        return revision_page(petition, shown, form, asks_staff=True), 422
    reason, by, seen = form.reason.data or "", g.organiser.public_id, form.seen.data
    try:
        large_corrections.ask(petition, language, form.words(), reason=reason, by=by, seen=seen)
    except RevisedMeanwhile:
        return both_versions(slug, language, form), 409
    except (InvalidRevision, CannotChangeState) as refusal:
        return refused(slug, language, form, refusal)
    db.session.commit()
    return redirect(url_for(".revising", slug=slug, _anchor="asked"), 303)


@bp.post(f"{PLACE}/asked/<public_id>/take-back")
def take_back_correction(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    found = large_corrections.by_public_id(petition, public_id) or abort(404)
    try:
        large_corrections.take_back(found, by=g.organiser.public_id)
    except CorrectionIsSettled:
        # It was decided, or a colleague took it back: the page it leads to says so.
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".revising", slug=slug, _anchor="asked"), 303)
