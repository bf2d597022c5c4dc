"""Decisions about many signatures: chosen in a list, shown with their number, confirmed, followed, and taken back."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.job import Job
from petition.models.petition import Petition
from petition.services import job_verbs, permissions
from petition.services import jobs as deciding
from petition.services.errors import JobMovedOn, NothingToDecide, TooManyJobs
from petition.services.permissions import Verb
from petition.web import paging, stepping_up
from petition.web.organiser import bp
from petition.web.organiser.job_form import ChooseForm, SendAgainForm
from petition.web.organiser.job_line import lines_of
from petition.web.organiser.loading import job_or_404, petition_or_404
from petition.web.organiser.looking_up import IN_AN_HOUR, is_one_too_many, verb_to_look_up
from petition.web.organiser.petition_line import PetitionLine, line_of
from petition.web.organiser.signature_filter import address_of, allowed_or_404, wanted_of
from petition.web.reason_form import ReasonForm

PLACE, MOST = "/organise/<slug>/jobs", deciding.MOST_OPEN


@bp.get(PLACE)
def jobs(slug: str) -> ResponseReturnValue:
    return _list(petition_or_404(slug, Verb.REVIEW), SendAgainForm())


@bp.post(PLACE)
def choose_many(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    form = ChooseForm(petition, may_look_up=permissions.may(g.organiser, verb_to_look_up(petition), petition))
    if not form.validate_on_submit():
        return _choose(petition, form), 422
    if form.names.data and is_one_too_many(form):
        return _choose(petition, form), *IN_AN_HOUR
    try:
        job = _chosen(petition, form)
    except NothingToDecide:
        form.scope.errors = [gettext("None of those that you have ticked is here any more")]
        return _choose(petition, form), 422
    except TooManyJobs:
        form.form_errors = [_too_many()]
        return _choose(petition, form), 422
    db.session.commit()
    return redirect(url_for(".job", slug=slug, job_id=job.public_id), 303)


@bp.post("/organise/<slug>/send-again")
def send_again_to_many(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    form = SendAgainForm()
    if not deciding.takes_mails_again(petition):
        abort(404)
    if not form.validate_on_submit():
        return _list(petition, form), 422
    days = {"since": form.since.data, "until": form.until.data}
    try:
        job = deciding.choose_waiting(petition, **days, reason=form.reason.data or "", by=g.organiser.public_id)
    except TooManyJobs:
        form.form_errors = [_too_many()]
        return _list(petition, form), 422
    db.session.commit()
    return redirect(url_for(".job", slug=slug, job_id=job.public_id), 303)


@bp.get(f"{PLACE}/<job_id>")
def job(slug: str, job_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    return _page(petition, job_or_404(petition, job_id), ReasonForm())


@bp.get(f"{PLACE}/<job_id>/progress")
def job_progress(slug: str, job_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    return _page(petition, job_or_404(petition, job_id), ReasonForm(), template="_progress")


@bp.post(f"{PLACE}/<job_id>/confirm")
def confirm_job(slug: str, job_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    found = job_or_404(petition, job_id)
    if job_verbs.is_grave(found.kind):
        stepping_up.require()
    deciding.confirm(found, by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".job", slug=slug, job_id=job_id), 303)


@bp.post(f"{PLACE}/<job_id>/cancel")
def cancel_job(slug: str, job_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    deciding.cancel(job_or_404(petition, job_id), by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".job", slug=slug, job_id=job_id), 303)


@bp.post(f"{PLACE}/<job_id>/take-back")
def take_back_job(slug: str, job_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    found, form = job_or_404(petition, job_id), ReasonForm()
    if not form.validate_on_submit():
        return _page(petition, found, form), 422
    try:
        made = deciding.take_back(found, reason=form.reason.data or "", by=g.organiser.public_id)
    except TooManyJobs:
        form.form_errors = [_too_many()]
        return _page(petition, found, form), 422
    db.session.commit()
    return redirect(url_for(".job", slug=slug, job_id=made.public_id), 303)


@bp.errorhandler(JobMovedOn)
def job_moved_on(_refusal: JobMovedOn) -> ResponseReturnValue:
    """Show how it stands now."""
    db.session.rollback()
    named = request.view_args or {}
    petition = petition_or_404(named["slug"], Verb.REVIEW)
    # Without what was typed: it no longer applies.
    form = ReasonForm(None)
    form.form_errors = [gettext("Somebody else was faster, or it is over. This is how it stands now.")]
    return _page(petition, job_or_404(petition, named["job_id"]), form), 409


def choose_form(line: PetitionLine, params: dict[str, str]) -> ChooseForm | None:
    """The form below a list that is filtered like this; None where there is nothing to decide about those in it."""
    form = ChooseForm(line.petition, params, may_look_up=line.allows(verb_to_look_up(line.petition)))
    return form if form.is_offered and line.allows(Verb.REVIEW) else None


def _chosen(petition: Petition, form: ChooseForm) -> Job:
    why = {"reason": form.reason.data or "", "by": g.organiser.public_id}
    if form.takes_all:
        wanted = allowed_or_404(petition, wanted_of(petition, form.params))
        return deciding.choose_matching(petition, form.chosen_kind, wanted, names=form.names.data, **why)
    return deciding.choose_ticked(petition, form.chosen_kind, form.ticked, **why)


def _choose(petition: Petition, form: ChooseForm) -> str:
    line = line_of(petition)
    back = address_of(line.slug, wanted_of(petition, form.params))
    return render_template("organiser/jobs/choose.html", line=line, form=form, back_url=back)


def _list(petition: Petition, form: SendAgainForm) -> str:
    line, before = line_of(petition), paging.before()
    found, has_more = deciding.page_of(petition, before=before)
    return render_template(
        "organiser/jobs/index.html",
        line=line,
        jobs=lines_of(petition, found),
        form=form if deciding.takes_mails_again(petition) else None,
        older_url=url_for(".jobs", slug=line.slug, before=found[-1].id) if has_more else None,
        first_url=url_for(".jobs", slug=line.slug) if before else None,
    )


def _page(petition: Petition, found: Job, form: ReasonForm, *, template: str = "show") -> str:
    [line] = lines_of(petition, [found])
    return render_template(
        f"organiser/jobs/{template}.html",
        line=line_of(petition),
        it=line,
        job=found,
        form=form,
        token=FlaskForm(),
    )


def _too_many() -> str:
    words = gettext(
        "%(most)s decisions about this petition wait or run. Confirm or cancel one.", most=deciding.MOST_OPEN
    )
    return str(words)
