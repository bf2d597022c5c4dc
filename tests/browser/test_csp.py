"""Every page gets along with the strict policy, asks nobody else for anything, and sets no cookie to be read."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.pages import KINDS, OPEN
from tests.browser.reaching import Stage

READING = (
    "home",
    "search",
    "petition",
    "answered petition",
    "signatures",
    "news",
    "counter elsewhere",
    "counter in a frame",
    "team",
    "privacy",
    "confirm",
    "my signature",
)


@pytest.mark.parametrize("name", READING)
def test_reading_sets_no_cookie(new_page: NewPage, stage: Stage, name: str) -> None:
    page = new_page()
    KINDS[name].reach(page, stage, "en")
    assert page.context.cookies() == []


def test_an_inline_script_would_be_stopped(new_page: NewPage) -> None:
    page = new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"/en/petitions/{OPEN}")
    page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))"
    )
    expect(page.locator("main")).to_be_visible()
    assert page.evaluate("window.bad") is None
    assert any("Content Security Policy" in complaint for complaint in complaints)
