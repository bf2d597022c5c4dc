"""Reporting a petition, as comments are reported (reporting.py): those who run the site read it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db, limiter
from petition.models.report import ReportReason
from petition.services import petition_reports
from petition.web.public import bp
from petition.web.public.flooding import answers_floods_to
from petition.web.public.kept_pages import words_or_404
from petition.web.public.petition_page import PetitionPage
from petition.web.public.report_form import PetitionReportForm
from petition.web.public.reporting import PER_NETWORK


@bp.get("/petitions/<slug>/report")
def report_petition(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    return _render(page, PetitionReportForm.about(page))


@bp.post("/petitions/<slug>/report")
@limiter.limit(PER_NETWORK)
def do_report_petition(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    form = PetitionReportForm.about(page)
    if not form.validate_on_submit():
        return _render(page, form), 422
    # Programs fill in what nobody sees; they are answered like everyone.
    if not form.website.data:
        petition_reports.report(page.petition, reason=ReportReason(form.reason.data), words=form.words.data or "")
        db.session.commit()
    return redirect(url_for(".reported_petition", slug=slug), 303)


@bp.get("/petitions/<slug>/reported")
def reported_petition(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    return render_template("public/reporting/petition_reported.html", page=page, petition_url=page.url)


@answers_floods_to("do_report_petition")
def petition_form_in_a_flood() -> str:
    page = words_or_404((request.view_args or {})["slug"])
    return _render(page, PetitionReportForm.about(page), is_too_many=True)


def _render(page: PetitionPage, form: PetitionReportForm, *, is_too_many: bool = False) -> str:
    return render_template(
        "public/reporting/petition.html",
        page=page,
        petition_url=page.url,
        report_url=page.report_url,
        form=form,
        is_too_many=is_too_many,
    )
