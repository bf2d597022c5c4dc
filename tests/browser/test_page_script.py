"""What the script adds to a petition's page; without it nothing is missing that one needs."""

import re

import pytest
from playwright.sync_api import expect

from petition.models.petition import Protection
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite
from tests.browser.pages import CALL, COALITION
from tests.browser.pasting import pasted
from tests.making import make_petition


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
    page = new_page(permissions=["clipboard-write"])
    page.goto(f"/fr/petitions/{COALITION}")
    words = page.locator(".words").first
    words.locator("button").click()
    expect(words.locator("button")).to_have_text(re.compile("Cop"))
    copied = pasted(page.context)
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


@pytest.mark.parametrize("with_script", [True, False])
def test_a_page_that_may_harm_is_left_at_once(live: LiveSite, new_page: NewPage, with_script: bool) -> None:
    with live.arranging():
        slug = make_petition(f"at-the-checkpoint-{with_script}".lower(), protection=Protection.DISCREET)
    page = new_page(java_script_enabled=with_script)
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    page.goto("/en")
    page.goto(f"/en/petitions/{slug}")
    if with_script:
        # Held down, as for a word in capitals, it is pressed once.
        title = page.title()
        for _ in range(5):
            page.keyboard.down("Shift")
        page.keyboard.up("Shift")
        page.keyboard.press("a")
        assert page.title() == title
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.locator("[data-leave]").click()
    expect(page).to_have_title("Elsewhere")
    page.go_back()
    # It took the place of the page that was left, where there is a script to see to that.
    assert (slug in page.url) is not with_script
