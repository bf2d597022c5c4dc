"""A team's accent colour as a style sheet: the page itself holds no inline style."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from petition.lib import colour
from petition.services import teams
from petition.web.public import bp

PAPER, DARK_PAPER, BUTTON_INK = "#fbfaf6", "#161613", "#ffffff"


@bp.get("/teams/<slug>/colours.css")
def colours(slug: str) -> ResponseReturnValue:
    """The accent, moved as far as it takes to be read on light and on dark paper, and under white letters."""
    team = teams.by_slug(slug)
    if team is None:
        abort(404)
    fill = colour.readable_on(BUTTON_INK, team.accent)
    light, dark = colour.readable_on(PAPER, fill), colour.readable_on(DARK_PAPER, fill)
    sheet = (
        f":root{{--accent:{light};--accent-fill:{fill}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--accent-fill:{fill}}}}}"
    )
    return Response(sheet, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})
