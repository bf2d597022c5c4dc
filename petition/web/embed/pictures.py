"""What a counter looks like as a picture: the badge for mails and README files, and the one for shared links."""

import io
from dataclasses import dataclass

from markupsafe import Markup, escape
from PIL import Image, ImageDraw

from petition.lib import colour, lettering
from petition.lib.lettering import BOLD, SEMIBOLD, Line, Style
from petition.web.palette import Palette

HEIGHT, PADDING, RADIUS = 28, 10, 4
BASELINE = 19
LABEL_WIDTH = 340
# Screens of our time show two or more points for each pixel of a page.
SHARPNESS = 2
# Corners are drawn larger and made smaller, so that they are round.
SMOOTHNESS = 4

SHARE_SIZE = (1200, 630)
MARGIN = 72
# Title sizes from large to small, with as many lines as there is room for.
TITLE_STYLES = ((76, 3), (68, 3), (60, 4), (52, 4), (46, 5))


@dataclass(frozen=True)
class Words:
    """What is to be read on a picture. Without a number there is none."""

    title: str
    team: str
    number: str
    rest: str
    as_of: str
    percent: int | None
    site: str
    language: str
    rtl: bool

    @property
    def in_short(self) -> str:
        return " ".join(filter(None, (self.number, self.rest)))


def badge_svg(words: Words, palette: Palette) -> bytes:
    """As vectors; the letters are outlines, since nobody knows which fonts the reader has."""
    badge = _Badge(words, 1)
    label, value = badge.label, badge.value
    end = badge.width - badge.accent_width
    x = end if words.rtl else 0
    # A straight end where the label begins.
    shape = f"M0 0h{badge.accent_width - RADIUS:g}a{RADIUS} {RADIUS} 0 0 1 0 0"
    del shape
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{badge.width:g}" height="{HEIGHT}" '
        f'viewBox="0 0 {badge.width:g} {HEIGHT}" role="img" aria-labelledby="t" xml:lang="{words.language}">'
        f'<title id="t">{escape(words.in_short)}</title>{lettering.svg_shapes(label, value)}'
    )
    return Markup(drawn).encode()
