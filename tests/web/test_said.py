"""Words know their language, and say so on a page of another one."""

from collections.abc import Iterator

import pytest
from flask import Flask
from markupsafe import escape

from petition.web.said import original, readable, said


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"):
        app.preprocess_request()
        yield


pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"ar": "ماء", "en": "Water", "fr": "Eau"}, ("Water", "en")),
        ({"ar": "ماء", "fr": "Eau"}, ("Eau", "fr")),
        ({"ar": "ماء", "es": "Agua"}, ("ماء", "ar")),
        ({"en": "", "fr": "Eau"}, ("Eau", "fr")),
        ({"ar": "", "es": "Agua"}, ("Agua", "es")),
        ({}, ("", "fr")),
    ],
)
def test_the_page_comes_first_then_the_petition_then_the_first(
    texts: dict[str, str], expected: tuple[str, str]
) -> None:
    found = said(texts, "fr")
    assert (found.text, found.language) == expected


def test_words_of_the_page_need_no_language() -> None:
    assert escape(said({"en": "Water & wells"}, "en")) == "<bdi>Water &amp; wells</bdi>"


def test_words_of_another_language_name_it_and_their_direction() -> None:
    assert escape(said({"ar": "ماء"}, "ar")) == '<bdi lang="ar" dir="rtl">ماء</bdi>'


@pytest.mark.parametrize(
    ("texts", "shown", "first"),
    [
        ({"ar": "بئر", "en": "Well"}, "Well", "بئر"),
        ({"ar": "بئر", "fr": "Puits"}, "Puits", "بئر"),
        ({"ar": "بئر"}, "بئر", None),
        ({"fr": "Puits", "en": "Well"}, "Well", "Puits"),
        ({"fr": "Oasis", "en": "Oasis"}, "Oasis", None),
        ({"ar": "112"}, "112", None),
    ],
)
def test_a_name_is_shown_as_its_reader_can_read_it(texts: dict[str, str], shown: str, first: str | None) -> None:
    here, there = readable(texts), original(texts)
    assert (here and here.text, there and there.text) == (shown, first)
