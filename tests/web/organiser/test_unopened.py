"""The page of a petition that has not opened yet: how it stands, and what comes next."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.organiser.editor import DRAFT

PAGE = f"/en/organise/{DRAFT}"


def text(browser: FlaskClient) -> str:
    return " ".join(browser.get(PAGE).text.split())


def test_a_draft_leads_to_what_comes_next(alice: FlaskClient, vera: FlaskClient, draft: str) -> None:
    page = text(alice)
    assert "Go on writing" in page
    assert "dashboard.js" not in page
    assert "Go on writing" not in text(vera)
    assert alice.get(f"{PAGE}/figures").status_code == 200


@pytest.mark.parametrize(
    ("values", "says", "may_write"),
    [
        ({}, "Nobody can sign it yet", True),
        ({"kind": "statement"}, "It is not open yet", True),
        ({"kind": "letter", "state": "circulating"}, "Those who have the private link can sign it", True),
        ({"state": "in_review", "state_before": "draft"}, "It is being looked at", False),
        ({"state": "hidden", "state_before": "circulating"}, "Nobody can see it", False),
    ],
)
def test_what_never_opened_says_how_it_stands(
    alice: FlaskClient, arrange: Callable[..., None], values: dict[str, str], says: str, may_write: bool
) -> None:
    arrange(**values)
    page = text(alice)
    assert says in page
    assert [words in page for words in ("Go on writing", "Check and open")] == [may_write] * 2


def test_a_letter_that_circulates_tells_its_number(alice: FlaskClient, arrange: Callable[..., None]) -> None:
    arrange(kind="letter", state="circulating")
    assert "<dt>Signed</dt><dd>0</dd>" in text(alice)
