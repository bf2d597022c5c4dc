from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

from petition.lib.lettering import BOLD, Line, Style, line, lines, shortened, svg_shapes

STYLE = Style(40)
RTL = Style(40, rtl=True)
ARABIC = "أبقوا الجناح مفتوحًا"
WORDS = "a quiet place where two nurses and one doctor work at night"


def drawn(one: Line, size: tuple[int, int] = (600, 100)) -> Image.Image:
    picture = Image.new("L", size)
    one.draw(picture, 10, 60, "#ffffff")
    return picture


def outlines(text: str, style: Style = STYLE) -> list[str]:
    return [glyph.name for glyph in line(text, style).glyphs]


@pytest.mark.parametrize("text", ["Keep the ward open", "Gardez l’œuvre", "8 412", ARABIC, "Жизнь", "Ελπίδα"])
def test_every_letter_has_a_shape(text: str) -> None:
    assert len(outlines(text)) >= len(text.replace(" ", "")) - 3
    assert not any(name.endswith("-0") for name in outlines(text))


def test_it_is_as_wide_as_it_says() -> None:
    for text, style in (("Keep the ward open", STYLE), (ARABIC, RTL)):
        box = drawn(line(text, style)).getbbox()
        assert box
        assert abs(box[2] - box[0] - line(text, style).width) < 8


def test_arabic_letters_join() -> None:
    apart = {name for letter in "بيت" for name in outlines(letter, RTL)}
    assert len(set(outlines("بيت", RTL)) - apart) == 3
    assert line("بيت", RTL).width < sum(line(letter, RTL).width for letter in "بيت")


def test_latin_and_digits_among_arabic_are_drawn() -> None:
    alone, among = outlines("MSF 10,000"), outlines("قال MSF 10,000 اليوم", RTL)
    assert set(alone) <= set(among)


def test_what_no_font_has_is_left_out() -> None:
    assert outlines("a木b") == outlines("ab")
    assert line("木", STYLE).width == 0
    assert drawn(line("木", STYLE)).getbbox() is None


def test_bold_is_bolder() -> None:
    assert line("open", Style(40, BOLD)).width > line("open", STYLE).width


def test_lines_fit() -> None:
    rows = lines(WORDS, STYLE, width=400, most=4)
    assert rows
    assert 2 < len(rows) <= 4
    assert max(row.width for row in rows) <= 400


def test_too_much_is_refused() -> None:
    assert lines(WORDS, STYLE, width=400, most=2) is None
    assert lines("incomprehensibilities", STYLE, width=200, most=9) is None


def test_it_is_shortened_with_dots() -> None:
    found = shortened(WORDS, STYLE, width=300)
    assert found.width <= 300
    assert found.glyphs[-1].name == outlines("…")[0]
    assert shortened("short", STYLE, width=300) == line("short", STYLE)


def test_the_svg_names_each_shape_once() -> None:
    one = line("10,000 of 10,000", STYLE)
    root = ElementTree.fromstring(f"<svg>{svg_shapes(one)}{one.svg(3, 20)}</svg>")  # noqa: S314 -- our own
    names = [path.get("id") for path in root.iter("path")]
    assert len(names) == len(set(names)) == len({glyph.name for glyph in one.glyphs})
    assert {f"#{name}" for name in names} == {use.get("href") for use in root.iter("use")}


def test_two_drawings_are_the_same() -> None:
    same = ImageChops.difference(drawn(line(ARABIC, RTL)), drawn(line(ARABIC, RTL)))
    assert same.getbbox() is None
