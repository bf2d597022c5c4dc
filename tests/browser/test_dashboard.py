"""The figures renew themselves in place; readers are counted without being known; codes go along."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from petition.services import counting, petitions
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite, wait_until
from tests.browser.pages import EMPTY, OPEN
from tests.browser.reaching import Stage, signed_in
from tests.making import make_petition, sign_and_confirm

BOARD = "a-ward-in-figures"
COUNTED = '[data-part="tiles"] dd'
LATER = 31_000


@pytest.fixture(scope="module")
def signer(live: LiveSite, stage: Stage) -> Callable[[], None]:
    """Has one more sign, and waits until that is counted."""
    with live.arranging():
        make_petition(BOARD)

    def sign() -> None:
        with live.arranging():
            ward = petitions.by_slug(BOARD)
            assert ward
            before = _number(live)
            sign_and_confirm(ward, address=f"signer{before}@example.org")
        wait_until(lambda: _number(live) > before)

    return sign


def _number(live: LiveSite) -> int:
    with live.app.app_context():
        ward = petitions.by_slug(BOARD)
        assert ward
        return counting.count_of(ward).number


def _course_sent(page: Page) -> str:
    """The course as the server would send it now."""
    sent = page.request.get(page.locator("[data-figures-url]").get_attribute("data-figures-url") or "").text()
    return sent.partition('data-part="course"')[2].partition('data-part="funnel"')[0]


@pytest.fixture
def board(new_page: NewPage, stage: Stage, signer: Callable[[], None]) -> Page:
    page = new_page()
    page.clock.install()
    signed_in(f"/organise/{BOARD}")(page, stage, "en")
    return page


def test_the_count_moves_in_place_and_is_said_politely(board: Page, signer: Callable[[], None]) -> None:
    before = int(board.locator(COUNTED).first.inner_text())
    signer()
    board.clock.fast_forward(LATER)
    expect(board.locator(COUNTED).first).to_have_text(str(before + 1))
    expect(board.locator("[role=status]")).to_contain_text(f"Counted: {before + 1}")


def test_nothing_is_fetched_that_has_not_changed(board: Page) -> None:
    seen: list[int] = []

    def note(answer: Response) -> None:
        if "/figures" in answer.url:
            seen.append(answer.status)

    def newest() -> int | None:
        # A page that is still busy with the last answer begins to wait after it, and needs to be moved on again.
        board.clock.fast_forward(LATER)
        board.wait_for_timeout(200)
        return seen[-1] if seen else None

    board.on("response", note)
    # The sums of what was signed before may come meanwhile, and once.
    wait_until(lambda: newest() == 304)
    assert seen[0] == 200


def test_what_has_the_keyboard_stays(board: Page, signer: Callable[[], None]) -> None:
    signer()
    table = board.locator('[data-part="course"] .table')
    wait_until(lambda: board.reload() is not None and table.count() == 1)
    before, course = board.locator(COUNTED).first.inner_text(), _course_sent(board)
    table.focus()
    signer()
    # The sums of the course come some seconds after the count.
    wait_until(lambda: _course_sent(board) != course)
    board.clock.fast_forward(LATER)
    # By then all that is to be replaced was replaced.
    expect(board.locator(COUNTED).first).not_to_have_text(before)
    expect(table).to_be_focused()


@pytest.mark.parametrize(("language", "along"), [("en", 30), ("ar", -30)])
def test_tables_stay_where_they_were_moved_to(
    new_page: NewPage, stage: Stage, signer: Callable[[], None], language: str, along: int
) -> None:
    signer()
    page = new_page(viewport={"width": 360, "height": 800})
    page.clock.install()
    signed_in(f"/organise/{BOARD}")(page, stage, language)
    table = page.locator('[data-part="course"] .table')
    assert table.evaluate("(table, along) => { table.scrollLeft = along; return table.scrollLeft; }", along) == along
    body = table.locator("tbody").element_handle()
    signer()

    def is_replaced() -> bool:
        # The sums of the course come some seconds after the count.
        page.clock.fast_forward(LATER)
        page.wait_for_timeout(200)
        return not body.evaluate("body => body.isConnected")

    wait_until(is_replaced)
    assert table.evaluate("table => table.scrollLeft") == along


def test_what_comes_too_early_is_said_later(board: Page, signer: Callable[[], None]) -> None:
    for _turn in range(2):
        before = int(board.locator(COUNTED).first.inner_text())
        signer()
        board.clock.fast_forward(LATER)
        expect(board.locator(COUNTED).first).to_have_text(str(before + 1))
    expect(board.locator("[role=status]")).to_contain_text(f"Counted: {before}.")
    board.clock.fast_forward(2 * LATER)
    expect(board.locator("[role=status]")).to_contain_text(f"Counted: {before + 1}.")


def test_who_is_signed_out_is_not_asked_for_any_more(board: Page) -> None:
    asked: list[str] = []
    board.on("request", lambda request: asked.append(request.url) if "/figures?" in request.url else None)
    board.context.clear_cookies()
    for _turn in range(3):
        board.clock.fast_forward(LATER)
        board.wait_for_timeout(300)
    # The answer leads to the sign-in page, and is not followed by the script.
    assert len([url for url in asked if "/login" not in url]) == 1
    expect(board.locator("[data-stopped]")).to_be_visible()
    expect(board.locator("[role=status]")).to_have_text("These figures no longer renew themselves.")
    board.locator("[data-stopped] a").click()
    expect(board).to_have_url(re.compile("/login"))


def test_a_dead_line_is_told_until_it_is_back(board: Page) -> None:
    board.route("**/figures?*", lambda route: route.abort())
    for _turn in range(2):
        expect(board.locator("[data-stopped]")).to_be_hidden()
        with board.expect_event("requestfailed"):
            board.clock.fast_forward(2 * LATER)
    expect(board.locator("[data-stopped]")).to_be_visible()
    board.unroute("**/figures?*")
    board.clock.fast_forward(16 * LATER)
    expect(board.locator("[data-stopped]")).to_be_hidden()
    expect(board.locator("[role=status]")).not_to_contain_text("no longer")


def test_without_a_script_the_chart_and_its_table_are_there(new_page: NewPage, stage: Stage) -> None:
    page = new_page(java_script_enabled=False)
    signed_in(f"/organise/{OPEN}?by=all")(page, stage, "ar")
    expect(page.locator("figure.course svg")).to_be_visible()
    page.locator('a[href*="by=day"]').click()
    expect(page.locator('a[href*="by=day"]')).to_have_attribute("aria-current", "true")


def test_time_runs_as_one_reads(new_page: NewPage, stage: Stage) -> None:
    page = new_page()
    left: dict[str, list[float]] = {}
    for language in ("en", "ar"):
        signed_in(f"/organise/{OPEN}?by=all")(page, stage, language)
        left[language] = [
            page.locator("figure.course rect").nth(place).evaluate("bar => bar.getBoundingClientRect().left")
            for place in (0, -1)
        ]
    assert left["en"][0] < left["en"][1]
    assert left["ar"][0] > left["ar"][1]


def test_a_reader_is_a_number_after_some_seconds(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.url.endswith("/opened") else None)
    page.goto(f"/en/petitions/{EMPTY}")
    page.clock.fast_forward(2000)
    assert told == []
    page.clock.fast_forward(2000)
    page.wait_for_timeout(200)
    assert [url.rpartition("/en")[2] for url in told] == [f"/petitions/{EMPTY}/opened"]
    assert page.context.cookies() == []


def test_a_page_behind_another_is_not_looked_at(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => !window.isSeen })")
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.url.endswith("/opened") else None)
    page.goto(f"/en/petitions/{EMPTY}")
    page.clock.fast_forward(60_000)
    page.evaluate("window.isSeen = true; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.fast_forward(2000)
    assert told == []
    page.clock.fast_forward(2000)
    page.wait_for_timeout(200)
    assert len(told) == 1


def test_the_code_of_a_link_goes_along_into_another_language(new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"/en/petitions/{EMPTY}?ref=may")
    expect(page.locator('a[hreflang="ar"]').first).to_have_attribute(
        "href", re.compile(f"/ar/petitions/{EMPTY}\\?ref=may$")
    )
