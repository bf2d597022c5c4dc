"""The editor of news: each language saved by itself, the second of two savers sees both versions."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.lib import clock
from petition.models.news import Update, UpdateState
from petition.models.petition import Petition
from petition.services import update_mailings, writing_updates
from petition.services.permissions import Verb
from petition.services.update_errors import InvalidUpdate, UpdateChangedMeanwhile, UpdateIsFixed, UpdateIsGone
from petition.web import browsers, formats
from petition.web.organiser import bp, section_form
from petition.web.organiser.facts import facts
from petition.web.organiser.loading import petition_or_404, update_or_404
from petition.web.organiser.mailing_view import mailing_of
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.previewing import rendered
from petition.web.organiser.update_finding import finding_lines
from petition.web.organiser.update_form import UpdateForm
from petition.web.organiser.update_line import UpdateLine, UpdateWords, words_of

PLACE = "/organise/<slug>/updates/<public_id>"
# The wish to see a text as readers will.
READ = "read"
# What a form carries that was shown beside what somebody else saved.
CONFLICT = "conflict"


@bp.get(PLACE)
def update(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.PUBLISH_NEWS)
    return _page(update_or_404(petition, public_id))


@bp.post(f"{PLACE}/words/<language>")
def save_update(slug: str, public_id: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.PUBLISH_NEWS)
    there = writing_updates.by_public_id(petition, public_id)
    if there is None:
        return _gone_meanwhile(petition, language)
    if language not in writing_updates.languages_of(there):
        abort(404)
    words = words_of(there, language, sent=request.form)
    if CONFLICT in request.form:
        words.show_beside()
    if request.form.get("again") == READ:
        words.reading = rendered(words.form["text"].data or "", language).html
        return _page(there, words)
    if not words.form.validate():
        return _refused(words), 422
    return _save(slug, public_id, words)


@bp.post(f"{PLACE}/discard")
def discard_update(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.PUBLISH_NEWS)
    try:
        writing_updates.discard(update_or_404(petition, public_id), by=g.organiser.public_id)
    except UpdateIsGone:
        db.session.rollback()
    except UpdateIsFixed:
        db.session.rollback()
        petition = petition_or_404(slug, Verb.PUBLISH_NEWS)
        return _page(update_or_404(petition, public_id), problem=_no_draft_any_more()), 409
    db.session.commit()
    return redirect(url_for(".updates", slug=slug), 303)


def _save(slug: str, public_id: str, words: UpdateWords) -> ResponseReturnValue:
    language, typed = words.language, {name: words.form[name].data or "" for name in writing_updates.LONGEST}
    try:
        seen = writing_updates.save(
            words.update, language, typed, seen=words.form.seen.data or "", by=g.organiser.public_id
        )
    except UpdateChangedMeanwhile:
        return _changed_meanwhile(slug, public_id, words), 409
    except UpdateIsFixed:
        return _fixed_meanwhile(slug, public_id, words), 409
    except UpdateIsGone:
        db.session.rollback()
        return _gone_meanwhile(petition_or_404(slug, Verb.PUBLISH_NEWS), language)
    except InvalidUpdate as refusal:
        db.session.rollback()
        words.form[refusal.field].errors = [gettext("What everyone reads can be corrected, not emptied.")]
        return _refused(words), 422
    db.session.commit()
    if not browsers.want_json():
        return redirect(url_for(".update", slug=slug, public_id=public_id, _anchor=words.name), 303)
    now = words_of(_there(slug, public_id), language)
    return {"seen": seen, "saved": _saved_at(now.update), "told": now.told, "needs": {}}


def _refused(words: UpdateWords) -> dict[str, Any] | str:
    """What is wrong, with all that was typed."""
    if browsers.want_json():
        return {"errors": {place: [said] for place, _name, said in words.problems}}
    return _page(words.update, words)


def _changed_meanwhile(slug: str, public_id: str, typed: UpdateWords) -> dict[str, Any] | str:
    """Both versions: what is saved now, to be read, and what was typed, to be saved over it or not."""
    db.session.rollback()
    now = words_of(_there(slug, public_id), typed.language)
    typed.update, typed.form.seen.data = now.update, now.form.seen.data
    typed.show_beside()
    typed.problem = str(
        gettext("This was changed or published meanwhile, by somebody else or in another window. Nothing is lost.")
    )
    return {"problem": typed.problem} if browsers.want_json() else _page(typed.update, typed)


def _fixed_meanwhile(slug: str, public_id: str, typed: UpdateWords) -> dict[str, Any] | str:
    """It waits for its hour by now, or was taken down: what was typed is shown, to be copied."""
    db.session.rollback()
    now = words_of(_there(slug, public_id), typed.language)
    now.beside, now.problem = facts(typed.form, language=typed.language), _no_draft_any_more()
    return {"problem": now.problem} if browsers.want_json() else _page(now.update, now)


def _gone_meanwhile(petition: Petition, language: str) -> ResponseReturnValue:
    """A colleague deleted it: what was typed is shown, to be copied. 404 where nothing was."""
    if "seen" not in request.form:
        abort(404)
    problem = gettext("A colleague deleted this draft meanwhile, so it was not saved. What you typed stands below.")
    if browsers.want_json():
        return {"problem": problem}, 409
    form = section_form.make(UpdateForm, "words", {}, frozenset(), sent=request.form)
    typed = facts(form, language=language)
    return render_template("organiser/updates/gone.html", line=line_of(petition), problem=problem, typed=typed), 409


def _no_draft_any_more() -> str:
    return str(gettext("It is no draft any more: a colleague was faster, or its hour had come. This is how it stands."))


def _there(slug: str, public_id: str) -> Update:
    return update_or_404(petition_or_404(slug, Verb.PUBLISH_NEWS), public_id)


def _page(there: Update, shown: UpdateWords | None = None, *, problem: str = "") -> str:
    parts = [
        shown if shown and shown.language == code else words_of(there, code)
        for code in writing_updates.languages_of(there)
    ]
    is_draft = there.state is UpdateState.DRAFT
    token = FlaskForm(None)
    if problem:
        token.form_errors = [problem]
    return render_template(
        "organiser/updates/edit.html",
        line=line_of(there.petition),
        news=UpdateLine(there),
        update=there,
        parts=parts,
        shown=shown,
        is_draft=is_draft,
        is_written=is_draft or there.state is UpdateState.PUBLISHED,
        findings=finding_lines(there) if is_draft else [],
        can_be_mailed=update_mailings.can_be_mailed(there.petition),
        own_language=formats.language_name(there.petition.language),
        mailing=mailing_of(there),
        saved_at=_saved_at(there),
        token=token,
    )


def _saved_at(there: Update) -> str:
    """When it was last changed, by the petition's own clocks; empty where it is as it was begun."""
    if there.edited_at is None or not there.texts:
        return ""
    zone = there.petition.zone
    today = clock.day_in(clock.now(), zone)
    return str(gettext("Saved at %(time)s", time=formats.time_of_day(there.edited_at, zone, today=today)))
