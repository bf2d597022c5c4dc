"""The colours of paper and ink, by day and by night, and a team's accent among them.

The same as in static/css/site.css; for what that style sheet does not reach: frames on other sites, and pictures.
"""

from dataclasses import asdict, dataclass, replace

from petition.lib import colour

ACCENTS = ("accent", "accent_fill")


@dataclass(frozen=True)
class Palette:
    """Colours that go together: ink, soft and accent can be read on paper, white letters on accent_fill."""

    paper: str
    ink: str
    soft: str
    line: str
    focus: str
    accent: str
    accent_fill: str

    def with_accent(self, accent: str) -> "Palette":
        """The accent, moved as far as it takes to be read on this paper, and under white letters."""
        fill = colour.readable_on(colour.WHITE, accent)
        return replace(self, accent=colour.readable_on(self.paper, fill), accent_fill=fill)

    def as_css(self, *names: str) -> str:
        """Custom properties, of these names or of all."""
        chosen = [(name, value) for name, value in asdict(self).items() if not names or name in names]
        return ";".join(f"--{name.replace('_', '-')}:{value}" for name, value in chosen)


LIGHT = Palette(
    paper="#fbfaf6",
    ink="#1a1a17",
    soft="#5b5a54",
    line="#dedbd0",
    focus="#1a56c4",
    accent="#9c1f1f",
    accent_fill="#9c1f1f",
)
DARK = Palette(
    paper="#161613",
    ink="#eeece4",
    soft="#aeaba0",
    line="#38372f",
    focus="#8db4ff",
    accent="#f0968a",
    accent_fill="#b4362c",
)
THEMES = {"light": LIGHT, "dark": DARK}
