"""The picture that stands beside a shared link: team, title, number."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from petition.lib import lettering
from petition.lib.lettering import BOLD, SEMIBOLD, Line, Style
from petition.web.palette import Palette

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
STRIPE = 16
TEAM_SIZE, NUMBER_SIZE, LABEL_SIZE, FOOT_SIZE = 32, 84, 38, 26
TEAM_Y, TITLE_Y, NUMBER_Y, BAR_Y, FOOT_Y = 112, 160, 484, 508, 574
BAR_HEIGHT = 14
# From large to small, and where the title has to end: above the number, or above the foot.
TITLE_SIZES = (100, 88, 76, 66, 58, 50, 42, 36)
TITLE_END, TITLE_END_ALONE = 396, 520
# In sizes: from the top to the first baseline, from line to line, a line alone. Arabic has marks above and below.
ASCENT, LEADING, LINE = 0.8, 1.18, 1.15
RTL_ASCENT, RTL_LEADING, RTL_LINE = 0.95, 1.36, 1.35
COLOURS = 128


@dataclass(frozen=True)
class ShareImage:
    """What is read on it. Without a number, title and team stand alone; `percent` is that of the goal."""

    title: str
    title_rtl: bool
    team: str
    number: str
    label: str
    as_of: str
    percent: int | None
    site: str
    rtl: bool
    palette: Palette

    def png(self) -> bytes:
        picture = Image.new("RGB", (WIDTH, HEIGHT), self.palette.paper)
        ImageDraw.Draw(picture).rectangle((0, 0, WIDTH, STRIPE - 1), self.palette.accent_fill)
        self._start(picture, self._cut(self.team, TEAM_SIZE, SEMIBOLD), TEAM_Y, self.palette.accent)
        self._draw_title(picture)
        self._draw_number(picture)
        self._draw_foot(picture)
        written = io.BytesIO()
        picture.quantize(COLOURS).save(written, "PNG", optimize=True)
        return written.getvalue()

    def _draw_title(self, picture: Image.Image) -> None:
        size, rows = self._title()
        ascent, leading, _line = self._measures
        for place, row in enumerate(rows):
            x = WIDTH - MARGIN - row.width if self.title_rtl else MARGIN
            row.draw(picture, x, TITLE_Y + size * (ascent + place * leading), self.palette.ink)

    def _title(self) -> tuple[int, list[Line]]:
        """As large as it goes."""
        room = (TITLE_END if self.number else TITLE_END_ALONE) - TITLE_Y
        _ascent, leading, line = self._measures
        for size in TITLE_SIZES:
            style = Style(size, BOLD, self.title_rtl)
            most = 1 + int((room / size - line) / leading)
            rows = lettering.lines(self.title, style, width=WIDTH - 2 * MARGIN, most=most)
            if rows:
                return size, rows
        return size, [lettering.shortened(self.title, style, width=WIDTH - 2 * MARGIN)]

    @property
    def _measures(self) -> tuple[float, float, float]:
        return (RTL_ASCENT, RTL_LEADING, RTL_LINE) if self.title_rtl else (ASCENT, LEADING, LINE)

    def _draw_number(self, picture: Image.Image) -> None:
        if not self.number:
            return
        number = lettering.line(self.number, Style(NUMBER_SIZE, BOLD, self.rtl))
        self._start(picture, number, NUMBER_Y, self.palette.ink)
        label = lettering.line(self.label, Style(LABEL_SIZE, rtl=self.rtl))
        self._start(picture, label, NUMBER_Y, self.palette.soft, indent=number.width + FOOT_SIZE)
        if self.percent is not None:
            self._draw_bar(picture, self.percent)

    def _draw_bar(self, picture: Image.Image, percent: int) -> None:
        whole = WIDTH - 2 * MARGIN
        done = whole * percent // 100
        start = WIDTH - MARGIN - done if self.rtl else MARGIN
        draw = ImageDraw.Draw(picture)
        low, high = BAR_Y, BAR_Y + BAR_HEIGHT - 1
        draw.rounded_rectangle((MARGIN, low, MARGIN + whole - 1, high), BAR_HEIGHT // 2, self.palette.line)
        if done >= BAR_HEIGHT:
            draw.rounded_rectangle((start, low, start + done - 1, high), BAR_HEIGHT // 2, self.palette.accent)

    def _draw_foot(self, picture: Image.Image) -> None:
        as_of = self._cut(self.as_of, FOOT_SIZE)
        site = self._cut(self.site, FOOT_SIZE)
        self._start(picture, as_of, FOOT_Y, self.palette.soft)
        self._start(picture, site, FOOT_Y, self.palette.soft, indent=WIDTH - 2 * MARGIN - site.width)

    def _cut(self, text: str, size: int, weight: int = lettering.REGULAR) -> Line:
        return lettering.shortened(text, Style(size, weight, self.rtl), width=WIDTH - 2 * MARGIN)

    def _start(self, picture: Image.Image, line: Line, y: float, colour: str, *, indent: float = 0) -> None:
        """Draw it from the side where reading starts."""
        x = WIDTH - MARGIN - indent - line.width if self.rtl else MARGIN + indent
        line.draw(picture, x, y, colour)
