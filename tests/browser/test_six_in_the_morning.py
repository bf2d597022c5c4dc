"""Six in the morning: somebody who was invited has a petition in three languages open, signed, told of and closed.

In a real browser, with a passkey and no password, in French and in Arabic, by what stands on links and buttons.
"""

import csv
import io
import re
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel import Locale
from playwright.sync_api import Browser, BrowserContext, expect

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import LoginSession
from petition.services import invitations, policy
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.live import LiveSite, live_site, wait_until
from tests.browser.morning import COMMENT, NAME, NEWS, ORGANISER, SIGNER, TEAM, WORDS, Story, part, translation
from tests.browser.phone import Phone
from tests.browser.walking import Walker

# Before a petition opens in one language, with all that its team has said already.
MOST_FIELDS = 6
LATER_MS = 31_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("morning"), host="localhost", like=demo) as named:
        with named.arranging():
            policy.decide("accounts.registration", policy.OPEN)
        yield named


@pytest.fixture(params=["fr", "ar"])
def story(request: pytest.FixtureRequest, browser: Browser, site: LiveSite) -> Iterator[Story]:
    language: str = request.param
    contexts = [_context(browser, site, f"10.7.0.{number}") for number in (1, 2)]
    organiser = Walker(contexts[0], language)
    Phone(contexts[0].new_cdp_session(organiser.page))
    yield Story(site, organiser, Walker(contexts[1], "ar" if language == "fr" else "fr"))
    for context in contexts:
        context.close()


def _context(browser: Browser, site: LiveSite, address: str) -> BrowserContext:
    context = browser.new_context(base_url=site.url, extra_http_headers={"X-Forwarded-For": address})
    context.set_default_timeout(TIMEOUT_MS)
    return context


def test_the_whole_morning(story: Story) -> None:
    _get_an_account(story)
    _make_a_team(story)
    with story.organiser.counting() as fields:
        _write_what_it_needs(story)
    assert len(fields) <= MOST_FIELDS, fields
    _translate(story)
    _open(story)
    _sign(story)
    _watch_it_count(story)
    _hide_the_comment(story)
    _send_news(story)
    _get_no_more_mail(story)
    _take_the_list(story)
    _close(story)


def _get_an_account(story: Story) -> None:
    """By the mailed invitation, with a passkey and no password."""
    nadia, address = story.organiser, ORGANISER.format(story.own)
    with story.site.arranging():
        invitations.ask_for_account(address, language=story.own)
    nadia.page.goto(nadia.open_mail(address, "/invitation/"))
    nadia.at("Make your account")
    nadia.fill("Your name", NAME[story.own])
    nadia.press("Make the account with a passkey")
    nadia.at("Recovery codes")
    nadia.press("Show me ten codes")
    expect(nadia.page.locator(".codes li")).to_have_count(10)
    nadia.follow("I have them on paper: go on")
    nadia.at("Petitions of your team")


def _make_a_team(story: Story) -> None:
    nadia = story.organiser
    nadia.follow("Make a team")
    nadia.at("Make a team")
    nadia.fill("Name of the team", TEAM[story.own])
    nadia.fill("Legal name", TEAM[story.own])
    nadia.fill("Postal address", "14 rue du Pont, 75999 Paris")
    nadia.fill("Mail address for questions about data", "data@example.org")
    nadia.page.locator("#zone").select_option("Europe/Paris")
    nadia.press("Make the team")
    expect(nadia.page.get_by_role("heading", level=1)).to_have_text(TEAM[story.own])
    nadia.sees_own_language()


def _write_what_it_needs(story: Story) -> None:
    """From the first button to nothing missing, in one language."""
    nadia, (title, text, addressee) = story.organiser, WORDS[story.own]
    nadia.follow("Start a petition")
    nadia.at("Start a petition")
    nadia.fill("Title", title)
    nadia.press("Start writing")
    expect(nadia.page.get_by_role("heading", level=1)).to_have_text(title)
    nadia.sees_own_language()
    nadia.fill("Text", text, part(nadia, "Title and text"))
    nadia.fill("Name", addressee, part(nadia, "Whom it is addressed to"))
    nadia.follow("Check and open")
    nadia.at("Check and open")
    nothing = nadia.page.get_by_text(nadia.say("Nothing. It can open."))
    # What was typed last is saved on the way here: on a slow machine it is looked at once more.
    wait_until(lambda: nothing.is_visible() or not nadia.page.reload())
    story.slug = nadia.page.url.split("/organise/")[1].split("/")[0]


def _translate(story: Story) -> None:
    """Into two more languages, each beside the original."""
    nadia = story.organiser
    nadia.follow("Go on writing")
    languages = nadia.unfold("Languages")
    others = [code for code in WORDS if code != story.own]
    for code in others:
        languages.get_by_role("checkbox", name=str(Locale(story.own).languages[code])).check()
    nadia.press("Save", languages)
    for code in others:
        here = translation(nadia, code)
        expect(here.get_by_text(WORDS[story.own][0])).to_be_visible()
        nadia.fill("Title", WORDS[code][0], here)
        nadia.fill("Text", WORDS[code][1], here)
    addressees = part(nadia, "Whom it is addressed to")
    for code in others:
        addressees.locator(f'input[lang="{code}"][name*="name"]').first.fill(WORDS[code][2])
    nadia.sees_own_language()
    nadia.follow("Check and open")


def _open(story: Story) -> None:
    nadia = story.organiser
    nadia.at("Check and open")
    nadia.follow("Open it now")
    nadia.at("Open it to everyone?")
    nadia.page.clock.install()
    nadia.press("Open it now")
    expect(nadia.page.locator(".state").first).to_have_text(nadia.say("open"))
    nadia.sees_own_language()


def _sign(story: Story) -> None:
    """From another browser, in another language, by the mailed link."""
    rima, address = story.signer, SIGNER.format(story.own)
    rima.page.goto(story.public_path)
    expect(rima.page.get_by_role("heading", level=1)).to_have_text(WORDS[rima.language][0])
    rima.sees_own_language()
    rima.fill("Full name", NAME[rima.language])
    rima.page.locator("#mail").fill(address)
    rima.unfold("Say why you sign")
    rima.fill("Why I sign", COMMENT[rima.language])
    rima.tick("Show it on the page, for everyone")
    rima.choose("The people this is addressed to")
    rima.page.locator("#petition_news").check()
    rima.press("Sign this petition", rima.page.locator(".sign-form"))
    rima.page.wait_for_url("**/check-your-mail")
    rima.sees_own_language()
    rima.page.goto(rima.open_mail(address, "/confirm/"))
    rima.at("You are counted.")


def _watch_it_count(story: Story) -> None:
    """The dashboard's number moves while it is looked at, without a press."""
    page = story.organiser.page
    counted = page.locator('[data-part="tiles"] dd').first

    def has_moved() -> bool:
        page.clock.fast_forward(LATER_MS)
        page.wait_for_load_state("networkidle")
        return int(counted.inner_text()) == 1

    assert int(counted.inner_text()) == 0
    wait_until(has_moved)
    story.organiser.picture()


def _hide_the_comment(story: Story) -> None:
    nadia, rima = story.organiser, story.signer
    words = COMMENT[rima.language]
    rima.page.goto(story.public_path)
    wait_until(lambda: rima.page.reload() is not None and words in rima.page.locator("main").inner_text())
    nadia.follow("Comments")
    nadia.at("Comments")
    nadia.follow("Shown")
    comment = nadia.page.get_by_role("listitem").filter(has_text=words).last
    nadia.unfold("Hide …")
    comment.get_by_role("combobox", name=nadia.say("Why")).select_option(index=1)
    nadia.press("Hide it", comment)
    expect(nadia.page.locator("#decided")).to_contain_text(nadia.say("Undo"))
    nadia.sees_own_language()
    wait_until(lambda: rima.page.reload() is not None and words not in rima.page.locator("main").inner_text())


def _send_news(story: Story) -> None:
    """Written in both languages, published, and mailed."""
    nadia, other = story.organiser, story.signer.language
    nadia.follow(WORDS[story.own][0], nadia.page.locator(".trail"))
    nadia.follow("News")
    nadia.at("News")
    nadia.press("Write an update")
    own = part(nadia, "Title and text")
    for code, here in ((story.own, own), (other, translation(nadia, other))):
        nadia.fill("Title", NEWS[code][0], here)
        nadia.fill("Text", NEWS[code][1], here)
    nadia.sees_own_language()
    nadia.follow("Check and publish")
    nadia.at("Check and publish")
    nadia.choose("The same, and by mail those who signed and asked for news on this petition")
    nadia.press("Publish it")
    expect(nadia.page.get_by_role("heading", level=1)).to_have_text(NEWS[story.own][0])
    nadia.sees_own_language()


def _get_no_more_mail(story: Story) -> None:
    """The mail is in the signer's language; its link shows a page, and a mail program's press ends it."""
    rima = story.signer
    link = rima.open_mail(SIGNER.format(story.own), "/unsubscribe/")
    expect(rima.page.get_by_role("heading", level=1)).to_have_text(NEWS[rima.language][0])
    rima.unfold("Headers")
    headers = rima.page.locator("pre").last.inner_text()
    named = re.search(r"^List-Unsubscribe: .*?<(http[^>]+)>", headers, re.MULTILINE)
    assert named
    rima.page.goto(link)
    expect(rima.page.get_by_role("button", name=rima.say("Send me no more of these mails"))).to_be_visible()
    rima.sees_own_language()
    urllib.request.urlopen(named[1], data=b"List-Unsubscribe=One-Click").close()
    rima.page.reload()
    done = rima.say("Done. These mails come to you no more: %(mails)s").partition("%")[0]
    expect(rima.page.get_by_role("status")).to_contain_text(done)


def _take_the_list(story: Story) -> None:
    """Some while later: the passkey says once more who is there."""
    nadia = story.organiser
    with story.site.arranging():
        db.session.execute(sa.update(LoginSession).values(step_up_at=clock.now() - timedelta(hours=1)))
    nadia.follow(WORDS[story.own][0], nadia.page.locator(".trail"))
    nadia.follow("Lists")
    nadia.at("Take a list")
    nadia.choose("Names for the addressees")
    nadia.choose("CSV for other programs")
    nadia.press("Download")
    nadia.at("Is it still you?")
    with nadia.page.expect_download() as download:
        nadia.press("Use your passkey")
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert len(rows) == 2
    assert NAME[story.signer.language] in rows[1]


def _close(story: Story) -> None:
    nadia, rima = story.organiser, story.signer
    nadia.follow("Petitions", nadia.page.locator(".trail"))
    nadia.follow(WORDS[story.own][0])
    nadia.follow("Close")
    nadia.at("Close it?")
    nadia.press("Close it now")
    expect(nadia.page.locator(".state").first).to_have_text(nadia.say("closed"))
    nadia.sees_own_language()
    rima.page.goto(story.public_path)
    wait_until(lambda: rima.page.reload() is not None and rima.page.locator(".sign-form").count() == 0)
    rima.sees_own_language()
