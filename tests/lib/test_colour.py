import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lib.colour import TEXT_CONTRAST, contrast, is_colour, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_readable_colour_stays() -> None:
    assert readable_on("#fbfaf6", "#9c1f1f") == "#9c1f1f"


@given(COLOURS, st.sampled_from(["#fbfaf6", "#161613", "#ffffff"]))
def test_every_colour_becomes_readable(colour: str, background: str) -> None:
    assert contrast(readable_on(background, colour), background) >= TEXT_CONTRAST


@pytest.mark.parametrize("text", ["red", "#12345", "#12345g", "#9C1F1F", "#9c1f1f;}"])
def test_other_texts_are_no_colours(text: str) -> None:
    assert not is_colour(text)
