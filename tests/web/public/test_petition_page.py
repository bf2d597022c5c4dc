"""What stands on a petition's page beside its text."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.models.addressee import AddresseeRole
from petition.models.page_block import BlockKind, PetitionContact
from petition.models.petition import Petition
from tests.campaigns import news
from tests.page_parts import addressee, block, publish, read
from tests.reading import Mails, confirm, link_in, sign
from tests.visible import Visible

MARKUP = "<b onclick=x>&\"'"


@pytest.mark.parametrize("kind", ["petition", "letter", "statement", "call"])
@pytest.mark.parametrize(
    ("part", "words"),
    [
        (BlockKind.OPENING_QUOTATION, {"words": "Look at the roof.", "speaker": "Nawal", "role": "a midwife"}),
        (BlockKind.QUOTATION, {"words": "It can be done.", "speaker": "Anouar", "role": "a speaker"}),
        (BlockKind.FIGURE, {"amount": "3 of 4", "label": "wells are dry", "source": "Our own count"}),
        (BlockKind.INITIATOR, {"name": "Professor Solterre", "role": "a physician"}),
        (BlockKind.MENTION, {"outlet": "The Post", "headline": "Dry again", "quotation": "They count."}),
        (BlockKind.LINK, {"label": "The record"}),
        (BlockKind.NEXT_STEP, {"title": "Pay for an hour", "text": "It costs 31 euros."}),
    ],
)
def test_every_kind_shows_every_block(
    app: Flask, client: FlaskClient, kind: str, part: BlockKind, words: dict[str, str]
) -> None:
    page = Visible(read(client, publish(app, kind=kind, blocks=[block(part, words, url="https://example.org/x")])))
    assert [text for text in words.values() if text not in page.text] == []


@pytest.mark.parametrize("part", [BlockKind.QUOTATION, BlockKind.LINK, BlockKind.MENTION, BlockKind.NEXT_STEP])
def test_markup_in_a_block_is_text(app: Flask, client: FlaskClient, part: BlockKind) -> None:
    names = ("words", "speaker", "role", "label", "headline", "outlet", "quotation", "title", "text")
    page = read(client, publish(app, blocks=[block(part, dict.fromkeys(names, MARKUP))]))
    assert MARKUP not in page
    assert MARKUP in Visible(page).text


def test_a_text_in_another_language_says_so(app: Flask, client: FlaskClient) -> None:
    words = {"words": {"ar": "انظروا إلى السطح"}, "speaker": {"ar": "نوال"}, "role": {"en": "a midwife"}}
    page = read(client, publish(app, blocks=[block(BlockKind.QUOTATION, words)]))
    assert '<blockquote lang="ar" dir="rtl">' in page
    assert '<bdi lang="ar" dir="rtl">نوال</bdi>' in page
    assert "<bdi>a midwife</bdi>" in page


def test_a_missing_language_is_filled_from_the_petitions_own(app: Flask, client: FlaskClient) -> None:
    blocks = [block(BlockKind.LINK, {"label": {"ar": "السجل", "en": "The record"}}, url="https://example.org")]
    page = read(client, publish(app, blocks=blocks), "fr")
    assert '<bdi lang="en" dir="ltr">The record</bdi>' in page
    assert "السجل" not in page


def test_handles_lead_to_their_pages_and_tell_nothing(app: Flask, client: FlaskClient) -> None:
    handles = {"x": "@prof_example", "bluesky": "prof.example.org", "mastodon": "@prof@social.example.org"}
    page = read(client, publish(app, blocks=[block(BlockKind.INITIATOR, {"name": "Prof"}, handles=handles)]))
    for url in ("x.com/prof_example", "bsky.app/profile/prof.example.org", "social.example.org/@prof"):
        assert f'<a href="https://{url}" rel="nofollow noopener"' in page


def test_a_handle_that_leads_nowhere_is_only_shown(app: Flask, client: FlaskClient) -> None:
    handles = {"x": "much_too_long_for_x"}
    page = read(client, publish(app, blocks=[block(BlockKind.INITIATOR, {"name": "Prof"}, handles=handles)]))
    assert '<bdi dir="ltr">@much_too_long_for_x</bdi>' in page
    assert "x.com/much" not in page


def test_a_mention_has_its_day_and_its_link(app: Flask, client: FlaskClient) -> None:
    mention = block(BlockKind.MENTION, {"outlet": "The Post", "headline": "Dry"}, url="https://post.example.org/1")
    mention.published_on = date(2026, 2, 12)
    page = read(client, publish(app, blocks=[mention]))
    assert '<a href="https://post.example.org/1" rel="nofollow noopener"><bdi>Dry</bdi></a>' in page
    assert "12 February 2026" in page


def test_a_copy_says_what_it_is_for(app: Flask, client: FlaskClient) -> None:
    copy = addressee("The Council", role=AddresseeRole.COPY, position=2, note="For all its members.")
    page = Visible(read(client, publish(app, addressees=[addressee(), copy])))
    assert "Copy The Council For all its members." in page.text


def test_a_press_contact_may_have_two_telephones(app: Flask, client: FlaskClient) -> None:
    phones = ["+33 1 99 00 58 20", "+44 20 7946 0417"]
    contact = PetitionContact(position=1, name="Maud", phones=phones, address="press@example.org")
    page = Visible(read(client, publish(app, contacts=[contact])))
    assert {"tel:+33199005820", "tel:+442079460417", "mailto:press@example.org"} <= {*page.links}


def test_the_newest_news_stand_in_full_and_older_ones_by_their_titles(app: Flask, client: FlaskClient) -> None:
    slug = publish(app, arrange=lambda made: [news(made, f"Day {n}", f"Words of day {n}.") for n in (1, 2, 3, 4)])
    page = Visible(read(client, slug))
    assert "Words of day 4." in page.text
    assert [f"Day {n}" for n in (1, 2, 3) if f"Day {n}" in page.text] == ["Day 2", "Day 3"]
    assert "Words of day 3." not in page.text
    assert f"/en/petitions/{slug}/updates" in page.links


def test_the_question_stands_over_the_form(app: Flask, client: FlaskClient) -> None:
    def ask(made: Petition) -> None:
        made.revisions[0].question = "Will you stand by us?"

    page = read(client, publish(app, arrange=ask))
    assert '<h2 class="question" id="sign-title" lang="en" dir="ltr">Will you stand by us?</h2>' in page


def test_the_page_of_a_counted_petition_offers_its_counter(app: Flask, client: FlaskClient) -> None:
    slug = publish(app)
    assert f"/en/petitions/{slug}/counter" in Visible(read(client, slug)).links


def test_who_is_counted_is_told_what_else_helps(app: Flask, client: FlaskClient, mails: Mails) -> None:
    step = block(BlockKind.NEXT_STEP, {"title": "Pay for an hour"}, url="https://gifts.example.org")
    sign(client, publish(app, blocks=[step]))
    counted = confirm(client, link_in(mails.newest()))
    page = Visible(client.get(counted.location).get_data(as_text=True))
    assert "Pay for an hour" in page.text
    assert "https://gifts.example.org" in page.links


def test_names_go_to_those_it_is_addressed_to_and_to_nobody_who_gets_a_copy(app: Flask, client: FlaskClient) -> None:
    copy = addressee("The Donors", role=AddresseeRole.COPY, position=2, note="Figures only")
    page = Visible(read(client, publish(app, addressees=[addressee("The Minister"), copy]))).text
    assert "The Minister. Not published." in page
    assert "Readers of this page, and The Minister. You choose how below." in page
