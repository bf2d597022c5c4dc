"""Logos of the organisations under a letter. An address names the picture's hash: what it leads to never changes."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from petition.models.petition import Petition
from petition.services import signatories
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.circulating import petition_by_link

A_YEAR = 365 * 24 * 3600


@bp.get("/petitions/<slug>/logos/<sha256>.png")
def logo(slug: str, sha256: str) -> ResponseReturnValue:
    return _picture(petition_or_404(slug), sha256, "public")


@bp.get("/circulating/<token>/logos/<sha256>.png")
def circulating_logo(token: str, sha256: str) -> ResponseReturnValue:
    return _picture(petition_by_link(token), sha256, "private")


def _picture(petition: Petition, sha256: str, who_keeps_it: str) -> Response:
    found = signatories.logo_under(petition, sha256)
    if found is None:
        abort(404)
    cache = f"{who_keeps_it}, max-age={A_YEAR}, immutable"
    return Response(found.png, mimetype="image/png", headers={"Cache-Control": cache})
