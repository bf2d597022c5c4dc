"""A real Chromium before a real site. Whoever asks for `visit` looks at every kind of page in every direction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response, sync_playwright

from petition import ROOT
from petition.services import sections
from tests.browser.editor_pages import EDITOR, rich
from tests.browser.embedding import Host, NewHost
from tests.browser.foreign import ForeignSite, foreign_site
from tests.browser.live import LiveSite, demo_folder, live_site
from tests.browser.pages import KINDS, set_the_stage
from tests.browser.reaching import Stage, signed_in
from tests.browser.validating import Validate, html_validate
from tests.servers import chromium_path, has_chromium, require
from tests.turns import turn

LANGUAGES = ("en", "ar")
OPTIONS = ("--no-sandbox",)
# No page lives long enough for its scripts to be made quicker, and nobody waits for it to be drawn: both took longer
# than they spared.
READING = (*OPTIONS, "--js-flags=--no-opt --no-maglev", "--disable-gpu", "--in-process-gpu")
# A page that takes longer than this on a laptop has hung.
TIMEOUT_MS = 20_000
NewPage = Callable[..., Page]
Open = Callable[..., Page]
Held = Callable[[str], dict[str, Any]]
# So that no two browsers share an address, and with it a limit.
NUMBERS = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    require(has_chromium(), "Chromium")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=OPTIONS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def reader(playwright: Playwright) -> Iterator[Browser]:
    """For pages that are only looked at: the same, but with as little around them as there is."""
    chromium = playwright.chromium.launch(executable_path=chromium_path("chromium-headless-shell"), args=READING)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("live"), like=demo) as site:
        yield site


@pytest.fixture(scope="session")
def stage(live: LiveSite) -> Stage:
    return set_the_stage(live)


@pytest.fixture
def new_page(browser: Browser, live: LiveSite) -> Iterator[NewPage]:
    """Makes a page in a browser of its own, at its own place on the network; options as for `new_context`."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        opened.append(_context(browser, live, **options))
        return opened[-1].new_page()

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[ForeignSite]:
    with foreign_site() as site:
        yield site


@pytest.fixture
def new_host(browser: Browser, elsewhere: ForeignSite) -> Iterator[NewHost]:
    """Makes a reader of the other site. Its requests carry no header of ours: that would ask for a preflight."""
    opened: list[BrowserContext] = []

    def make(live: LiveSite, **options: Any) -> Host:
        opened.append(browser.new_context(**options))
        return Host(live, elsewhere, opened[-1].new_page())

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def host(live: LiveSite, new_host: NewHost) -> Host:
    return new_host(live)


def _context(browser: Browser, live: LiveSite, **options: Any) -> BrowserContext:
    headers = {"X-Forwarded-For": _new_address()}
    context = browser.new_context(base_url=live.url, extra_http_headers=headers, **options)
    context.set_default_timeout(TIMEOUT_MS)
    return context


def _new_address() -> str:
    """In a neighbourhood of its own: so many from one would be held."""
    number = next(NUMBERS)
    return f"10.1.{number % 250}.{number // 250 + 1}"


@dataclass
class Visit:
    """One page, open, with everything the browser got, asked for and complained of on the way there."""

    name: str
    language: str
    page: Page
    documents: list[Response] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def document(self) -> Response:
        """The page as it came over the wire."""
        return self.documents[-1]


class Tab:
    """One page, led about as if by a new visitor each time: opening a browser takes longer than looking."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self._page = page
        self._stage = stage
        self._visit = Visit("", "", page)
        page.on("request", lambda request: self._visit.requests.append(request.url))
        page.on("response", self._note_response)
        page.on("console", lambda message: self._note_complaint(message.type, message.text))
        page.on("pageerror", lambda error: self._visit.complaints.append(str(error)))

    def visit(self, name: str, language: str) -> Visit:
        kind = KINDS[name]
        self._page.context.clear_cookies()
        self._page.set_extra_http_headers({"X-Forwarded-For": kind.address or _new_address()})
        self._visit = Visit(name, language, self._page)
        kind.reach(self._page, self._stage, language)
        return self._visit

    def _note_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame.parent_frame is None:
            self._visit.documents.append(response)

    def _note_complaint(self, kind: str, text: str) -> None:
        # Chromium reports a page's own error status on the console; that is what some pages are for.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource: the server responded"):
            self._visit.complaints.append(text)


CASES = [(name, language) for name in KINDS for language in turn(name, LANGUAGES)]


@pytest.fixture(scope="session")
def tab(reader: Browser, live: LiveSite, stage: Stage) -> Iterator[Tab]:
    context = _context(reader, live)
    yield Tab(context.new_page(), stage)
    context.close()


@pytest.fixture(scope="session", params=CASES, ids=["-".join(case) for case in CASES])
def visit(request: pytest.FixtureRequest, tab: Tab) -> Visit:
    """Every kind of page, in one of both directions of writing; each is reached once for all that look at it."""
    return tab.visit(*request.param)


def node_tool(path: str) -> Path:
    """Something that npm installed, or a skipped test."""
    found = ROOT / "node_modules" / path
    require(found.exists(), f"node_modules/{path}")
    return found


@pytest.fixture(scope="session")
def mistakes_in() -> Iterator[Validate]:
    """What html-validate says of a page."""
    node_tool("html-validate")
    with html_validate() as validate:
        yield validate


@pytest.fixture
def held(live: LiveSite) -> Held:
    """What a section of the rich draft holds."""

    def find(section: str) -> dict[str, Any]:
        with live.app.app_context():
            return sections.read(rich(), section)

    return find


@pytest.fixture
def editor(new_page: NewPage, stage: Stage) -> Open:
    """Opens the editor in a browser of its own."""

    def open_it(language: str = "en", **options: Any) -> Page:
        page = new_page(**options)
        signed_in(EDITOR)(page, stage, language)
        return page

    return open_it
