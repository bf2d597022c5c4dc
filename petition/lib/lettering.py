"""Words as outlines, for pictures: shaped by HarfBuzz, in fonts that we bring, from whichever side they run.

Pillow's own text needs a FriBiDi that the system may not have, and an SVG's text the fonts of whoever looks at it.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import uharfbuzz as hb
from PIL import Image

from petition.lib import bidi

FILES = (
    Path(fontpkg_noto_sans.ROOT, "files", "NotoSans[wdth,wght].ttf"),
    Path(fontpkg_noto_sans_arabic.ROOT, "files", "NotoSansArabic[wdth,wght].ttf"),
)
REGULAR, SEMIBOLD, BOLD = 400, 600, 700
# Both fonts are drawn on a grid of a thousand to the size.
UNITS = 1000
ELLIPSIS = "…"
# They belong to the letter before: spaces, marks, joiners.
CLINGING = ("Zs", "Mn", "Cf")
Point = tuple[float, float]


@dataclass(frozen=True)
class Style:
    """How words are set; the size in pixels."""

    size: float
    weight: int = REGULAR
    rtl: bool = False


@dataclass(frozen=True)
class Face:
    """One of our fonts in one weight."""

    name: str
    font: hb.Font

    def has(self, character: str) -> bool:
        return bool(self.font.get_nominal_glyph(ord(character)))


@dataclass(frozen=True)
class Glyph:
    """One shape of a face, and where its origin stands on the line, in units of the font."""

    face: Face
    number: int
    x: int
    y: int

    @property
    def name(self) -> str:
        return f"{self.face.name}{self.number}"


@dataclass(frozen=True)
class Line:
    """Words on one line, ready to be drawn; size and width in pixels."""

    glyphs: tuple[Glyph, ...]
    width: float
    size: float

    def svg(self, x: float, y: float) -> str:
        """References to the shapes in `svg_shapes`, the left end at x on the baseline y."""
        scale = self.size / UNITS
        used = "".join(f'<use href="#{glyph.name}" x="{glyph.x}"{_raised(glyph.y)}/>' for glyph in self.glyphs)
        return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{used}</g>'

    def draw(self, picture: Image.Image, x: float, y: float, colour: str) -> None:
        """Paint it, the left end at x on the baseline y."""
        scale = self.size / UNITS
        pen = hb.RasterDraw()
        for glyph in self.glyphs:
            # HarfBuzz counts upwards.
            pen.transform = (scale, 0, 0, scale, x + glyph.x * scale, glyph.y * scale - y)
            pen.draw_glyph(glyph.face.font, glyph.number)
        drawn = pen.render()
        place = drawn.extents
        if place.width and place.height:
            size = (place.width, place.height)
            mask = Image.frombuffer("L", size, bytes(drawn.buffer), "raw", "L", place.stride, -1)
            picture.paste(colour, (place.x_origin, -place.y_origin - place.height), mask)


def line(text: str, style: Style) -> Line:
    """The text on one line, however long; letters that our fonts do not have are left out."""
    glyphs: list[Glyph] = []
    x = 0
    for run, is_rtl in bidi.visual_runs(text, rtl=style.rtl):
        for face, piece in _by_face(run, style.weight, rtl=is_rtl):
            shaped, x = _shaped(face, piece, x, rtl=is_rtl)
            glyphs += shaped
    return Line(tuple(glyphs), x * style.size / UNITS, style.size)


def lines(text: str, style: Style, *, width: float, most: int) -> list[Line] | None:
    """The text broken at its spaces so that every line fits, or None where it needs more lines than `most`."""
    space = line(" ", style).width
    rows: list[list[str]] = []
    used = width
    for word in text.split():
        taken = line(word, style).width
        if taken > width:
            return None
        if used + space + taken > width:
            rows.append([])
            used = -space
        rows[-1].append(word)
        used += space + taken
    return [line(" ".join(row), style) for row in rows] if len(rows) <= most else None


def shortened(text: str, style: Style, *, width: float) -> Line:
    """The text on one line, cut off with "…" where it is longer than that."""
    found = line(text, style)
    for end in range(len(text) - 1, 0, -1):
        if found.width <= width:
            break
        found = line(text[:end].rstrip() + ELLIPSIS, style)
    return found


def svg_shapes(*drawn: Line) -> str:
    """The shapes that these lines are made of, each once, for the head of an SVG."""
    shapes = {glyph.name: glyph for one in drawn for glyph in one.glyphs}
    return (
        "<defs>" + "".join(f'<path id="{name}" d="{_outline(glyph)}"/>' for name, glyph in shapes.items()) + "</defs>"
    )


def _raised(y: int) -> str:
    return f' y="{-y}"' if y else ""


def _by_face(run: str, weight: int, *, rtl: bool) -> list[tuple[Face, str]]:
    """The run in pieces of one face, from left to right."""
    faces: list[tuple[Face, str]] = []
    for character in run:
        clings = faces and unicodedata.category(character) in CLINGING
        face = faces[-1][0] if clings else next((f for f in _faces(weight) if f.has(character)), None)
        if face:
            faces.append((face, character))
    pieces = [(face, "".join(c for _, c in group)) for face, group in groupby(faces, key=lambda pair: pair[0])]
    return pieces[::-1] if rtl else pieces


def _shaped(face: Face, text: str, start: int, *, rtl: bool) -> tuple[list[Glyph], int]:
    """Glyphs with their places from the left, beginning at `start`, and where they end."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.guess_segment_properties()
    hb.shape(face.font, buffer)
    glyphs: list[Glyph] = []
    x = start
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(face, glyph.codepoint, x + place.x_offset, place.y_offset))
        x += place.x_advance
    return glyphs, x


@cache
def _faces(weight: int) -> tuple[Face, ...]:
    return tuple(_face(path, f"{letter}{weight}-", weight) for letter, path in zip("la", FILES, strict=True))


def _face(path: Path, name: str, weight: int) -> Face:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(path)))
    font.set_variations({"wght": weight})
    return Face(name, font)


def _outline(glyph: Glyph) -> str:
    """The shape as SVG path commands."""
    pen = _SvgPen()
    glyph.face.font.draw_glyph_with_pen(glyph.number, pen)
    return "".join(pen.commands)


class _SvgPen:
    """Takes an outline down as SVG path commands, from point to point; the methods are those of fontTools' pens."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self._start = self._at = (0, 0)

    def moveTo(self, to: Point) -> None:  # noqa: N802
        self._add("m", to)
        self._start = self._at

    def lineTo(self, to: Point) -> None:  # noqa: N802
        self._add("l", to)

    def qCurveTo(self, by: Point, to: Point) -> None:  # noqa: N802
        self._add("q", by, to)

    def curveTo(self, first: Point, second: Point, to: Point) -> None:  # noqa: N802
        self._add("c", first, second, to)

    def closePath(self) -> None:  # noqa: N802
        self.commands.append("z")
        self._at = self._start

    def _add(self, command: str, *points: Point) -> None:
        # SVG counts downwards.
        whole = [(round(x), -round(y)) for x, y in points]
        steps = " ".join(f"{x - self._at[0]} {y - self._at[1]}" for x, y in whole)
        self.commands.append(command + steps.replace(" -", "-"))
        self._at = whole[-1]
