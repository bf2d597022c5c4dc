"""From a draft to an open petition, and to a closed one: what is missing, what a deed will do, and the deed."""

from collections.abc import Callable
from datetime import datetime

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import CONFIRMATION_GRACE, Petition, PetitionState
from petition.models.signatory import SignatoryState
from petition.services import earlier_words, opening, petition_reviews, petitions, signatories
from petition.services.errors import CannotChangeState, NeedsReview, NotReady, PetitionChangedMeanwhile, UnderEmbargo
from petition.services.permissions import Verb
from petition.web import stepping_up
from petition.web.finding_line import finding_lines
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.opening_form import ReviewForm, ScheduleForm
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.private_links import handed_out, private_links

PLACE = "/organise/<slug>"
REFUSALS = (CannotChangeState, NeedsReview, NotReady, PetitionChangedMeanwhile, UnderEmbargo)


@bp.get(f"{PLACE}/check")
def check(slug: str) -> ResponseReturnValue:
    return _check_page(petition_or_404(slug, Verb.OPEN))


@bp.get(f"{PLACE}/open")
def ask_to_open(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    return _open_page(petition) or _to_check(slug)


@bp.post(f"{PLACE}/open")
def open_petition(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    try:
        opening.open_now(petition, by=g.organiser.public_id, was_seen=request.form.get("seen", ""))
    except PetitionChangedMeanwhile as refusal:
        db.session.rollback()
        page = _open_page(petition_or_404(slug, Verb.OPEN), problem=_changed_meanwhile())
        return (page, 409) if page else _refused(slug, refusal)
    except REFUSALS as refusal:
        return _refused(slug, refusal)
    db.session.commit()
    return redirect(url_for(".petition", slug=slug), 303)


@bp.post(f"{PLACE}/schedule")
def schedule_petition(slug: str) -> ResponseReturnValue:
    return _with_an_hour(slug, ScheduleForm(), opening.schedule)


@bp.post(f"{PLACE}/unschedule")
def unschedule_petition(slug: str) -> ResponseReturnValue:
    return _taken_back(slug, opening.unschedule)


@bp.post(f"{PLACE}/review")
def send_for_review(slug: str) -> ResponseReturnValue:
    return _with_an_hour(slug, ReviewForm(), petition_reviews.send)


@bp.post(f"{PLACE}/review/take-back")
def take_back_from_review(slug: str) -> ResponseReturnValue:
    return _taken_back(slug, petition_reviews.take_back)


@bp.post(f"{PLACE}/circulate")
def circulate_petition(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    try:
        opening.circulate(petition, by=g.organiser.public_id)
    except REFUSALS as refusal:
        return _refused(slug, refusal)
    db.session.commit()
    return redirect(url_for(".check", slug=slug, _anchor="circulating"), 303)


@bp.get(f"{PLACE}/close")
def ask_to_close(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    if petition.state is not PetitionState.OPEN:
        return _to_check(slug)
    now = clock.now()
    return render_template(
        "organiser/opening/close.html",
        line=line_of(petition),
        now=now,
        final_at=min(now + CONFIRMATION_GRACE, petition.retention_ends_at),
        unconfirmed=signatories.number_in(petition, SignatoryState.UNCONFIRMED),
        undecided=sum(signatories.number_in(petition, state) for state in signatories.UNDECIDED),
        token=FlaskForm(),
    )


@bp.post(f"{PLACE}/close")
def close_petition(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    stepping_up.require()
    try:
        opening.close(petition, by=g.organiser.public_id)
    except CannotChangeState as refusal:
        return _refused(slug, refusal)
    db.session.commit()
    return redirect(url_for(".petition", slug=slug), 303)


def _with_an_hour(slug: str, form: ScheduleForm, verb: Callable[..., None]) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    if not form.validate_on_submit() or not form.suits(petition):
        return _check_page(petition, schedule=form), 422
    try:
        verb(petition, form.at, by=g.organiser.public_id, was_seen=request.form.get("seen", ""))
    except REFUSALS as refusal:
        return _refused(slug, refusal, schedule=form)
    db.session.commit()
    return _to_check(slug)


def _taken_back(slug: str, verb: Callable[..., None]) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.OPEN)
    try:
        verb(petition, by=g.organiser.public_id)
    except CannotChangeState as refusal:
        return _refused(slug, refusal)
    db.session.commit()
    return _to_check(slug)


def _open_page(petition: Petition, *, problem: str = "") -> str | None:
    """What will happen at once; None where it cannot open."""
    lines = finding_lines(petition)
    if not _can_open_now(petition) or any(line.is_blocking for line in lines):
        return None
    return render_template(
        "organiser/opening/open.html",
        line=line_of(petition),
        weak=len(lines),
        lines_waiting=signatories.number_in(petition, SignatoryState.QUEUED),
        **_at_opening(petition),
        now=clock.now(),
        token=_token(problem),
    )


def _check_page(petition: Petition, *, schedule: ScheduleForm | None = None, problem: str = "") -> str:
    is_unopened = petition.state in petitions.UNOPENED
    lines = finding_lines(petition) if is_unopened else []
    needs_review = is_unopened and opening.needs_review(petition)
    return render_template(
        "organiser/opening/check.html",
        line=line_of(petition),
        missing=[line for line in lines if line.is_blocking],
        weak=[line for line in lines if not line.is_blocking],
        is_unopened=is_unopened,
        is_late=petitions.is_late(petition),
        # Beside the plan that stands, where a colleague planned it meanwhile.
        is_planned_anew=schedule is not None,
        can_open_now=_can_open_now(petition),
        needs_review=needs_review,
        opens_at=petition_reviews.opens_by_plan_at(petition),
        schedule=schedule or _schedule_of(petition, needs_review=needs_review),
        links=private_links(petition),
        **(_at_opening(petition) if is_unopened else {}),
        token=_token(problem),
    )


def _token(problem: str) -> FlaskForm:
    """A form with nothing but its token, and what went wrong."""
    token = FlaskForm(None)
    if problem:
        token.form_errors = [problem]
    return token


def _at_opening(petition: Petition) -> dict[str, object]:
    """What everyone will see, and where; and what it is told by that it is still so."""
    slug = petitions.current_slug(petition)
    return {
        "addresses": [link.url for link in handed_out(petition, "public.petition", slug=slug)],
        "lines_under": signatories.number_in(petition, SignatoryState.APPROVED),
        "lines_of_an_earlier_text": len(earlier_words.lines_of_an_earlier_text(petition)),
        "seen": opening.seen(petition),
    }


def _can_open_now(petition: Petition) -> bool:
    is_shut = petition.state in petitions.UNOPENED and petition.embargo_until is None
    return is_shut and not opening.needs_review(petition)


def _schedule_of(petition: Petition, *, needs_review: bool) -> ScheduleForm:
    """With the time that was written in its own section; of one that is sent for review, only if it lies ahead."""
    is_ahead = petition.opens_at is not None and petition.opens_at > clock.now()
    opens = petition.opens_local if is_ahead or not needs_review else None
    return (ReviewForm if needs_review else ScheduleForm)(None, data={"opens": _as_written(opens)})


def _as_written(local: datetime | None) -> str:
    return local.isoformat(timespec="minutes") if local else ""


def _refused(slug: str, refusal: Exception, *, schedule: ScheduleForm | None = None) -> ResponseReturnValue:
    """Nothing was done: why not, and how it stands now."""
    db.session.rollback()
    problems: dict[type[Exception], str] = {
        CannotChangeState: gettext("A colleague was faster, or its time had come. This is how it stands now."),
        NeedsReview: gettext("Those who run this site look at it before it opens. Send it to them."),
        NotReady: gettext("Something is missing without which it cannot open. It is listed below."),
        PetitionChangedMeanwhile: _changed_meanwhile(),
        UnderEmbargo: gettext("It stays shut until its embargo is over."),
    }
    petition = petition_or_404(slug, Verb.OPEN)
    return _check_page(petition, schedule=schedule, problem=problems[type(refusal)]), 409


def _changed_meanwhile() -> str:
    return str(
        gettext(
            "It was changed since you looked. This is how it stands now: look it over, then press the button again."
        )
    )


def _to_check(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".check", slug=slug), 303)
