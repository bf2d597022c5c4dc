"""Somebody who uses the site as people do: by what stands on buttons, links and fields, in their language."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.support import Translations
from playwright.sync_api import BrowserContext, Locator, Page, expect

from petition import ROOT
from tests.browser.live import wait_until

DIRECTIONS = {"ar": "rtl"}
# Where pictures of each stage go, for whoever wants to look at them.
PICTURES = os.environ.get("COUNTERSIGN_PICTURES", "")


class Walker:
    """One person in one browser, who reads one language; `filled` are the fields that they filled, in order."""

    def __init__(self, context: BrowserContext, language: str) -> None:
        self.page: Page = context.new_page()
        self.language = language
        self.filled: list[str] = []
        self._words = Translations.load(ROOT / "petition/translations", [language])
        self._pictures = 0

    def say(self, words: str, **values: object) -> str:
        """What the interface says instead of these English words."""
        said: str = self._words.gettext(words)
        return said % values if values else said

    def begins(self, words: str) -> re.Pattern[str]:
        """What begins with what it says instead, whatever spaces stand between."""
        return re.compile(r"^\s*" + r"\s+".join(map(re.escape, self.say(words).split())))

    def at(self, heading: str, **values: object) -> None:
        """The page with this heading is there, in the language and direction that were asked for."""
        page = self.page
        expect(page.get_by_role("heading", level=1)).to_have_text(self.say(heading, **values))
        self.sees_own_language()

    def sees_own_language(self) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        expect(self.page.locator("html")).to_have_attribute("dir", DIRECTIONS.get(self.language, "ltr"))
        self.picture()

    def press(self, words: str, within: Locator | None = None) -> None:
        self._called("button", words, within).click()

    def follow(self, words: str, within: Locator | None = None) -> None:
        self._called("link", words, within).click()

    def unfold(self, words: str) -> Locator:
        """Open what is folded under this heading or line; what stands in it."""
        line = self.page.locator("main summary", has_text=self.begins(words)).first
        line.click()
        return line.locator("xpath=..")

    def fill(self, label: str, text: str, within: Locator | None = None) -> None:
        self.filled.append(label)
        scope = within or self.page
        scope.get_by_role("textbox", name=self.begins(label)).first.fill(text)

    def choose(self, answer: str, within: Locator | None = None) -> None:
        self.filled.append(answer)
        (within or self.page).get_by_role("radio", name=self.say(answer)).check()

    def tick(self, words: str | re.Pattern[str], within: Locator | None = None) -> None:
        self.filled.append(str(words))
        name = self.say(words) if isinstance(words, str) else words
        (within or self.page).get_by_role("checkbox", name=name).check()

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The fields that are filled within the block."""
        before, fields = len(self.filled), list[str]()
        yield fields
        fields += self.filled[before:]

    def open_mail(self, address: str, containing: str) -> str:
        """Look into the mailbox until a mail to this address with such a link is there, and open it; that link."""
        page, seen = self.page, set[str]()

        def link() -> str | None:
            page.goto(f"/{self.language}/mailbox")
            mails = page.locator(".lines li", has_text=address).get_by_role("link")
            for path in [one.get_attribute("href") or "" for one in mails.all()]:
                if path not in seen:
                    seen.add(path)
                    page.goto(path)
                    found = page.locator(f'main a[href*="{containing}"]')
                    if found.count():
                        return found.first.get_attribute("href")
            return None

        return wait_until(link)

    def picture(self) -> None:
        if PICTURES:
            self._pictures += 1
            place = "-".join(self.page.url.partition("?")[0].split("/")[4:])[:40]
            file = Path(PICTURES) / f"{self.language}-{self._pictures:02}-{place}"
            for width in (1280, 360):
                self.page.set_viewport_size({"width": width, "height": 800})
                self.page.screenshot(path=f"{file}.{width}.png", full_page=True)
            self.page.set_viewport_size({"width": 1280, "height": 800})

    def _called(self, role: str, words: str, within: Locator | None) -> Locator:
        # Further words, for those who only hear the page, follow after what is seen.
        name = self.begins(words)
        return (within or self.page.locator("main")).get_by_role(role, name=name).first  # type: ignore[arg-type]
