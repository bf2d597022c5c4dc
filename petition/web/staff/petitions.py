"""Petitions: found, looked at, taken from view with a public reason, and shown again."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import hiding, petition_reports, staff_petitions
from petition.services.errors import HiddenOrShownMeanwhile
from petition.web import paging, stepping_up
from petition.web.forms import PostedForm
from petition.web.reason_form import ReasonForm
from petition.web.staff import bp
from petition.web.staff.petition_form import HideForm, KeepForm, OtherReasonForm, SearchForm
from petition.web.staff.petition_line import StaffPetition, report_line

DONE = {
    "hide": lazy_gettext("Done: nobody can read it now, and its team was told."),
    "reason": lazy_gettext("Done: everyone reads the new reason from now on."),
    "show": lazy_gettext("Done: it stands as before, and its team was told."),
    "keep": lazy_gettext("Done: it stays as it is."),
}


@bp.get("/staff/petitions")
def petitions() -> ResponseReturnValue:
    form = SearchForm(request.args)
    form.offer_states()
    search, state, before = form.q.data or "", form.wanted_state, paging.before()
    found, has_more = staff_petitions.found(search=search, state=state, before=before)
    reported = petition_reports.numbers([one.id for one in found])
    return render_template(
        "staff/petitions/index.html",
        form=form,
        lines=[StaffPetition(one, reported.get(one.id, 0)) for one in found],
        older_url=url_for(".petitions", q=search or None, state=state, before=found[-1].id) if has_more else None,
        first_url=url_for(".petitions", q=search or None, state=state) if before else None,
        is_searched=bool(search or state),
    )


@bp.get("/staff/petitions/<slug>")
def petition(slug: str) -> ResponseReturnValue:
    return _page(_petition_or_404(slug), done=DONE.get(request.args.get("done", "")))


@bp.post("/staff/petitions/<slug>/hide")
def hide_petition(slug: str) -> ResponseReturnValue:
    found, form = _petition_or_404(slug), HideForm()
    if not form.validate_on_submit():
        return _to_be_corrected(found, form)
    stepping_up.require()
    hiding.hide(found, reason=form.reason.data or "", by=g.organiser.public_id)
    return _kept(slug, "hide")


@bp.post("/staff/petitions/<slug>/reason")
def correct_hidden_reason(slug: str) -> ResponseReturnValue:
    found, form = _petition_or_404(slug), OtherReasonForm()
    if not form.validate_on_submit():
        return _to_be_corrected(found, form)
    stepping_up.require()
    hiding.correct_reason(found, form.public_reason.data or "", by=g.organiser.public_id)
    return _kept(slug, "reason")


@bp.post("/staff/petitions/<slug>/show")
def show_petition(slug: str) -> ResponseReturnValue:
    found, form = _petition_or_404(slug), ReasonForm()
    if not form.validate_on_submit():
        return _to_be_corrected(found, form)
    stepping_up.require()
    hiding.show(found, reason=form.reason.data or "", by=g.organiser.public_id)
    return _kept(slug, "show")


@bp.post("/staff/petitions/<slug>/keep")
def keep_petition(slug: str) -> ResponseReturnValue:
    found, form = _petition_or_404(slug), KeepForm()
    if not form.validate_on_submit():
        return _to_be_corrected(found, form)
    stepping_up.require()
    up_to = paging.row_number(form.seen.data)
    petition_reports.keep(found, up_to=up_to, reason=form.note.data or "", by=g.organiser.public_id)
    return _kept(slug, "keep")


@bp.errorhandler(HiddenOrShownMeanwhile)
def hidden_or_shown_meanwhile(_refusal: HiddenOrShownMeanwhile) -> ResponseReturnValue:
    """As it stands now, with what was written."""
    db.session.rollback()
    found = _petition_or_404((request.view_args or {})["slug"])
    written = next(filter(None, map(request.form.get, ("reason", "public_reason", "note"))), "")
    return _page(found, is_late=True, written=written), 409


def _petition_or_404(slug: str) -> Petition:
    found = staff_petitions.by_slug(slug)
    if found is None:
        abort(404)
    return found


def _kept(slug: str, done: str) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".petition", slug=slug, done=done), 303)


def _to_be_corrected(found: Petition, form: PostedForm) -> ResponseReturnValue:
    """With what was typed; where its form is not on the page any more, as whoever is late."""
    line = StaffPetition(found)
    is_there = {
        HideForm: line.can_be_hidden,
        **dict.fromkeys((ReasonForm, OtherReasonForm), line.is_hidden),
        KeepForm: bool(petition_reports.open_of(found)),
    }
    if not is_there[type(form)]:
        raise HiddenOrShownMeanwhile
    return _page(found, form), 422


def _page(
    found: Petition, sent: PostedForm | None = None, *, done: object = None, is_late: bool = False, written: str = ""
) -> str:
    reports = petition_reports.open_of(found)
    return render_template(
        "staff/petitions/show.html",
        line=StaffPetition(found, len(reports)),
        reports=[report_line(one) for one in reports],
        sent=sent,
        hide_form=sent if isinstance(sent, HideForm) else HideForm(None),
        show_form=sent if isinstance(sent, ReasonForm) else ReasonForm(None),
        other_reason_form=sent if isinstance(sent, OtherReasonForm) else OtherReasonForm(None),
        keep_form=_keep_form(sent, reports[-1].id if reports else 0),
        done=done,
        problem=gettext("Somebody else decided about it meanwhile. This is how it stands now.") if is_late else "",
        written=written,
    )


def _keep_form(sent: PostedForm | None, newest: int) -> KeepForm:
    """Sent again, it is about the reports that are on the page now."""
    form = sent if isinstance(sent, KeepForm) else KeepForm(None)
    form.seen.data = str(newest)
    return form
