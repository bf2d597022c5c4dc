"""Every page can be read and used by everyone: axe, and what axe does not see."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Visit, node_tool
from tests.browser.live import LiveSite
from tests.browser.pages import KINDS, OPEN

AUDIENCES = {"public", "embed", "account", "organiser"}
NO_PAGES = {
    *("public.count", "public.checkpoint", "public.colours", "public.mailbox_html"),
    *("embed.badge_svg", "embed.badge_png", "embed.share_image", "embed.element", "embed.newest_element"),
    *("public.logo", "public.circulating_logo", "public.my_logo", "organiser.signatory_logo"),
    *("public.signatories_text", "public.event_calendar", "public.events_calendar", "public.updates_feed"),
}
# WCAG 2.2 AA and axe's own advice; in the dark only the colours are others.
AXE = {
    "light": "async () => (await axe.run(document)).violations",
    "dark": "async () => (await axe.run(document, {runOnly: ['color-contrast']})).violations",
}
UNLABELLED = """() => [...document.querySelectorAll("input, select, textarea")].filter((field) =>
  field.type !== "hidden" && !field.hidden && !field.closest("[aria-hidden], [role=search]") &&
  ![...field.labels].some((label) => label.textContent.trim() && !label.matches(".unseen, .unseen *"))
).map((field) => field.name)"""
SPILLING = """() => {
  const room = document.documentElement.clientWidth;
  const isOut = ({left, right}) => right > room + 1 || left < -1;
  return document.documentElement.scrollWidth <= room ? [] : [...document.querySelectorAll("body *")]
    .filter((element) => isOut(element.getBoundingClientRect())).map((element) => element.outerHTML.slice(0, 80));
}"""
OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_every_page_is_looked_at(live: LiveSite) -> None:
    rules = [rule for rule in live.app.url_map.iter_rules() if rule.endpoint.split(".")[0] in AUDIENCES]
    pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - NO_PAGES
    assert pages - {kind.endpoint for kind in KINDS.values()} == set()


@pytest.mark.parametrize("scheme", list(AXE))
def test_axe_finds_nothing(visit: Visit, scheme: str) -> None:
    page = visit.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate(node_tool("axe-core/axe.min.js").read_text())
    found = page.evaluate(AXE[scheme])
    assert found == [], json.dumps(found, indent=1)[:5000]


def test_every_field_has_a_label_that_is_seen(visit: Visit) -> None:
    assert visit.page.evaluate(UNLABELLED) == []


@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (1280, 2), (640, 1)])
def test_nothing_spills_sideways(visit: Visit, width: int, zoom: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.evaluate(f"document.documentElement.style.fontSize = '{zoom * 100}%'")
    try:
        assert visit.page.evaluate(SPILLING) == []
    finally:
        visit.page.evaluate("document.documentElement.removeAttribute('style')")
        visit.page.set_viewport_size({"width": 1280, "height": 720})


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, and it is seen that it has."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_signing_by_keyboard_alone(new_page: NewPage, language: str) -> None:
    page = new_page()
    page.goto(f"/{language}/petitions/{OPEN}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "#name")
    page.keyboard.type("Rima Haddad")
    tab_to(page, "#mail")
    page.keyboard.type(f"keyboard-{language}@example.org")
    tab_to(page, "[name=give_name_to]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#petition_news")
    page.keyboard.press("Space")
    expect(page.locator("#petition_news")).to_be_checked()
    tab_to(page, ".sign-form .button.wide")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-your-mail")


def test_problems_are_told_first_and_lead_to_their_fields(new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"/en/petitions/{OPEN}")
    page.locator(".sign-form .button.wide").click()
    summary = page.locator(".problem")
    expect(summary).to_be_focused()
    for link in summary.locator("a").all():
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator(link.get_attribute("href") or "")).to_be_focused()
    assert summary.locator("a").count() == 2
