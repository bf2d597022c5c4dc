"""How a letter gets its signatories: by the private link, through mail and team, until one of them withdraws."""

import json
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from petition.extensions import db
from petition.services import circulating, petitions, verifying
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite, wait_until
from tests.browser.pages import sign_in
from tests.browser.test_journey import follow, open_mail
from tests.campaigns import signed_by
from tests.joining import circulates, picture

NAME = "Harbour Nurses"
OTHERS = ("Society of the Well", "Bakers of the Hill")


@pytest.fixture(params=[("en", True), ("ar", False)], ids=["en", "ar without script"])
def story(request: pytest.FixtureRequest, live: LiveSite, new_page: NewPage) -> "Story":
    language, script = request.param
    return Story(live, new_page, language, script=script)


class Story:
    """A letter with two lines put there by its team, and the browser of somebody who was given the private link."""

    def __init__(self, live: LiveSite, new_page: NewPage, language: str, *, script: bool) -> None:
        self.live, self.language = live, language
        self.slug, self.address = f"harbour-letter-{language}", f"chair-{language}@harbour.example.org"
        self.page = new_page(java_script_enabled=script)
        self.team = new_page(java_script_enabled=script)
        with live.arranging():
            made = circulates(self.slug)
            signed_by(made, *OTHERS)
            self.private = f"/{language}/circulating/{circulating.link_token(made)}"
        self.public = f"/{language}/petitions/{self.slug}"

    def send_the_form(self) -> None:
        page = self.page
        page.goto(self.private)
        page.locator('main a[href*="/join"]').first.click()
        page.locator(f"#organisation_{self.language}").fill(NAME)
        page.locator("#url").fill("www.harbour.example.org")
        page.locator("#logo").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": picture()})
        page.locator("#contact").fill("Rima Haddad")
        page.locator("#mail").fill(self.address)
        page.locator("#authority").fill("Chair")
        page.locator("#may_sign").check()
        page.locator("main form .button.wide").click()
        page.wait_for_url("**/join/check-your-mail")

    def my_line(self) -> Page:
        open_mail(self.page, self.address, self.language)
        follow(self.page, "/signatory/")
        return self.page

    def queue(self) -> Page:
        sign_in(self.team, self.live, self.language)
        self.team.goto(f"/{self.language}/organise/{self.slug}/signatories")
        return self.team

    def names_at(self, address: str) -> list[str]:
        self.page.goto(address)
        self.page.reload()
        return self.page.locator(".signatories li b").all_inner_texts()

    def comes_to_show(self, names: list[str]) -> None:
        """Open to everyone, a page is kept for a second."""
        wait_until(lambda: self.names_at(self.public) == names)

    def count(self) -> int:
        with urllib.request.urlopen(f"{self.live.url}/petitions/{self.slug}/count.json") as answer:
            return int(json.load(answer)["count"])

    def problems(self) -> Iterator[str]:
        with self.live.app.app_context():
            found = petitions.by_slug(self.slug)
            assert found
            yield from verifying.problems_of(found)
            db.session.rollback()


def test_from_the_private_link_to_a_withdrawal(story: Story) -> None:
    story.send_the_form()
    assert NAME not in story.names_at(story.private)
    confirm(story)
    approve_and_move_up(story)
    assert story.names_at(story.private) == [OTHERS[0], NAME, OTHERS[1]]
    open_the_letter(story)
    story.comes_to_show([OTHERS[0], NAME, OTHERS[1]])
    withdraw(story)
    story.comes_to_show(list(OTHERS))
    wait_until(lambda: story.count() == 2)
    assert list(story.problems()) == []


def confirm(story: Story) -> None:
    page = story.my_line()
    expect(page.locator(".card .signatories")).to_contain_text(NAME)
    page.locator('form[action$="/confirm"] .button').click()
    expect(page.locator('form[action$="/confirm"]')).to_have_count(0)


def approve_and_move_up(story: Story) -> None:
    team = story.queue()
    expect(team.locator(".queue")).to_contain_text(story.address)
    team.locator('.queue form[action$="/approve"] button').click()
    expect(team.locator(".queue")).to_have_count(0)
    row = team.locator("tr", has_text=NAME)
    expect(row.locator("td").first).to_have_text("3")
    row.locator('form[action$="/move"] button').first.click()
    expect(team.locator("tr", has_text=NAME).locator("td").first).to_have_text("2")


def open_the_letter(story: Story) -> None:
    with story.live.arranging():
        found = petitions.by_slug(story.slug)
        assert found
        petitions.open_now(found, languages=found.languages)
    wait_until(lambda: story.count() == 3)
    # The private link now leads there.
    story.page.goto(story.private)
    story.page.wait_for_url(f"**{story.public}")


def withdraw(story: Story) -> None:
    page = story.my_line()
    page.locator('main a[href$="/withdraw"]').click()
    page.locator('form[action$="/withdraw"] .button').click()
    expect(page.locator('main a[href$="/withdraw"]')).to_have_count(0)
