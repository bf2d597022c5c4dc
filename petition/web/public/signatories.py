"""Who signed, as a list to be copied: newspapers and other sites print it."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.services import signatories as under_it
from petition.web import signatory_copy
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.petition_page import page_of
from petition.web.signatory_view import view_of


@bp.get("/petitions/<slug>/signatories")
def signatories(slug: str) -> ResponseReturnValue:
    page = page_of(petition_or_404(slug))
    return render_template(
        "public/signatories/index.html",
        page=page,
        number=len(page.signatories),
        text=signatory_copy.as_text(page.signatories),
        html=signatory_copy.as_html(page.signatories),
        text_url=url_for(".signatories_text", slug=page.slug),
    )


@bp.get("/petitions/<slug>/signatories.txt")
def signatories_text(slug: str) -> ResponseReturnValue:
    views = [view_of(one) for one in under_it.published(petition_or_404(slug))]
    return Response(signatory_copy.as_text(views), mimetype="text/plain")
