"""Reporting a comment: a form without account or mail address, and the same answer whatever comes of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db, limiter
from petition.models.report import ReportReason
from petition.models.signature import Comment
from petition.services import reporting
from petition.web.public import bp
from petition.web.public.flooding import answers_floods_to
from petition.web.public.kept_pages import words_or_404
from petition.web.public.petition_page import PetitionPage
from petition.web.public.report_form import ReportForm

# Many may read together behind one address; nobody reports a comment each second.
PER_NETWORK = "30 per minute; 200 per hour"


@bp.get("/petitions/<slug>/comments/<public_id>/report")
def report(slug: str, public_id: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    return _page(page, public_id, ReportForm.about(page))


@bp.post("/petitions/<slug>/comments/<public_id>/report")
@limiter.limit(PER_NETWORK)
def do_report(slug: str, public_id: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    form = ReportForm.about(page)
    if not form.validate_on_submit():
        return _page(page, public_id, form, status=422)
    # Programs fill in what nobody sees; they are answered like everyone.
    if not form.website.data:
        reason, words = ReportReason(form.reason.data), form.words.data or ""
        reporting.report(page.petition, public_id, reason=reason, words=words)
        db.session.commit()
    return redirect(url_for(".reported", slug=slug), 303)


@bp.get("/petitions/<slug>/comments/reported")
def reported(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    return render_template("public/reporting/reported.html", page=page, petition_url=page.url)


@answers_floods_to("do_report")
def form_in_a_flood() -> str:
    """Without the comment: whoever sends so many has seen it."""
    slug = (request.view_args or {})["slug"]
    page = words_or_404(slug)
    return _render(page, (request.view_args or {})["public_id"], ReportForm.about(page), None, is_too_many=True)


def _page(page: PetitionPage, public_id: str, form: ReportForm, *, status: int = 200) -> ResponseReturnValue:
    comment = reporting.published(page.petition, public_id)
    if comment is None and status == 200:
        # Hidden, taken back, or never there: nobody learns which.
        return render_template("public/reporting/gone.html", page=page, petition_url=page.url), 404
    return _render(page, public_id, form, comment), status, {"X-Robots-Tag": "noindex"}


def _render(
    page: PetitionPage, public_id: str, form: ReportForm, comment: Comment | None, *, is_too_many: bool = False
) -> str:
    return render_template(
        "public/reporting/form.html",
        page=page,
        petition_url=page.url,
        report_url=url_for("public.do_report", slug=page.slug, public_id=public_id),
        form=form,
        comment=comment.text if comment else "",
        is_too_many=is_too_many,
    )
