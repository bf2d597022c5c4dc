"""The script that makes `<petition-counter>` an element of other people's pages."""

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue

from petition.web import counter_element
from petition.web.embed import bp

A_YEAR = 365 * 24 * 3600
FIVE_MINUTES = 300


@bp.get("/embed-<int:number>.js")
def element(number: int) -> ResponseReturnValue:
    """One version, for ever the same: pages name the digest of what they want to run."""
    if number not in counter_element.VERSIONS:
        abort(404)
    return _script(number, f"public, max-age={A_YEAR}, immutable")


@bp.get("/embed.js")
def newest_element() -> ResponseReturnValue:
    """For pages that would rather follow us than check."""
    return _script(counter_element.NEWEST, f"public, max-age={FIVE_MINUTES}")


def _script(number: int, cache_control: str) -> Response:
    response = send_file(counter_element.path_of(number), mimetype="text/javascript", conditional=True)
    response.headers["Cache-Control"] = cache_control
    # A digest can be checked only of what may be read.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
