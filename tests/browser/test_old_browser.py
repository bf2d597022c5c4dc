"""On a phone of 2019 the form, the buttons and the contrast are there. See old_browser.py for how that is tried."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from petition import ROOT
from tests.browser.conftest import NewPage
from tests.browser.old_browser import as_seen_in_2019
from tests.browser.pages import CALL, COALITION, LETTER, OPEN, STATEMENT

STATIC = ROOT / "petition/static"
NEWER_SCRIPT = re.compile(r"\?\.[a-zA-Z(\[]|\?\?|#[a-z]+ *[=(]|\.at\(|replaceAll|structuredClone|^await ", re.MULTILINE)
CONTRAST = """(element) => {
  const opaque = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return /, 0\\)$/.test(colour) ? opaque(node.parentElement) : colour;
  };
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [.2126, .7152, .0722][index], 0);
  const [dark, bright] = [light(getComputedStyle(element).color), light(opaque(element))].sort((a, b) => a - b);
  return (bright + .05) / (dark + .05);
}"""


def old_page(new_page: NewPage, language: str, slug: str = OPEN, **options: object) -> Page:
    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=as_seen_in_2019(response.text()))

    page = new_page(**options)
    page.route("**/*.css", answer)
    page.goto(f"/{language}/petitions/{slug}")
    return page


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_form_and_buttons_are_there(new_page: NewPage, language: str, width: int, scheme: str) -> None:
    page = old_page(new_page, language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for selector in ("#name", "#mail", "#country", ".sign-form .button.wide", "[name=give_name_to] + span"):
        seen = page.locator(selector).first
        expect(seen).to_be_visible()
        assert seen.evaluate(CONTRAST) >= 4.5
        assert (seen.bounding_box() or {"height": 0})["height"] >= 20
    for selector in ("#name", ".sign-form .button.wide"):
        assert (page.locator(selector).bounding_box() or {"height": 0})["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("slug", "selectors"),
    [
        (LETTER, ("address", ".dateline", ".closing", ".signatories b")),
        (STATEMENT, (".text > .first", ".run", ".record > .dateline")),
        (CALL, (".plea blockquote", ".hour h2", ".clock b", ".zones dd", ".deed h3", ".words p", ".placard")),
        (COALITION, (".initiators b", ".deed .button", ".words p", ".event .when", ".zones dd")),
    ],
)
def test_every_kind_can_be_read_there(
    new_page: NewPage, slug: str, selectors: tuple[str, ...], language: str, width: int
) -> None:
    page = old_page(new_page, language, slug, viewport={"width": width, "height": 800}, color_scheme="dark")
    for selector in selectors:
        seen = page.locator(selector).first
        expect(seen).to_be_visible()
        assert seen.evaluate(CONTRAST) >= 4.5
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_signing_works_there(new_page: NewPage) -> None:
    page = old_page(new_page, "en")
    page.locator("#name").fill("Old Phone")
    page.locator("#mail").fill("old@example.org")
    page.locator(".sign-form .button.wide").click()
    page.wait_for_url("**/check-your-mail")
    expect(page.locator("#code")).to_be_visible()


def test_its_focus_is_seen(new_page: NewPage) -> None:
    page = old_page(new_page, "en")
    page.locator("#name").focus()
    outline = page.locator("#name").evaluate("(field) => getComputedStyle(field).outlineStyle")
    assert outline != "none"


@pytest.mark.parametrize("path", sorted(STATIC.glob("js/*.js")), ids=lambda path: path.name)
def test_its_script_engine_reads_ours(path: Path) -> None:
    assert NEWER_SCRIPT.findall(path.read_text()) == []


def test_the_filter_drops_what_is_new() -> None:
    css = "@layer x{a{color:red}} a{color:red;inset:0;b{color:blue}} p:has(b){top:0} i{width:clamp(1px,2vw,3px);top:0}"
    assert as_seen_in_2019(css).split("\n") == ["a{color: red}", "i{top: 0}"]
