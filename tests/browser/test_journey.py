"""The whole story in a real browser: with script and without, in both directions of writing."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Locator, Page, expect

from petition.services.confirming import SCANNER_TIME
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite, wait_until
from tests.browser.pages import OPEN, sign_in

CODE = re.compile(r"\b\d{4} ?\d{4}\b")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# Of the forms on that page, the one whose address is the page's own.
WITHDRAW = 'main form[action*="/signature/"]:not([action$="/news"], [action$="/renew"], [action$="/comment"]) .button'
COUNT_ME = ".sign-form > .button"
everyone = pytest.mark.parametrize(
    ("language", "script"), [("en", True), ("en", False), ("ar", True), ("ar", False)],
    ids=["en", "en without script", "ar", "ar without script"],
)  # fmt: skip


def figures(live: LiveSite, name: str) -> int:
    with urllib.request.urlopen(f"{live.url}/petitions/{OPEN}/count.json") as answer:
        return int(json.load(answer)[name])


def sign(page: Page, address: str, language: str = "en", name: str = "ريما حداد") -> None:
    page.goto(f"/{language}/petitions/{OPEN}")
    page.locator("#name").fill(name)
    page.locator("#mail").fill(address)
    page.locator(".sign-form .button.wide").click()
    page.wait_for_url("**/check-your-mail")


def open_mail(page: Page, address: str, language: str = "en") -> None:
    """Look into the mailbox until the mail is there, and open it."""
    line: Locator = page.locator(".lines li", has_text=address).locator("a")

    def is_there() -> bool:
        page.goto(f"/{language}/mailbox")
        return line.count() > 0

    wait_until(is_there)
    line.first.click()


def follow(page: Page, containing: str = "/confirm/") -> None:
    page.locator(f'.lines a[href*="{containing}"]').first.click()


def number_rises(page: Page) -> None:
    """Once the page says "counted", the signer's own number appears, by itself or when looked at again."""
    expect(page.locator("[data-soon]")).to_be_visible()

    def is_there() -> bool:
        found = page.locator("[data-soon-done]").count() > 0
        if not found:
            page.reload()
        return found

    wait_until(is_there)


def rises_to(live: LiveSite, name: str, number: int) -> bool:
    return wait_until(lambda: figures(live, name) == number)


@everyone
def test_sign_confirm_count_withdraw(live: LiveSite, new_page: NewPage, language: str, script: bool) -> None:
    page, address = new_page(java_script_enabled=script), f"whole-{language}-{script}@example.org"
    count, withdrawn = figures(live, "count"), figures(live, "withdrawn")
    sign(page, address, language)
    open_mail(page, address, language)
    follow(page)
    if not script:
        assert figures(live, "count") == count
        page.locator(COUNT_ME).click()
    number_rises(page)
    assert rises_to(live, "count", count + 1)
    page.goto(f"/{language}/petitions/{OPEN}")
    # A page may be kept for some seconds; who reloads sees the newest.
    page.reload()
    shown = page.locator(".card [data-count=number]").inner_text()
    assert int("".join(character for character in shown if character.isdecimal())) == count + 1
    open_mail(page, address, language)
    follow(page)
    page.locator('main a[href*="/signature/"]').click()
    page.locator(WITHDRAW).click()
    assert rises_to(live, "withdrawn", withdrawn + 1)
    assert figures(live, "count") == count
    expect(page.locator(WITHDRAW)).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_export_has_the_row(live: LiveSite, new_page: NewPage, script: bool) -> None:
    page, address = new_page(java_script_enabled=script), f"export-{script}@example.org"
    name = f"Zahra {'with' if script else 'without'} script"
    sign(page, address, name=name)
    open_mail(page, address)
    follow(page)
    if not script:
        page.locator(COUNT_ME).click()
    number_rises(page)
    sign_in(page, live)
    page.goto(f"/en/organise/{OPEN}/exports")
    page.locator('[name=purpose][value="officials"]').check()
    page.locator('[name=form][value="csv"]').check()
    with page.expect_download() as download:
        page.locator("form.export .button").click()
    rows = download.value.path().read_text()
    assert name in rows
    assert address not in rows


def test_another_browser_asks_for_the_button(live: LiveSite, new_page: NewPage) -> None:
    count, address = figures(live, "count"), "elsewhere@example.org"
    sign(new_page(), address)
    page = new_page()
    open_mail(page, address)
    follow(page)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".kicker").first).to_have_text("Not yet counted")
    assert figures(live, "count") == count
    # Who is quicker than anybody reads is held, and looked at by a person.
    page.wait_for_timeout(SCANNER_TIME.total_seconds() * 1000)
    page.locator(COUNT_ME).click()
    expect(page.locator("[data-soon]")).to_be_visible()
    assert rises_to(live, "count", count + 1)


def test_the_count_moves_on_an_open_page(live: LiveSite, new_page: NewPage) -> None:
    reader = new_page()
    reader.clock.install()
    reader.goto(f"/en/petitions/{OPEN}")
    shown, count = reader.locator(".card [data-count=number]"), figures(live, "count")
    expect(shown).to_have_text(f"{count:,}")
    page = new_page()
    sign(page, "mover@example.org")
    open_mail(page, "mover@example.org")
    follow(page)
    assert rises_to(live, "count", count + 1)
    reader.clock.fast_forward(15_000)
    expect(shown).to_have_text(f"{count + 1:,}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_code_is_typed_in_arabic_digits(live: LiveSite, new_page: NewPage, script: bool) -> None:
    count, address = figures(live, "count"), f"code-{script}@example.org"
    page = new_page(java_script_enabled=script)
    sign(page, address, "ar")
    open_mail(page, address, "ar")
    found = CODE.search(page.locator("main").inner_text())
    assert found
    page.goto(f"/ar/petitions/{OPEN}/check-your-mail")
    page.locator("#code").fill(found[0].translate(ARABIC_DIGITS))
    page.locator("#code").press("Enter")
    page.wait_for_url("**/confirm/*")
    assert rises_to(live, "count", count + 1)


def test_i_did_not_sign_this(live: LiveSite, new_page: NewPage) -> None:
    count, address = figures(live, "count"), "not-me@example.org"
    sign(new_page(), address)
    page = new_page()
    open_mail(page, address)
    follow(page)
    page.locator('main a[href$="/reject"]').click()
    page.locator("#never_again").check()
    page.locator("main form .button").click()
    expect(page.locator("h1")).to_have_text("It is deleted")
    open_mail(page, address)
    follow(page)
    expect(page.locator("h1")).to_have_text("This link no longer works")
    assert figures(live, "count") == count


def test_the_button_in_the_mail_leads_out_of_its_frame(new_page: NewPage) -> None:
    page, address = new_page(), "framed@example.org"
    sign(page, address)
    open_mail(page, address)
    page.frame_locator("iframe").locator('a[href*="/confirm/"]').first.click()
    page.wait_for_url("**/confirm/*")
    expect(page.locator("[data-soon]")).to_be_visible()


def test_the_mailed_link_without_script_keeps_changed_words(new_page: NewPage) -> None:
    page, address = new_page(java_script_enabled=False), "changes@example.org"
    sign(page, address)
    open_mail(page, address)
    follow(page)
    page.locator("details summary").click()
    page.locator("#name").fill("Rima H. Haddad")
    page.locator("details .button.wide").click()
    page.locator('main a[href*="/signature/"]').click()
    expect(page.locator(".says").first).to_contain_text("Rima H. Haddad")
