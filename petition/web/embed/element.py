"""The script that makes `<petition-counter>` an element of other people's pages."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from petition.web.counter_element import NEWEST, SCRIPTS
from petition.web.embed import bp

A_YEAR = 365 * 24 * 3600
FIVE_MINUTES = 300


@bp.get("/embed-<int:number>.js")
def element(number: int) -> ResponseReturnValue:
    """One version, for ever the same: pages name the digest of what they want to run."""
    if number not in SCRIPTS:
        abort(404)
    return _script(number, f"public, max-age={A_YEAR}, immutable")


@bp.get("/embed.js")
def newest_element() -> ResponseReturnValue:
    """For pages that would rather follow us than check."""
    return _script(NEWEST, f"public, max-age={FIVE_MINUTES}")


def _script(number: int, cache_control: str) -> ResponseReturnValue:
    # A digest can be checked only of what may be read.
    headers = {"Cache-Control": cache_control, "Access-Control-Allow-Origin": "*"}
    response = Response(SCRIPTS[number], mimetype="text/javascript", headers=headers)
    response.add_etag()
    return response.make_conditional(request)
