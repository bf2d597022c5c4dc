"""Every page can be read and used by everyone: axe, and what axe does not see."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite
from tests.browser.pages import KINDS, OPEN
from tests.browser.reaching import Stage

AUDIENCES = {"public", "embed", "account", "organiser", "staff"}
NO_PAGES = {
    *("public.count", "public.checkpoint", "public.colours", "public.mailbox_html"),
    *("embed.badge_svg", "embed.badge_png", "embed.share_image", "embed.element", "embed.newest_element"),
    *("public.logo", "public.circulating_logo", "public.my_logo", "organiser.signatory_logo"),
    *("public.picture", "public.circulating_picture", "public.preview_picture", "public.review_picture"),
    # Parts of the pages "figures", "a decision" and "an update", for their scripts.
    *("organiser.figures", "organiser.job_progress", "organiser.mailing"),
    # A part of the page of a mail; only a way to another page.
    *("organiser.update_mail_html", "organiser.preview_update"),
    # For programs and for keeping.
    *("public.challenge", "public.ledger_key", "public.ledger_tile", "public.past_checkpoint"),
    *("public.receipt_file", "public.my_data", "organiser.papers_file"),
    *("public.signatories_text", "public.event_calendar", "public.events_calendar", "public.updates_feed"),
}
OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_every_page_is_looked_at(live: LiveSite) -> None:
    rules = [rule for rule in live.app.url_map.iter_rules() if rule.endpoint.split(".")[0] in AUDIENCES]
    pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - NO_PAGES
    assert pages - {kind.endpoint for kind in KINDS.values()} == set()


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


def test_a_list_stays_a_table_for_screen_readers_on_a_phone(new_page: NewPage, stage: Stage) -> None:
    """Cards are a matter of looks; each cell is read with its column's name."""
    page = new_page(viewport={"width": 360, "height": 740})
    KINDS["workspace"].reach(page, stage, "en")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    told = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes}
    assert {"table", "row", "rowheader", "cell"} <= {role for role, _name in told}
    assert any(role == "cell" and name.startswith("Counted") for role, name in told)
