"""From a draft of news to what everyone reads, and back: the last look, the plan, taking it down."""

from datetime import datetime

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.lib import clock
from petition.models.news import Update, UpdateState
from petition.services import publishing_updates, update_mailings
from petition.services.errors import CannotChangeState, DomainError
from petition.services.permissions import Verb
from petition.services.update_errors import (
    CannotBeMailed,
    MailedTooSoon,
    UpdateChangedMeanwhile,
    UpdateIsGone,
    UpdateNotReady,
)
from petition.web import formats, stepping_up
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, update_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.update_finding import finding_lines
from petition.web.organiser.update_form import PublishForm, TakeDownForm
from petition.web.organiser.update_line import UpdateLine, words_of

PLACE = "/organise/<slug>/updates/<public_id>"
REFUSALS = (CannotBeMailed, CannotChangeState, MailedTooSoon, UpdateChangedMeanwhile, UpdateIsGone, UpdateNotReady)


@bp.get(f"{PLACE}/publish")
def ask_to_publish(slug: str, public_id: str) -> ResponseReturnValue:
    there = _there(slug, public_id)
    if there.state is not UpdateState.DRAFT:
        return redirect(url_for(".update", slug=slug, public_id=public_id), 303)
    return _publish_page(there)


@bp.post(f"{PLACE}/publish")
def publish_update(slug: str, public_id: str) -> ResponseReturnValue:
    there = _there(slug, public_id)
    form = _publish_form(there)
    if not form.validate_on_submit() or not form.suits(there.petition):
        return _publish_page(there, form), 422
    if form.wants_mail:
        # Thousands may get it, and it cannot be called back.
        stepping_up.require()
    about = {"wants_mail": form.wants_mail, "by": g.organiser.public_id, "was_seen": form.seen.data or ""}
    try:
        if at := form.planned_at:
            publishing_updates.plan(there, at, **about)
        else:
            publishing_updates.publish_now(there, **about)
    except REFUSALS as refusal:
        return _refused(slug, public_id, form, refusal)
    db.session.commit()
    return redirect(url_for(".update", slug=slug, public_id=public_id), 303)


@bp.post(f"{PLACE}/unplan")
def unplan_update(slug: str, public_id: str) -> ResponseReturnValue:
    try:
        publishing_updates.unplan(_there(slug, public_id), by=g.organiser.public_id)
    except (CannotChangeState, UpdateIsGone):
        # It was published, or deleted, meanwhile: the page it leads to says so.
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".update", slug=slug, public_id=public_id), 303)


@bp.get(f"{PLACE}/take-down")
def ask_to_take_down(slug: str, public_id: str) -> ResponseReturnValue:
    there = _there(slug, public_id)
    if there.state is not UpdateState.PUBLISHED:
        return redirect(url_for(".update", slug=slug, public_id=public_id), 303)
    return _take_down_page(there, TakeDownForm())


@bp.post(f"{PLACE}/take-down")
def take_down_update(slug: str, public_id: str) -> ResponseReturnValue:
    there = _there(slug, public_id)
    form = TakeDownForm()
    if not form.validate_on_submit() or not form.has_reason():
        return _take_down_page(there, form), 422
    stepping_up.require()
    try:
        publishing_updates.take_down(there, by=g.organiser.public_id, reason=form.reason.data or "")
    except (CannotChangeState, UpdateIsGone):
        # A colleague did the same: the page it leads to says so.
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".update", slug=slug, public_id=public_id), 303)


def _there(slug: str, public_id: str) -> Update:
    return update_or_404(petition_or_404(slug, Verb.PUBLISH_NEWS), public_id)


def _publish_form(there: Update) -> PublishForm:
    form = PublishForm() if request.method == "POST" else PublishForm(None, data=_as_planned(there))
    if request.method != "POST":
        form.seen.data = publishing_updates.seen(there)
    if not update_mailings.can_be_mailed(there.petition):
        del form["reach"]
    return form


def _as_planned(there: Update) -> dict[str, str]:
    """When it was to be published before, where the plan was taken back."""
    local = there.publish_local
    return {"at": local.isoformat(timespec="minutes") if local else ""}


def _publish_page(there: Update, form: PublishForm | None = None) -> str:
    form = form or _publish_form(there)
    lines = finding_lines(there)
    petition = there.petition
    return render_template(
        "organiser/updates/publish.html",
        line=line_of(petition),
        news=UpdateLine(there),
        words=[words_of(there, text.language) for text in there.texts if text.is_complete],
        form=form,
        missing=[line for line in lines if line.is_blocking],
        weak=[line for line in lines if not line.is_blocking],
        can_be_mailed=update_mailings.can_be_mailed(petition),
        too_soon=_too_soon(there, free_at) if (free_at := update_mailings.next_at(petition)) else None,
        own_language=formats.language_name(petition.language),
        now=clock.now(),
    )


def _take_down_page(there: Update, form: TakeDownForm) -> str:
    return render_template(
        "organiser/updates/take_down.html",
        line=line_of(there.petition),
        news=UpdateLine(there),
        form=form,
        token=FlaskForm(None),
    )


def _refused(slug: str, public_id: str, form: PublishForm, refusal: DomainError) -> ResponseReturnValue:
    """Nothing was done: why not, and how it stands now."""
    db.session.rollback()
    if isinstance(refusal, UpdateIsGone):
        return redirect(url_for(".updates", slug=slug), 303)
    there = _there(slug, public_id)
    if there.state is not UpdateState.DRAFT:
        # A colleague published or planned it: the page says so.
        return redirect(url_for(".update", slug=slug, public_id=public_id), 303)
    if not update_mailings.can_be_mailed(there.petition) and "reach" in form:
        del form["reach"]
    said = _too_soon(there, refusal.next_at) if isinstance(refusal, MailedTooSoon) else _in_words(refusal)
    form.form_errors, form.seen.data = [said], publishing_updates.seen(there)
    return _publish_page(there, form), 409


def _too_soon(there: Update, free_at: datetime) -> str:
    time = formats.moment(free_at, there.petition.zone)
    words = gettext(
        "Another update of this petition was mailed a short while ago. The next one can be mailed from %(time)s: plan "
        "it for then, or publish this one on the page alone. Where news cannot wait, those who run the site can let "
        "what is published be mailed sooner.",
        time=time,
    )
    return str(words)


def _in_words(refusal: DomainError) -> str:
    words: dict[type[DomainError], str] = {
        CannotChangeState: gettext("Nobody can read the petition’s page now, so nothing can be published on it."),
        CannotBeMailed: gettext("It cannot be mailed. It can be published on the page."),
        UpdateChangedMeanwhile: gettext(
            "It was changed since you looked. This is how it stands now: look it over, then press the button again."
        ),
        UpdateNotReady: gettext("Something is missing without which it cannot be published. It is listed below."),
    }
    return words[type(refusal)]
