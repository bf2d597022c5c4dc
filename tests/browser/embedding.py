"""What tests of the counter on other sites share: the copied code, and the eyes that look at it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Frame, Locator, Page, Response

from tests.browser.foreign import ForeignSite
from tests.browser.live import LiveSite
from tests.browser.pages import OPEN

WORDS = "petition-counter p"
IS_FRAMED = "(element) => Boolean(element.shadowRoot && element.shadowRoot.querySelector('iframe'))"

SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
# In a frame Chromium also reports how a page moves that it has not painted yet, and that waits for its style sheets.
SEEN_SHIFT = SHIFT.replace("sum += entry.value;", "if (entry.startTime >= FIRST_PAINT) sum += entry.value;").replace(
    "FIRST_PAINT", "performance.getEntriesByName('first-paint')[0].startTime"
)
STYLE_BEFORE_PAINT = """() => {
  const painted = performance.getEntriesByName("first-paint")[0].startTime;
  const sheets = performance.getEntriesByType("resource").filter(({ name }) => /\\.css(\\?|$)/.test(name));
  return sheets.map(({ responseEnd }) => responseEnd <= painted);
}"""


@dataclass
class Host:
    """A page of somebody else's, and everything its browser did and complained of."""

    live: LiveSite
    site: ForeignSite
    page: Page
    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", lambda response: self.responses.append(response))

    def copied(self, code: str, language: str = "en", slug: str = OPEN, **choice: str) -> str:
        """Code from the page that offers it: frame, element, markdown or mail."""
        asked = "&".join(f"{name}={value}" for name, value in choice.items())
        self.page.goto(f"{self.live.url}/{language}/petitions/{slug}/counter?{asked}")
        found = self.page.locator(f"#code-{code}").input_value()
        self.responses.clear()
        return found

    def show(self, body: str, policy: str = "", **headers: str) -> Page:
        self.page.goto(self.site.put(body, policy, **headers))
        return self.page

    @property
    def frame(self) -> Frame:
        """The counter's, once it has shown its number."""
        self.page.frame_locator("iframe").first.locator("h1").wait_for()
        return next(frame for frame in self.page.frames if "/embed/" in frame.url)

    def asked(self, ending: str) -> int:
        """How often something of ours was asked for."""
        return sum(
            response.url.startswith(self.live.url) and response.url.endswith(ending) for response in self.responses
        )

    @property
    def element(self) -> Locator:
        return self.page.locator("petition-counter")


NewHost = Callable[..., Host]
