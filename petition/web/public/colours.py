"""A team's colours as a style sheet: the page itself holds no inline style."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from petition.services import teams
from petition.web.headers import ON_ANY_PAGE
from petition.web.palette import ACCENTS, DARK, LIGHT, THEMES
from petition.web.public import bp


@bp.get("/teams/<slug>/colours.css")
def colours(slug: str) -> ResponseReturnValue:
    """The accent for day and night; with a `theme` (light, dark or auto, which is both) paper and ink as well."""
    team = teams.at(slug)
    if team is None:
        abort(404)
    theme = request.args.get("theme")
    if theme in THEMES:
        chosen = THEMES[theme].with_accent(team.accent)
        return _sheet(f":root{{color-scheme:{theme};{chosen.as_css()}}}")
    names = () if theme else ACCENTS
    light, dark = (palette.with_accent(team.accent).as_css(*names) for palette in (LIGHT, DARK))
    scheme = "color-scheme:light dark;" if theme else ""
    return _sheet(f":root{{{scheme}{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}")


def _sheet(css: str) -> Response:
    # Frames in a sandbox load it, too, and are strangers there.
    return Response(css, mimetype="text/css", headers=ON_ANY_PAGE)
