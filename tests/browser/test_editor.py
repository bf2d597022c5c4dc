"""Writing in the editor: by keyboard, with buttons, and without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Held, Open
from tests.browser.editor_pages import TEXT, TITLE
from tests.browser.live import wait_until
from tests.browser.test_accessibility import tab_to


def choose(page: Page) -> None:
    """Write one word, and select it."""
    page.locator(TEXT).fill("Nine")
    page.locator(TEXT).select_text()


@pytest.mark.parametrize(("key", "text"), [("b", "**Nine**"), ("i", "*Nine*"), ("k", "[Nine](https://)")])
def test_formatting_by_keys(editor: Open, key: str, text: str) -> None:
    page = editor()
    choose(page)
    page.keyboard.press(f"Control+{key}")
    expect(page.locator(TEXT)).to_have_value(text)


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ("bold", "**Nine**"),
        ("italic", "*Nine*"),
        ("link", "[Nine](https://)"),
        ("heading", "## Nine"),
        ("list", "- Nine"),
        ("quote", "> Nine"),
    ],
)
def test_formatting_by_buttons(editor: Open, button: str, text: str) -> None:
    page = editor()
    choose(page)
    page.locator(f'[data-toolbar="words-en-text"] [data-mark="{button}"]').click()
    expect(page.locator(TEXT)).to_have_value(text)
    expect(page.locator(TEXT)).to_be_focused()


def test_formatting_can_be_undone(editor: Open) -> None:
    page = editor()
    choose(page)
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+z")
    expect(page.locator(TEXT)).to_have_value("Nine")


def test_a_text_is_read_beside_its_field(editor: Open) -> None:
    page = editor()
    page.locator(TEXT).fill("**Nine** beds")
    page.locator('#words-en [value="read"]').click()
    expect(page.locator("#words-en [data-reading] strong")).to_have_text("Nine")
    expect(page.locator(TEXT)).to_have_value("**Nine** beds")


def test_letters_left_are_told_when_they_become_few(editor: Open) -> None:
    page = editor()
    left = page.locator("#words-en .left").first
    page.locator(TITLE).fill("x" * 100)
    expect(left).to_be_hidden()
    page.locator(TITLE).fill("x" * 190)
    expect(left).to_have_text("Letters left: 10")
    page.locator(TITLE).fill("x" * 203)
    expect(left).to_have_text("Letters too many: 3")


def test_a_link_leads_into_a_folded_section(editor: Open) -> None:
    page = editor()
    page.locator('.contents a[href="#times"]').click()
    expect(page.locator("#times-closes")).to_be_visible()


def test_by_keyboard_alone(editor: Open, held: Held) -> None:
    page = editor()
    tab_to(page, TITLE)
    page.keyboard.press("Control+a")
    page.keyboard.type("Typed by hand")
    tab_to(page, "#words-en .part-end .button")
    page.keyboard.press("Enter")
    assert wait_until(lambda: held("words-en")["title"] == "Typed by hand")
    expect(page.locator("#words-en .part-end .button")).to_be_focused()


def test_without_a_script_there_are_buttons(editor: Open, held: Held) -> None:
    page = editor(java_script_enabled=False)
    expect(page.locator(".toolbar").first).to_be_hidden()
    page.locator(TITLE).fill("Pressed")
    page.locator(TITLE).press("Enter")
    page.wait_for_url("**/edit#words-en")
    assert held("words-en")["title"] == "Pressed"
    page.locator("#press > summary").click()
    page.locator('#press [value="more contacts"]').click()
    page.wait_for_url("**/edit/press#press")
    expect(page.locator("#press .row").nth(1)).to_be_visible()
