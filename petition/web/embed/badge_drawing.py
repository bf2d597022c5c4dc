"""The badge: a number and what it counts, side by side, for mails and README files."""

import io
import math
from dataclasses import dataclass
from functools import cached_property

from markupsafe import escape
from PIL import Image, ImageDraw

from petition.lib import colour, lettering
from petition.lib.lettering import BOLD, Line, Style
from petition.web.palette import Palette

HEIGHT, BASELINE, PADDING, RADIUS = 28, 19, 9, 4
VALUE_SIZE, LABEL_SIZE = 15, 13
LABEL_WIDTH = 360
# A picture's pixels for each pixel of a page: screens of our time show two or more.
SHARPNESS = 2
# Corners are drawn larger and made smaller, so that they are round.
SMOOTHNESS = 4


@dataclass(frozen=True)
class Badge:
    """What is read on it: the value stands out, the label follows. There may be no value."""

    value: str
    label: str
    language: str
    rtl: bool
    palette: Palette

    @property
    def words(self) -> str:
        return " ".join(filter(None, (self.value, self.label)))

    def svg(self) -> bytes:
        """As vectors; letters too, for nobody knows which fonts the reader has."""
        parts = _Parts(self, 1)
        accent_x = parts.width - parts.accent if self.rtl else 0
        paper = self.palette
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{parts.width}" height="{HEIGHT}"'
            f' viewBox="0 0 {parts.width} {HEIGHT}" role="img" aria-labelledby="words">'
            f'<title id="words" lang="{self.language}">{escape(self.words)}</title>'
            f"{lettering.svg_shapes(parts.value, parts.label)}"
            f'<clipPath id="corners"><rect width="{parts.width}" height="{HEIGHT}" rx="{RADIUS}"/></clipPath>'
            f'<rect x=".5" y=".5" width="{parts.width - 1}" height="{HEIGHT - 1}" rx="{RADIUS - 0.5:g}"'
            f' fill="{paper.paper}" stroke="{paper.line}"/>'
            f'<g clip-path="url(#corners)" fill="{paper.accent_fill}">'
            f'<rect x="{accent_x}" width="{parts.accent}" height="{HEIGHT}"/></g>'
            f'<g fill="{colour.WHITE}">{parts.value.svg(parts.value_x, BASELINE)}</g>'
            f'<g fill="{paper.ink}">{parts.label.svg(parts.label_x, BASELINE)}</g></svg>'
        )
        return drawn.encode()

    def png(self) -> bytes:
        """As pixels, for mails: twice as many as it is to be high and wide."""
        parts = _Parts(self, SHARPNESS)
        size = (parts.width, HEIGHT * SHARPNESS)
        picture = Image.new("RGBA", size)
        picture.paste(self.palette.line, mask=_rounded(size, inset=0))
        picture.paste(self.palette.paper, mask=_rounded(size, inset=SHARPNESS))
        accent_x = parts.width - parts.accent if self.rtl else 0
        accent = (accent_x, 0, accent_x + parts.accent, size[1])
        picture.paste(self.palette.accent_fill, accent, _rounded(size, inset=0).crop(accent))
        parts.value.draw(picture, parts.value_x, BASELINE * SHARPNESS, colour.WHITE)
        parts.label.draw(picture, parts.label_x, BASELINE * SHARPNESS, self.palette.ink)
        written = io.BytesIO()
        picture.quantize(128, method=Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
        return written.getvalue()


class _Parts:
    """Where everything stands, in pixels of the picture."""

    def __init__(self, badge: Badge, scale: int) -> None:
        self._badge = badge
        self._padding = PADDING * scale
        self.value: Line = lettering.line(badge.value, Style(VALUE_SIZE * scale, BOLD, badge.rtl))
        self.label: Line = lettering.shortened(
            badge.label, Style(LABEL_SIZE * scale, rtl=badge.rtl), width=LABEL_WIDTH * scale
        )

    @cached_property
    def accent(self) -> int:
        return self._room(self.value) if self._badge.value else 0

    @cached_property
    def width(self) -> int:
        return self.accent + self._room(self.label)

    @property
    def value_x(self) -> float:
        return self._padding + (self._room(self.label) if self._badge.rtl else 0)

    @property
    def label_x(self) -> float:
        return self._padding + (0 if self._badge.rtl else self.accent)

    def _room(self, line: Line) -> int:
        return math.ceil(line.width) + 2 * self._padding


def _rounded(size: tuple[int, int], *, inset: int) -> Image.Image:
    """A mask with round corners."""
    mask = Image.new("L", (size[0] * SMOOTHNESS, size[1] * SMOOTHNESS))
    low, radius = inset * SMOOTHNESS, (RADIUS * SHARPNESS - inset) * SMOOTHNESS
    ImageDraw.Draw(mask).rounded_rectangle((low, low, mask.width - low - 1, mask.height - low - 1), radius, fill=255)
    return mask.resize(size, Image.Resampling.LANCZOS)
