"""Colours outside site.css are those of site.css."""

import re

import pytest

from petition.lib.colour import contrast
from petition.web.palette import DARK, LIGHT, Palette
from tests.source_tree import ROOT

SHEET = (ROOT / "petition/static/css/site.css").read_text(encoding="utf-8")
BLOCKS = re.findall(r":root \{([^}]*--paper[^}]*)\}", SHEET)
PAIRS = re.compile(r"--([a-z-]+): (#[0-9a-f]+);")


def token_of(block: str, name: str) -> str | None:
    return dict(PAIRS.findall(block)).get(name)


@pytest.mark.parametrize(("palette", "block"), [(LIGHT, BLOCKS[0]), (DARK, BLOCKS[1])], ids=["light", "dark"])
def test_they_are_the_style_sheets(palette: Palette, block: str) -> None:
    for name in ("paper", "ink", "soft", "line", "focus", "accent"):
        assert getattr(palette, name) == token_of(block, name), name


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("accent", ["#9c1f1f", "#ffff00", "#000000", "#1d5c3a"])
def test_all_of_it_can_be_read(palette: Palette, accent: str) -> None:
    chosen = palette.with_accent(accent)
    assert min(contrast(ink, chosen.paper) for ink in (chosen.ink, chosen.soft, chosen.accent)) >= 4.5
    assert contrast("#ffffff", chosen.accent_fill) >= 4.5
