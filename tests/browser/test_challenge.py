"""A browser works for its form by itself: nobody is asked anything, nothing typed is lost, nobody waits for long."""

from typing import Any
from urllib.parse import parse_qs

import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from petition import ROOT
from petition.extensions import db
from petition.models.petition import Petition
from petition.services import challenges
from petition.services.challenges import Solved
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite
from tests.browser.pages import OPEN

NAME = "ريما حداد"
BUTTON = ".sign-form .button.wide"
CHALLENGE = "**/challenge"
# Long enough that one is seen to wait, and shorter than anybody waits.
A_WHILE_MS = 1000


def fill_in(page: Page, address: str, language: str = "en") -> None:
    page.locator("#name").fill(NAME)
    page.locator("#mail").fill(address)
    page.locator("[name=give_name_to][value=nobody]").check()


def sent(page: Page, **press: Any) -> dict[str, str]:
    """What the form sends once the button is pressed."""
    with page.expect_request("**/sign") as request:
        page.locator(BUTTON).click(**press)
    page.wait_for_url("**/check-your-mail")
    return {name: values[0] for name, values in parse_qs(request.value.post_data or "", keep_blank_values=True).items()}


def solved(live: LiveSite, form: dict[str, str]) -> Solved | None:
    """As the site finds it, but for what was spent there."""
    with live.app.app_context():
        petition = db.session.scalars(sa.select(Petition).where(Petition.slugs.any(slug=OPEN))).one()
        return challenges.solved(form["altcha"], petition.public_id, sent_with=form["name"])


def test_it_is_asked_for_once_somebody_touches_the_form_and_goes_along(new_page: NewPage, live: LiveSite) -> None:
    page, asked = new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/en/petitions/{OPEN}", wait_until="networkidle")
    assert [url for url in asked if "challenge" in url] == []
    with page.expect_response(CHALLENGE):
        fill_in(page, "touched@example.org")
    expect(page.locator("[name=altcha]")).not_to_have_value("")
    form = sent(page, click_count=2)
    assert (form["name"], form["mail"]) == (NAME, "touched@example.org")
    assert solved(live, form)
    assert len([url for url in asked if "challenge" in url]) == 2


def test_who_is_quicker_waits_a_moment_and_is_told(new_page: NewPage, live: LiveSite) -> None:
    page = new_page()
    page.goto(f"/ar/petitions/{OPEN}")

    def later(route: Route) -> None:
        page.wait_for_timeout(A_WHILE_MS)
        route.continue_()

    page.route(CHALLENGE, later)
    with page.expect_request(CHALLENGE):
        fill_in(page, "quick@example.org", "ar")
    with page.expect_request("**/sign") as request:
        page.locator(BUTTON).click(click_count=2, no_wait_after=True)
        expect(page.locator(BUTTON)).to_have_attribute("aria-busy", "true")
        expect(page.locator(".sign-form [role=status]")).not_to_be_empty()
    page.wait_for_url("**/check-your-mail")
    assert solved(live, {name: values[0] for name, values in parse_qs(request.value.post_data or "").items()})


def test_where_it_cannot_be_had_the_form_goes_as_it_is(new_page: NewPage) -> None:
    page = new_page()
    page.route(CHALLENGE, lambda route: route.abort())
    page.goto(f"/en/petitions/{OPEN}")
    with page.expect_request(CHALLENGE):
        fill_in(page, "without@example.org")
    assert sent(page)["altcha"] == ""


def test_a_form_that_was_sent_and_is_come_back_to_has_another_one(new_page: NewPage, live: LiveSite) -> None:
    page = new_page()
    page.goto(f"/en/petitions/{OPEN}")
    with page.expect_response(CHALLENGE):
        fill_in(page, "mistyped@example.org")
    expect(page.locator("[name=altcha]")).not_to_have_value("")
    first = sent(page)
    page.go_back()
    page.locator("#mail").fill("mended@example.org")
    again = sent(page)
    assert again["altcha"] != first["altcha"]
    assert solved(live, again)


def test_a_form_that_is_shown_again_has_one_too(new_page: NewPage, live: LiveSite) -> None:
    page = new_page()
    page.goto(f"/en/petitions/{OPEN}")
    with page.expect_response(CHALLENGE):
        fill_in(page, "")
    page.locator(BUTTON).click()
    expect(page.locator(".problem")).to_be_focused()
    with page.expect_response(CHALLENGE):
        page.locator("#mail").fill("slip@example.org")
    assert solved(live, sent(page))


def test_its_script_is_small() -> None:
    assert (ROOT / "petition/static/js/challenge.js").stat().st_size <= 2048
