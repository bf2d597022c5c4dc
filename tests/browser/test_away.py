"""Signing while the database is away: the page keeps everything, and sends it again by itself once it is back."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from petition.backends.web_server import WebServer
from petition.extensions import db
from petition.models.submission import Submission
from petition.services import identity
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.test_every_page import AXE, SPILLING, UNLABELLED, axe_finds
from tests.browser.validating import Validate
from tests.joining import form_of_a_letter
from tests.outages import database_away
from tests.reading import Mails
from tests.servers import free_port

pytestmark = pytest.mark.parametrize("site", ["postgresql"], indirect=True)
NewPage = Callable[..., Page]
Fill = Callable[[Page, Flask], None]
BUTTON = ".sign-form .button.wide"
# Longer than the first wait, and than the second one.
FIRST, SECOND = 15_000, 30_000


@pytest.fixture
def served(app: Flask, petition: str) -> Iterator[str]:
    """The built-in server before the tests' own app: a database can be taken away from it, and given back."""
    port = free_port()
    server = WebServer(app, host="127.0.0.1", port=port)
    running = threading.Thread(target=server.run)
    running.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()
    running.join()


@pytest.fixture
def visitor(browser: Browser, served: str) -> Iterator[NewPage]:
    opened: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(base_url=served, **options)
        context.set_default_timeout(TIMEOUT_MS)
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


def fill_in(page: Page, address: str, language: str = "en") -> None:
    page.goto(f"/{language}/petitions/keep-the-ward-open")
    page.locator("#name").fill("ريما حداد")
    page.locator("#mail").fill(address)
    page.locator("[name=give_name_to][value=nobody]").check()


def send(page: Page) -> None:
    """Press, and have the page that follows whole, with its script."""
    with page.expect_navigation():
        page.locator(BUTTON).click()
    expect(page.locator("[data-countdown]")).to_be_visible()


def sent_by(app: Flask, address: str) -> list[Submission]:
    with app.app_context():
        rows = db.session.scalars(sa.select(Submission)).all()
        return [row for row in rows if identity.of_submission(row).address == address]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_sends_itself_again_until_it_is_taken(app: Flask, visitor: NewPage, mails: Mails, language: str) -> None:
    page, address = visitor(), f"patient-{language}@example.org"
    page.clock.install()
    fill_in(page, address, language)
    with database_away(app):
        send(page)
        expect(page.locator("main .notice")).to_be_focused()
        # Ten seconds and a little more: not everybody at once.
        expect(page.locator("[role=status]")).to_have_text(re.compile(r"\b1[0-4]\b"))
        with page.expect_response("**/sign") as answer:
            page.clock.fast_forward(FIRST)
        assert answer.value.status == 503
        expect(page.locator("#name")).to_have_value("ريما حداد")
    page.clock.fast_forward(SECOND)
    page.wait_for_url("**/check-your-mail")
    expect(page.locator("#code")).to_be_visible()
    assert (len(sent_by(app, address)), len(mails.to(address))) == (1, 1)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_script_the_button_sends_it(app: Flask, visitor: NewPage) -> None:
    page, address = visitor(java_script_enabled=False), "plain@example.org"
    fill_in(page, address)
    with database_away(app):
        send(page)
        send(page)
    page.locator(BUTTON).click()
    page.wait_for_url("**/check-your-mail")
    assert len(sent_by(app, address)) == 1


def test_it_waits_for_those_who_change_something(app: Flask, visitor: NewPage) -> None:
    page, address = visitor(), "changed@example.org"
    page.clock.install()
    fill_in(page, "mistyped@example.org")
    with database_away(app):
        send(page)
        page.locator("#mail").fill(address)
        expect(page.locator("[role=status]")).to_contain_text("when you are ready")
    page.clock.fast_forward(SECOND)
    expect(page.locator("#mail")).to_have_value(address)
    page.locator(BUTTON).click()
    page.wait_for_url("**/check-your-mail")
    assert (len(sent_by(app, address)), sent_by(app, "mistyped@example.org")) == (1, [])


def test_what_must_be_mended_is_told_in_its_place(app: Flask, visitor: NewPage) -> None:
    page = visitor()
    fill_in(page, "nobody")
    with database_away(app):
        send(page)
    page.locator(BUTTON).click()
    expect(page.locator(".problem")).to_be_focused()
    expect(page.locator("#name")).to_have_value("ريما حداد")


def test_an_error_of_a_proxy_takes_nothing_away(app: Flask, visitor: NewPage) -> None:
    page, address = visitor(), "behind-a-proxy@example.org"
    fill_in(page, address)
    with database_away(app):
        send(page)
    page.route("**/sign", lambda route: route.abort())
    page.locator(BUTTON).click()
    expect(page.locator("[role=status]")).to_contain_text("by itself")
    page.unroute("**/sign")
    page.locator(BUTTON).click()
    page.wait_for_url("**/check-your-mail")
    assert len(sent_by(app, address)) == 1


def a_signature(page: Page, _app: Flask) -> None:
    fill_in(page, "anyone@example.org")


def an_arabic_signature(page: Page, _app: Flask) -> None:
    fill_in(page, "anyone@example.org", "ar")


def another_address(page: Page, _app: Flask) -> None:
    fill_in(page, "mistyped@example.org", "ar")
    page.locator(BUTTON).click()
    page.locator("#mail").fill("right@example.org")


def a_line_under_a_letter(page: Page, app: Flask) -> None:
    page.goto(form_of_a_letter(app))


@pytest.mark.parametrize("fill", [a_signature, an_arabic_signature, another_address, a_line_under_a_letter])
def test_everyone_can_read_and_use_it(app: Flask, visitor: NewPage, mistakes_in: Validate, fill: Fill) -> None:
    page, complaints = visitor(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    fill(page, app)
    # Until all was looked at: the page sends itself again after ten seconds, and would go on to the next.
    with database_away(app):
        with page.expect_navigation() as navigation:
            page.locator("main form .button").last.click()
        assert navigation.value.status == 503
        assert mistakes_in(navigation.value.text()) == []
        found = {scheme: axe_finds(page, scheme) for scheme in AXE}
        assert found == {scheme: [] for scheme in AXE}, json.dumps(found, indent=1)[:5000]
        assert page.evaluate(UNLABELLED) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate(SPILLING) == []
    assert complaints == []
