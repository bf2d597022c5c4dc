"""Every page, in one of both directions of writing: read and used by everyone, in one piece, and asking nobody else."""

import json
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Visit, node_tool
from tests.browser.live import LiveSite
from tests.browser.pages import KINDS
from tests.browser.tabbing import walked
from tests.browser.validating import Validate

# WCAG 2.2 AA and axe's own advice; in the dark only the colours are others.
AXE = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
# It is not in the pages of frames, and would ask them in vain.
FINDING = """async (options) => (await axe.run(
  document, {resultTypes: ["violations"], preload: false, iframes: false, ...options})).violations"""
# Of these pages everything can be done by keyboard: here one works all day.
WORKSPACE = {"account", "organiser", "staff"}
# The last width is the one that every page has, so that it need not be laid out once more for those who look next.
WIDTHS_AND_ZOOMS = [(320, 1), (640, 1), (1280, 2)]
HEIGHT = 720
UNLABELLED = """() => [...document.querySelectorAll("input, select, textarea")].filter((field) =>
  field.type !== "hidden" && !field.hidden && !field.closest("[aria-hidden], [role=search]") &&
  ![...field.labels].some((label) => label.textContent.trim() && !label.matches(".unseen, .unseen *"))
).map((field) => field.name)"""
SPILLING = """(zoom) => {
  const {style, clientWidth: room} = document.documentElement;
  style.fontSize = `${zoom * 100}%`;
  const isOut = ({left, right}) => right > room + 1 || left < -1;
  const said = (elements) => elements.map((element) => element.outerHTML.slice(0, 80));
  // A mark of a list may be out without any element that is.
  const found = document.documentElement.scrollWidth <= room ? [] : ["the page", ...said(
    [...document.querySelectorAll("body *")].filter((element) => isOut(element.getBoundingClientRect())))];
  // On a wide screen with large letters a list may be scrolled in its box.
  const lists = zoom > 1 ? [] : [...document.querySelectorAll(".cards")];
  found.push(...said(lists.filter((list) => list.scrollWidth > list.clientWidth)));
  document.documentElement.removeAttribute("style");
  return found;
}"""
# A list is cards on a phone, and its cells bring the names of their columns: the same that stand above them elsewhere.
UNNAMED = """() => [...document.querySelectorAll(".cards tbody tr")].flatMap((row) => {
  const columns = [...row.closest("table").querySelectorAll("thead > tr > *")];
  const named = (cell, column) => !column.matches("th:not(:has(.unseen))") || cell.dataset.label === column.textContent;
  return [...row.children].filter((cell, index) => cell.matches("td") && !named(cell, columns[index]))
    .map((cell) => cell.outerHTML.slice(0, 80));
})"""
# Read from what the server sent: other tests change the open page. JSON-LD is data that no browser runs.
INLINE = """(sent) => [
  ...new DOMParser().parseFromString(sent, "text/html").querySelectorAll("*")
].flatMap((element) => [
  ...[...element.attributes].filter(({name}) => name === "style" || name.startsWith("on")).map(({name}) => name),
  ...(element.matches("style, script:not([src], [type='application/ld+json'])") ? [element.tagName] : []),
])"""


def test_it_is_valid_html(visit: Visit, mistakes_in: Validate) -> None:
    assert mistakes_in(visit.document.text()) == []


def test_axe_finds_nothing(visit: Visit) -> None:
    found = {scheme: axe_finds(visit.page, scheme) for scheme in AXE}
    assert not any(found.values()), json.dumps(found, indent=1)[:5000]


def axe_finds(page: Page, scheme: str) -> list[Any]:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(node_tool("axe-core/axe.min.js").read_text())
    found: list[Any] = page.evaluate(FINDING, AXE[scheme])
    return found


def test_every_field_has_a_label_that_is_seen(visit: Visit) -> None:
    assert visit.page.evaluate(UNLABELLED) == []


def test_tab_leads_to_everything_in_its_turn_and_shows_where_it_is(visit: Visit) -> None:
    """Names of what it leads to are axe's."""
    if KINDS[visit.name].endpoint.partition(".")[0] not in WORKSPACE:
        return
    walk = walked(visit.page)
    assert walk.number
    assert (walk.missed, walk.displaced, walk.unseen) == ([], [], [])


def test_nothing_spills_sideways(visit: Visit) -> None:
    spilling = {(width, zoom): spilling_at(visit.page, width, zoom) for width, zoom in WIDTHS_AND_ZOOMS}
    assert not any(spilling.values()), spilling


def spilling_at(page: Page, width: int, zoom: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    found: list[str] = page.evaluate(SPILLING, zoom)
    return found


def test_lists_name_their_columns_in_each_card(visit: Visit) -> None:
    assert visit.page.evaluate(UNNAMED) == []


def test_the_browser_has_nothing_to_complain_of(visit: Visit) -> None:
    assert visit.complaints == []


def test_nobody_else_is_asked(visit: Visit, live: LiveSite) -> None:
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith((f"{live.url}/", "data:"))] == []


def test_nothing_is_inline(visit: Visit) -> None:
    assert visit.page.evaluate(INLINE, visit.document.text()) == []
