"""Every page gets along with the strict policy, asks nobody else for anything, and sets no cookie to be read."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage, Visit
from tests.browser.live import LiveSite
from tests.browser.pages import KINDS, OPEN
from tests.browser.reaching import Stage

# Read from what the server sent: other tests change the open page. JSON-LD is data that no browser runs.
INLINE = """(sent) => [
  ...new DOMParser().parseFromString(sent, "text/html").querySelectorAll("*")
].flatMap((element) => [
  ...[...element.attributes].filter(({name}) => name === "style" || name.startsWith("on")).map(({name}) => name),
  ...(element.matches("style, script:not([src], [type='application/ld+json'])") ? [element.tagName] : []),
])"""
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


def test_the_browser_has_nothing_to_complain_of(visit: Visit) -> None:
    assert visit.complaints == []


def test_nobody_else_is_asked(visit: Visit, live: LiveSite) -> None:
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith((f"{live.url}/", "data:"))] == []


def test_nothing_is_inline(visit: Visit) -> None:
    assert visit.page.evaluate(INLINE, visit.document.text()) == []


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
