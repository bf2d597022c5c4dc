"""The editor of drafts with much and with little in them, of an open petition, and with something wrong."""

from playwright.sync_api import Page, expect

from petition.models.petition import Petition
from petition.services import petitions
from tests.browser.opening_pages import BARE, UNCHANGED, place
from tests.browser.reaching import Kind, Stage, sending, signed_in
from tests.browser.team_pages import OWNER
from tests.editing import action, event, message, save
from tests.making import draft

RICH = "a-rich-draft"
EDITOR = place(RICH, "edit")
TITLE, TEXT = "#words-en-title", "#words-en-text"
LINK = {"words": {"label": {"en": "Ours"}}, "handles": {}, "url": "https://example.org", "published_on": ""}


def set_up() -> None:
    """A draft in three languages with something in most of its sections."""
    made = draft(RICH, languages=("en", "ar", "fr"))
    save(made, "words-ar", share_text="الجناح")
    save(made, "words-en", text="Nine beds, and **one** nurse.")
    save(made, "events", events=[event("Vigil", shown_zones=["Europe/Paris"]), event("Session")])
    words = [message("{to}, open the ward", to=1), message("Open it")]
    save(made, "actions", actions=[action("Write to her", kind="post", networks=["x"], messages=words)])
    save(made, "links", blocks=[{**LINK, "is_opening": False}])


def rich() -> Petition:
    found = petitions.by_slug(RICH)
    assert found
    return found


def two_versions(page: Page, stage: Stage, language: str) -> None:
    """Somebody else saves what is on the page, before it is saved there."""
    signed_in(EDITOR)(page, stage, language)
    with stage.live.arranging():
        other = {"live": "batched", "batched": "live"}[rich().publish]
        save(rich(), "names", publish=other)
    page.locator("#names > summary").click()
    with page.expect_navigation():
        page.locator('form[action*="/edit/names"] .part-end .button').click()


KINDS = {
    "edit": Kind("organiser.edit", signed_in(EDITOR)),
    "edit a bare draft": Kind("organiser.edit", signed_in(place(BARE, "edit"))),
    "edit an open petition": Kind("organiser.edit", signed_in(place(UNCHANGED, "edit"))),
    "edit with problems": Kind(
        "organiser.save_section",
        sending(EDITOR, 'form[action*="/edit/kind"] .part-end .button', who=OWNER, slug="Not A Slug"),
    ),
    "edit, two versions": Kind("organiser.save_section", two_versions),
}


def says(page: Page, words: str) -> None:
    """Wait until its bar says this."""
    expect(page.locator("[data-status]")).to_contain_text(words)
