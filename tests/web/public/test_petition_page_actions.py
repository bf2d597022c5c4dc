"""What readers can do: words and links that need no script."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.models.action import ActionKind
from petition.models.addressee import AddresseeRole
from petition.models.page_block import BlockKind
from tests.campaigns import strike
from tests.page_parts import action, addressee, block, message, publish, read
from tests.visible import Visible

HANDLES = {"x": "@president_example", "mastodon": "@president@social.example.org"}
NETWORKS = ["x", "bluesky", "mastodon"]


def to_president(text: str, kind: ActionKind = ActionKind.POST, **values: str) -> dict[str, Any]:
    """The parts of a petition with one message to its president, in French unless it is said otherwise."""
    president = addressee("Le Président", handles=HANDLES, public_address="president@example.org")
    words = message(text, addressee=president, **{"language": "fr", **values})
    post = action(kind, words, networks=NETWORKS if kind is ActionKind.POST else [])
    by = block(BlockKind.INITIATOR, {"name": "Prof"}, handles={"x": "@prof_example"})
    return {"addressees": [president], "actions": [post], "blocks": [by]}


def test_a_post_opens_the_networks_own_form_with_the_handles_of_that_network(app: Flask, client: FlaskClient) -> None:
    page = Visible(read(client, publish(app, **to_president("Tenez parole, {to}. {by} #Parole"))))
    text = quote("Tenez parole, @president_example. @prof_example #Parole", safe="")
    assert f"https://x.com/intent/post?text={text}" in page.links
    assert any(link.startswith("https://bsky.app/intent/compose?text=") for link in page.links)


def test_the_length_is_told_per_network(app: Flask, client: FlaskClient) -> None:
    page = Visible(read(client, publish(app, **to_president("Bonjour"))))
    assert "X 7 of 280 characters Bluesky 7 of 300 characters Mastodon 7 of 500 characters" in page.text


def test_where_no_link_opens_a_form_the_words_can_be_copied(app: Flask, client: FlaskClient) -> None:
    page = Visible(read(client, publish(app, **to_president("Tenez parole, {to}."))))
    assert "Mastodon 25 of 500 characters Tenez parole, @president@social.example.org." in page.text


def test_a_message_says_its_language_and_its_direction(app: Flask, client: FlaskClient) -> None:
    page = read(client, publish(app, **to_president("حافظوا على الوعد", language="ar")))
    assert '<p lang="ar" dir="rtl">حافظوا على الوعد</p>' in page
    assert "To: Le Président (Arabic)" in Visible(page).text


def test_readers_get_the_general_message_in_their_own_language(app: Flask, client: FlaskClient) -> None:
    share = action(ActionKind.SHARE, message("Come too.", "en"), message("تعالوا أيضًا.", "ar"))
    slug = publish(app, actions=[share])
    assert ("Come too." in read(client, slug), "Come too." in read(client, slug, "ar")) == (True, False)


def test_a_mail_is_addressed_and_written(app: Flask, client: FlaskClient) -> None:
    parts = to_president("Monsieur,\nVous & nous", ActionKind.WRITE, subject="La parole")
    page = Visible(read(client, publish(app, **parts)))
    subject, body = quote("La parole"), quote("Monsieur,\r\nVous & nous")
    assert f"mailto:president@example.org?subject={subject}&body={body}" in page.links


def test_whom_to_ring_stands_with_the_words_to_say(app: Flask, client: FlaskClient) -> None:
    numbers = [
        addressee("Your deputy", position=1, role=AddresseeRole.BY_COUNTRY, country="FR", phone="+33 1 99 00 63 20"),
        addressee("Your member", position=2, role=AddresseeRole.BY_COUNTRY, country="GB", phone="+44 20 7946 0917"),
    ]
    ring = action(ActionKind.CALL, message("Bonjour.", "fr", addressee=numbers[0]), message("Good morning."))
    page = Visible(read(client, publish(app, kind="call", addressees=numbers, actions=[ring])))
    assert "France Your deputy +33 1 99 00 63 20 Bonjour." in page.text
    assert "United Kingdom Your member +44 20 7946 0917" in page.text
    assert {"tel:+33199006320", "tel:+442079460917"} <= {*page.links}


def test_a_photo_shows_the_sign_and_its_hashtags(app: Flask, client: FlaskClient) -> None:
    photo = action(ActionKind.PHOTO, message("We stopped."), hashtags=["OneTag", "وسم_آخر"])
    page = read(client, publish(app, kind="call", actions=[photo]))
    assert '<p class="placard">We stopped.</p>' in page
    assert "<bdi>#OneTag</bdi>" in page
    assert "<bdi>#وسم_آخر</bdi>" in page


def test_an_action_may_be_to_come_to_an_event(app: Flask, client: FlaskClient) -> None:
    event = strike()
    slug = publish(app, kind="call", events=[event], actions=[action(ActionKind.ATTEND, event=event)])
    text = Visible(read(client, slug)).text
    assert "Do it Today. Friday 27 November 2026, 16:00 (Damascus) Put it into your calendar" in text


def test_passing_on_names_the_page(app: Flask, client: FlaskClient) -> None:
    slug = publish(app, actions=[action(ActionKind.SHARE, message("Come too."))])
    page = Visible(read(client, slug))
    assert any(quote(f"/en/petitions/{slug}", safe="/") in link for link in page.links if link.startswith("https://wa"))


@pytest.mark.parametrize("kind", [*ActionKind])
def test_markup_in_a_message_is_text(app: Flask, client: FlaskClient, kind: ActionKind) -> None:
    words = "<script>alert(1)</script>\"'&"
    page = read(client, publish(app, actions=[action(kind, message(words, subject=words), titles={"en": words})]))
    assert "<script>alert" not in page
    assert words in Visible(page).text
