"""What keeps news from being published, and what in it is weak."""

from typing import Any

import pytest

from petition.services.update_readiness import UpdateFindingCode, check
from petition.web.organiser.update_finding import SENTENCES
from tests.making import draft
from tests.news import ARABIC, WORDS, draft_of_news

pytestmark = pytest.mark.usefixtures("database")


def test_every_finding_has_its_words() -> None:
    assert {*SENTENCES} == {*UpdateFindingCode}


def found(slug: str = "a-ward", **by_language: dict[str, str]) -> list[tuple[str, str, bool]]:
    update = draft_of_news(draft(slug), **by_language)
    return [(finding.language, finding.code.value, finding.is_blocking) for finding in check(update)]


def details_of(**words: str) -> dict[str, Any]:
    update = draft_of_news(draft(), en={**WORDS, **words}, ar=ARABIC)
    (finding,) = check(update)
    return finding.details


def test_nothing_is_wrong_with_what_is_whole() -> None:
    assert found(en=WORDS, ar=ARABIC) == []


def test_its_own_language_keeps_it_back_and_others_are_told() -> None:
    assert found(ar={"title": "قرأ"}) == [
        ("en", "title missing", True),
        ("en", "text missing", True),
        ("ar", "language incomplete", False),
    ]
    assert found("another-ward", en=WORDS) == [("ar", "language missing", False)]


def test_a_title_that_no_list_of_mails_shows_whole() -> None:
    assert details_of(title="x" * 71) == {"length": 71, "best": 70}


def test_places_to_fill_in_but_no_remarks_and_no_links() -> None:
    text = "[name of the hospital] said it [sic], [see here](https://example.org)."
    assert details_of(text=text) == {"places": ["[name of the hospital]"]}


def test_links_that_lead_nowhere() -> None:
    text = "[a](https://) [b](news) [c](https://example.org) [d](mailto:d@example.org) [e](https://nowhere)"
    assert details_of(text=text) == {"links": ["https://", "news", "https://nowhere"]}
