"""Logos of the organisations under a letter. An address names the picture's hash: what it leads to never changes."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from petition.models.petition import Petition
from petition.services import signatories
from petition.web.headers import ON_ANY_PAGE
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.circulating import petition_by_link

# Browsers may keep what never changes. Proxies ask again each minute: it may have been taken down.
A_YEAR = 365 * 24 * 3600
PROXIES_KEEP = 60
KEPT_BY_ALL = f"public, max-age={A_YEAR}, s-maxage={PROXIES_KEEP}, immutable"
FOR_ALL = {"Cache-Control": KEPT_BY_ALL, **ON_ANY_PAGE}
FOR_ONE = {"Cache-Control": f"private, max-age={A_YEAR}, immutable"}


@bp.get("/petitions/<slug>/logos/<sha256>.png")
def logo(slug: str, sha256: str) -> ResponseReturnValue:
    return _picture(petition_or_404(slug), sha256, FOR_ALL)


@bp.get("/circulating/<token>/logos/<sha256>.png")
def circulating_logo(token: str, sha256: str) -> ResponseReturnValue:
    return _picture(petition_by_link(token), sha256, FOR_ONE)


def _picture(petition: Petition, sha256: str, headers: dict[str, str]) -> Response:
    found = signatories.logo_under(petition, sha256)
    if found is None:
        abort(404)
    return Response(found.png, mimetype="image/png", headers=headers)
