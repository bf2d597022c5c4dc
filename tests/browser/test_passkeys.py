"""Passkeys in a real browser, with an authenticator that Chromium plays: added, signed in with, shown again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from petition.cli import demo_organiser
from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import Factor, LoginSession, RecoveryCode
from petition.models.team import Team, TeamRole
from petition.services import invitations
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.live import LiveSite, live_site
from tests.browser.pages import sign_in
from tests.browser.phone import Phone

# What the field offers would be taken at once where nobody has to choose.
BUTTON_ONLY = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
BUTTON = "[data-passkey-button]"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("named"), host="localhost", like=demo) as site:
        yield site


@pytest.fixture
def page(browser: Browser, named: LiveSite) -> Iterator[Page]:
    context = browser.new_context(base_url=named.url)
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()
    with named.arranging():
        db.session.execute(sa.delete(Factor))
        db.session.execute(sa.delete(RecoveryCode))


@pytest.fixture
def phone(page: Page) -> Phone:
    return Phone(page.context.new_cdp_session(page))


def add_passkey(page: Page, live: LiveSite) -> None:
    sign_in(page, live)
    page.goto("/en/account/factors")
    page.locator('main a[href$="/factors/passkey"]').click()
    page.locator("#name").fill("My phone")
    page.locator(BUTTON).click()
    page.wait_for_url("**/account/recovery-codes")


def sign_out(page: Page) -> None:
    page.locator('form[action$="/logout"] button').click()
    page.wait_for_url("**/login")


def grow_stale(live: LiveSite) -> None:
    with live.arranging():
        db.session.execute(sa.update(LoginSession).values(step_up_at=clock.now() - timedelta(hours=1)))


@pytest.mark.usefixtures("phone")
def test_a_passkey_is_added(page: Page, named: LiveSite) -> None:
    add_passkey(page, named)
    page.locator("main form .button").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/en/account/factors")
    expect(page.locator("main tbody th")).to_have_text("My phone")


@pytest.mark.usefixtures("phone")
def test_enter_in_a_password_that_was_typed_makes_the_account_with_it(page: Page, named: LiveSite) -> None:
    with named.arranging():
        [team] = db.session.scalars(sa.select(Team).limit(1))
        invited = invitations.invite(team, address="e@example.org", role=TeamRole.EDITOR, by="cli", language="en")
        token = invitations.link_token(invited)
    page.goto(f"/en/account/invitation/{token}")
    expect(page.locator(BUTTON)).to_be_visible()
    page.locator("#name").fill("Edith Wilde")
    page.locator("#password").fill("three random words")
    page.locator("#password").press("Enter")
    page.wait_for_url("**/account/factors?done=made")


@pytest.mark.usefixtures("phone")
def test_it_signs_in_without_a_password(page: Page, named: LiveSite) -> None:
    page.add_init_script(BUTTON_ONLY)
    add_passkey(page, named)
    sign_out(page)
    page.locator(BUTTON).click()
    page.wait_for_url("**/organise")


@pytest.mark.usefixtures("phone")
def test_where_the_field_offers_it_no_button_is_needed(page: Page, named: LiveSite) -> None:
    add_passkey(page, named)
    page.locator('form[action$="/logout"] button').click()
    page.wait_for_url("**/organise")


@pytest.mark.usefixtures("phone")
def test_it_goes_on_to_where_one_wanted_to_go(page: Page, named: LiveSite) -> None:
    page.add_init_script(BUTTON_ONLY)
    add_passkey(page, named)
    sign_out(page)
    page.goto("/en/account/sessions")
    page.locator(BUTTON).click()
    page.wait_for_url("**/account/sessions")
    expect(page.locator("main tbody tr").first).to_contain_text("yes")


@pytest.mark.usefixtures("phone")
def test_it_is_the_second_step(page: Page, named: LiveSite) -> None:
    page.add_init_script(BUTTON_ONLY)
    add_passkey(page, named)
    sign_out(page)
    page.locator("#mail").fill(demo_organiser.ADDRESS)
    page.locator("#password").fill(named.password)
    page.locator('form[action$="/login"] .button').click()
    page.wait_for_url("**/login/second")
    page.locator(BUTTON).click()
    page.wait_for_url("**/organise")


@pytest.mark.usefixtures("phone")
def test_it_shows_again_who_is_there(page: Page, named: LiveSite) -> None:
    add_passkey(page, named)
    grow_stale(named)
    page.goto("/en/account")
    page.locator("#name").fill("Rima Haddad")
    page.locator("main form .button").first.click()
    expect(page.locator("h1")).to_have_text("Is it still you?")
    page.locator(BUTTON).click()
    page.wait_for_url("**/account?done=profile")
    expect(page.locator("#name")).to_have_value("Rima Haddad")


@pytest.mark.usefixtures("phone")
def test_a_passkey_that_was_removed_opens_nothing(page: Page, named: LiveSite) -> None:
    page.add_init_script(BUTTON_ONLY)
    add_passkey(page, named)
    page.goto("/en/account/factors")
    page.locator(".verbs button").click()
    sign_out(page)
    page.locator(BUTTON).click()
    expect(page.locator(".problem")).to_contain_text("did not open an account")


def test_who_is_not_recognised_is_told_so(page: Page, named: LiveSite, phone: Phone) -> None:
    sign_in(page, named)
    phone.recognise_nobody()
    page.goto("/en/account/factors/passkey")
    page.locator(BUTTON).click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()


def test_without_a_script_it_says_what_else_there_is(browser: Browser, named: LiveSite) -> None:
    context = browser.new_context(base_url=named.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, named)
    page.goto("/en/account/factors/passkey")
    expect(page.locator("[data-passkey-less]")).to_be_visible()
    expect(page.locator(BUTTON)).to_be_hidden()
    context.close()
