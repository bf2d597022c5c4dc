"""A petition before it opens: what it says, and whether those who run the site let it open."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from petition.extensions import db, settings
from petition.lib import clock
from petition.models.petition import Petition, PetitionState
from petition.models.signatory import SignatoryState
from petition.services import petition_reviews, petitions, previewing, signatories
from petition.services.errors import CannotChangeState, NotReady, PetitionChangedMeanwhile
from petition.web import formats
from petition.web.finding_line import finding_lines
from petition.web.forms import PostedForm
from petition.web.petition_words import PetitionWords
from petition.web.reason_form import needed_text
from petition.web.staff import bp
from petition.web.staff.decisions import list_page

PLACE = "/staff/petitions/<slug>/review"
REFUSALS = (CannotChangeState, NotReady, PetitionChangedMeanwhile)


class GiveBackForm(PostedForm):
    words = needed_text(
        lazy_gettext("What has to change"),
        lazy_gettext("The whole team reads it, and it stays in the team’s log. Name nobody in it."),
        lazy_gettext("Write what has to change; the team reads it"),
    )


@bp.get(PLACE)
def petition_review(slug: str) -> ResponseReturnValue:
    petition = _petition_or_404(slug)
    if petition.state is not PetitionState.IN_REVIEW:
        return redirect(url_for(".decisions"), 303)
    return _page(petition, GiveBackForm(None))


@bp.post(f"{PLACE}/approve")
def approve_petition(slug: str) -> ResponseReturnValue:
    petition = _petition_or_404(slug)
    try:
        petition_reviews.approve(petition, by=g.organiser.public_id, was_seen=request.form.get("seen", ""))
    except REFUSALS as refusal:
        return _refused(slug, refusal, GiveBackForm(None))
    db.session.commit()
    return redirect(url_for(".decisions", done="approved"), 303)


@bp.post(f"{PLACE}/give-back")
def give_petition_back(slug: str) -> ResponseReturnValue:
    petition, form = _petition_or_404(slug), GiveBackForm()
    is_valid = form.validate_on_submit()
    if petition.state is not PetitionState.IN_REVIEW:
        return _refused(slug, CannotChangeState(), form)
    if not is_valid:
        return _page(petition, form), 422
    words, was_seen = form.words.data or "", request.form.get("seen", "")
    try:
        petition_reviews.give_back(petition, by=g.organiser.public_id, words=words, was_seen=was_seen)
    except REFUSALS as refusal:
        return _refused(slug, refusal, form)
    db.session.commit()
    return redirect(url_for(".decisions", done="returned"), 303)


def _petition_or_404(slug: str) -> Petition:
    return petitions.by_slug(slug) or abort(404)


def _page(petition: Petition, form: GiveBackForm) -> str:
    findings = finding_lines(petition)
    spoken = petition.language if petition.language in settings.languages else None
    return render_template(
        "staff/petition_reviews/show.html",
        line=PetitionWords(petition),
        petition=petition,
        preview_url=url_for("public.review", token=previewing.review_token(petition), lang=spoken),
        spoken_in=[formats.language_name(code) for code in petition.readable_languages],
        lines_under=signatories.number_in(petition, SignatoryState.APPROVED),
        missing=[finding for finding in findings if finding.is_blocking],
        weak=[finding for finding in findings if not finding.is_blocking],
        outcome=petition_reviews.outcome_of(petition),
        opens_at=petition_reviews.opens_by_plan_at(petition),
        seen=petition_reviews.seen(petition),
        form=form,
        now=clock.now(),
    )


def _refused(slug: str, refusal: Exception, form: GiveBackForm) -> ResponseReturnValue:
    """Nothing was decided: why not, and how it stands now, with what was typed."""
    db.session.rollback()
    petition = _petition_or_404(slug)
    if petition.state is not PetitionState.IN_REVIEW:
        problem = gettext("A colleague was faster, or its team took it back. This is what waits now.")
        return list_page(problem=problem, words=form.words.data or ""), 409
    problems: dict[type[Exception], str] = {
        NotReady: gettext("Something is missing by now without which it cannot open. It is listed below."),
        PetitionChangedMeanwhile: gettext(
            "Something changed since you looked, perhaps because its hour came. This is how it stands now: look it "
            "over, then press the button again."
        ),
    }
    form.form_errors = [problems[type(refusal)]]
    return _page(petition, form), 409
