"""The lines under a letter, as readers of any language see them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.models.petition import ListStyle, Petition
from petition.services import signatories
from tests.campaigns import line, signed_by
from tests.page_parts import publish, read
from tests.visible import Visible

UNION = {"organisations": {"ar": "اتحاد الوادي", "en": "Union of the Valley"}, "represents": {"en": "92 societies"}}
STYLES = [*ListStyle]


def under(*lines: Mapping[str, Any], is_listed: bool = True) -> Callable[[Petition], None]:
    def arrange(made: Petition) -> None:
        for values in lines:
            signatories.add_by_team(made, line(**values), is_listed=is_listed)

    return arrange


@pytest.mark.parametrize("style", STYLES)
def test_a_name_stands_in_the_readers_script_with_the_original_beside_it(
    app: Flask, client: FlaskClient, style: ListStyle
) -> None:
    slug = publish(app, kind="letter", list_style=style, arrange=under(UNION))
    page = read(client, slug)
    assert '<bdi lang="ar" dir="rtl">اتحاد الوادي</bdi>' in page
    assert "Union of the Valley (اتحاد الوادي)" in Visible(page).text
    assert "Union of the Valley" not in read(client, slug, "ar")


def test_a_reader_of_french_gets_the_latin_name(app: Flask, client: FlaskClient) -> None:
    page = read(client, publish(app, kind="letter", arrange=under(UNION)), "fr")
    assert '<b><bdi lang="en" dir="ltr">Union of the Valley</bdi></b>' in page


@pytest.mark.parametrize("style", STYLES)
def test_whom_it_represents_is_printed_and_not_counted(app: Flask, client: FlaskClient, style: ListStyle) -> None:
    text = Visible(read(client, publish(app, kind="letter", list_style=style, arrange=under(UNION)))).text
    assert "representing 92 societies" in text
    assert "Signed by 1 organisation or person" in text


@pytest.mark.parametrize("style", STYLES)
def test_who_is_withheld_leaves_only_a_description(app: Flask, client: FlaskClient, style: ListStyle) -> None:
    hidden = {"organisations": {"en": "Ward Seven"}, "descriptions": {"en": "a hospital administrator"}}
    slug = publish(app, kind="letter", list_style=style, arrange=under(hidden, is_listed=False))
    text = Visible(read(client, slug)).text
    assert "Name withheld for safety" in text
    assert "a hospital administrator" in text
    assert "Ward Seven" not in text


def test_a_person_signs_for_an_organisation_or_alone(app: Flask, client: FlaskClient) -> None:
    lamia = {"organisations": {"en": "Ovens"}, "persons": {"en": "Lamia Sharaf"}, "titles": {"en": "director"}}
    yusuf = {"organisations": {}, "persons": {"en": "Dr Yusuf"}, "titles": {"en": "retired surgeon"}}
    slug = publish(app, kind="letter", arrange=under(lamia, yusuf))
    assert "Ovens Lamia Sharaf, director Dr Yusuf retired surgeon" in Visible(read(client, slug)).text


@pytest.mark.parametrize(("language", "words"), [("en", "Well, Bread, Salt."), ("ar", "Well، Bread، Salt.")])
def test_a_run_of_names_has_the_signs_of_its_language(
    app: Flask, client: FlaskClient, language: str, words: str
) -> None:
    slug = publish(
        app, kind="statement", list_style="run", arrange=lambda made: signed_by(made, "Well", "Bread", "Salt")
    )
    assert words in Visible(read(client, slug, language)).text


def test_a_site_of_theirs_can_be_reached(app: Flask, client: FlaskClient) -> None:
    slug = publish(app, kind="letter", arrange=under({"url": "https://well.example.org"}))
    assert '<a href="https://well.example.org" rel="nofollow noopener">' in read(client, slug)


@pytest.mark.parametrize("style", STYLES)
def test_markup_in_a_name_is_text(app: Flask, client: FlaskClient, style: ListStyle) -> None:
    evil = {"organisations": {"en": "<b onclick=x>", "ar": "<i>"}, "descriptions": {"en": "<script>"}}
    page = read(client, publish(app, kind="letter", list_style=style, arrange=under(evil)))
    assert "onclick=x>" not in page
    assert "<b onclick=x>" in Visible(page).text
