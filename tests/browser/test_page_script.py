"""What the script adds to a petition's page; without it nothing is missing that one needs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.pages import CALL, COALITION


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Friday 27 November at 22:00"),
        ("fr", "vendredi 27 novembre à 22:00"),
        ("ar", "الجمعة، 27 نوفمبر، الساعة 22:00"),
    ],
)
def test_the_hour_is_told_in_the_readers_own_time(new_page: NewPage, language: str, words: str) -> None:
    page = new_page(timezone_id="Asia/Tokyo")
    page.goto(f"/{language}/petitions/{CALL}")
    own = page.locator(".hour .yours")
    expect(own).to_be_visible()
    expect(own).to_contain_text(words)


def test_words_are_copied_as_they_stand(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/fr/petitions/{COALITION}")
    words = page.locator(".words").first
    words.locator("button").click()
    expect(words.locator("button")).to_have_text(re.compile("Cop"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == words.locator("p").text_content()
    assert copied.startswith("Vous avez promis, @")


def test_without_a_script_words_can_be_selected_and_nothing_empty_is_shown(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"/en/petitions/{CALL}")
    expect(page.locator(".words p").first).to_be_visible()
    expect(page.locator(".words button").first).to_be_hidden()
    expect(page.locator(".yours").first).to_be_hidden()
    expect(page.locator(".zones dd").first).to_have_text("14:00")


def test_the_dock_leads_to_what_can_be_done_and_stays_below_it(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"/en/petitions/{CALL}")
    dock = page.locator(".dock a")
    expect(dock).to_be_in_viewport()
    dock.click()
    expect(page.locator("#do-title")).to_be_in_viewport()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_printed_letter_has_no_buttons(new_page: NewPage, language: str) -> None:
    page = new_page()
    page.emulate_media(media="print")
    page.goto(f"/{language}/petitions/painted-roofs")
    for selector in (".paper address", ".closing", ".signatories li"):
        expect(page.locator(selector).first).to_be_visible()
    for selector in (".masthead", ".footer", ".kicker", ".heard"):
        expect(page.locator(selector).first).to_be_hidden()


@pytest.mark.parametrize("slug", [CALL, COALITION])
def test_nothing_to_press_is_printed(new_page: NewPage, slug: str) -> None:
    page = new_page()
    page.emulate_media(media="print")
    page.goto(f"/en/petitions/{slug}")
    assert [button for button in page.locator(".button").all() if button.is_visible()] == []
