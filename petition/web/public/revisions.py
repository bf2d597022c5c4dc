"""What was changed in a petition since it opened, for whoever signed before and whoever is about to."""

from flask import render_template
from flask.typing import ResponseReturnValue

from petition.models.petition import Petition
from petition.web import formats
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.block_view import AddresseeView
from petition.web.public.petition_page import page_of
from petition.web.revision_view import changes_of


def _day_of(copy: AddresseeView, petition: Petition) -> str:
    moment = copy.addressee.added_at
    return formats.day_in(moment, petition.zone) if moment else ""


@bp.get("/petitions/<slug>/revisions")
def revisions(slug: str) -> ResponseReturnValue:
    page = page_of(petition_or_404(slug))
    return render_template(
        "public/revisions/index.html",
        page=page,
        changes=changes_of(page.petition),
        copies=[(_day_of(one, page.petition), one) for one in page.addressees_copy if one.gets_figures_only],
    )
