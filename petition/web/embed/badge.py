"""Badges and share images: pictures of the count, drawn at most once a minute for each that is asked for."""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import settings
from petition.lib.kept import Kept
from petition.web import formats, languages
from petition.web.embed import bp
from petition.web.embed.badge_drawing import Badge
from petition.web.embed.framed_petition import FramedPetition, theme
from petition.web.embed.share_drawing import ShareImage
from petition.web.loading import PetitionIsHidden, petition_or_404
from petition.web.palette import THEMES, Palette

SVG, PNG = "image/svg+xml", "image/png"
# About four megabytes, if all were share images.
DRAWN: Kept[bytes] = Kept(lasting=timedelta(minutes=1), most=96)


@bp.get("/badge/<slug>.svg")
def badge_svg(slug: str) -> ResponseReturnValue:
    return _answer(slug, SVG, lambda page: _badge(page).svg())


@bp.get("/badge/<slug>.png")
def badge_png(slug: str) -> ResponseReturnValue:
    return _answer(slug, PNG, lambda page: _badge(page).png())


@bp.get("/badge/<slug>/share.png")
def share_image(slug: str) -> ResponseReturnValue:
    """For Open Graph: 1200 × 630, which is what every network shows."""
    return _answer(slug, PNG, lambda page: _share_image(page).png())


def _answer(slug: str, mimetype: str, draw: Callable[[FramedPetition | None], bytes]) -> ResponseReturnValue:
    """The picture, or one that says that the petition is hidden: whoever shows pictures shows no other words."""
    try:
        page, status = FramedPetition(petition_or_404(slug)), 200
    except PetitionIsHidden:
        page, status = None, 410
    about = page.petition.public_id if page else None
    key = (request.endpoint, about, languages.current_language(), theme())
    return Response(DRAWN.get(key, lambda: draw(page)), status, mimetype=mimetype)


def _palette(page: FramedPetition | None) -> Palette:
    chosen = THEMES[theme() or "light"]
    return chosen.with_accent(page.petition.team.accent) if page else chosen


def _badge(page: FramedPetition | None) -> Badge:
    count = page.count if page else None
    if page is None:
        value, label = "", str(gettext("No longer available"))
    elif count:
        value, label = formats.number(count.number), count.words
    else:
        value, label = page.call, page.title
    language = languages.current_language()
    return Badge(value, label, language, languages.direction(language) == "rtl", _palette(page))


def _share_image(page: FramedPetition | None) -> ShareImage:
    count = page.count if page else None
    is_rtl = languages.direction(languages.current_language()) == "rtl"
    return ShareImage(
        title=page.title if page else str(gettext("No longer available")),
        title_rtl=page.text_dir == "rtl" if page else is_rtl,
        team=page.team_name if page else "",
        number=formats.number(count.number) if count else "",
        label=count.words if count else "",
        as_of=str(gettext("As of %(time)s.", time=count.as_of_in_full)) if count else "",
        percent=count.percent if count and count.goal else None,
        site=settings.site_name,
        rtl=is_rtl,
        palette=_palette(page),
    )
