"""How a browser gets to a page, and what there is on the stage."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from petition.web.sign_in import NAME as COOKIE
from tests.browser.live import LiveSite

Reach = Callable[[Page, "Stage", str], None]


@dataclass(frozen=True)
class Kind:
    """A kind of page: the endpoint that answers, and the way there."""

    endpoint: str
    reach: Reach
    address: str = ""


@dataclass(frozen=True)
class Stage:
    """What the pages are about: tokens of submissions and signatures in every state, of accounts and invitations."""

    live: LiveSite
    tokens: dict[str, str]
    # Whose browser has signed in already: typing a password before each page of the workspace takes long.
    organiser_secret: str


def at(path: str, token: str = "") -> Reach:
    """Open this path of the language; `{token}` is the stage's token of that name."""

    def reach(page: Page, stage: Stage, language: str) -> None:
        page.goto(f"/{language}{path.format(token=stage.tokens.get(token, ''))}")

    return reach


def sending(path: str, selector: str, token: str = "", *, who: str = "", **typed: str) -> Reach:
    """Open a page, as a stranger or as somebody who has signed in, type, and press the button there."""

    def reach(page: Page, stage: Stage, language: str) -> None:
        if who:
            _be(page, stage, who)
        at(path, token)(page, stage, language)
        folded = page.locator("details:not([open]) > summary")
        while folded.count():
            folded.first.click()
        for name, text in typed.items():
            page.locator(f'[name="{name}"]').first.fill(text)
        with page.expect_navigation():
            page.locator(selector).first.click()

    return reach


def signed_in(path: str, link: str = "", *, who: str = "", token: str = "") -> Reach:
    """Open this page of the workspace, and from there the first link that contains this."""

    def reach(page: Page, stage: Stage, language: str) -> None:
        _be(page, stage, who)
        at(path, token)(page, stage, language)
        if link:
            with page.expect_navigation():
                page.locator(f'main a[href*="{link}"]').first.click()

    return reach


def _be(page: Page, stage: Stage, who: str) -> None:
    """Whose session the stage has under this name, or else the demo's organiser."""
    secret = stage.tokens.get(who) or stage.organiser_secret
    page.context.add_cookies([{"name": COOKIE, "value": secret, "url": stage.live.url}])
