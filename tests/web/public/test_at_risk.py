"""Where signing may harm: what the mail, its link, the cookie and the pages give away."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.petition import Protection, Publishing
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.reading import Mails, code_in, confirm, form_on, link_in, sign, text_of

TITLE = "Keep the ward open"
COUNTED = "You are counted."
NOTHING = "Nothing is left to do"


@pytest.fixture
def at_risk(app: Flask) -> str:
    with app.app_context():
        db.open_for_writing()
        return make_petition(protection=Protection.DISCREET)


def test_the_mailed_link_shows_nothing_once_it_was_used(
    app: Flask, client: FlaskClient, at_risk: str, mails: Mails, time: FakeClock
) -> None:
    sign(client, at_risk)
    link = link_in(mails.newest())
    time.move(minutes=1)
    assert TITLE in client.get(link).get_data(as_text=True)
    confirm(telephone := app.test_client(), link)
    shown = telephone.get(link).get_data(as_text=True)
    assert (COUNTED in shown, TITLE in shown) == (True, True)
    found = app.test_client().get(link)
    assert found.status_code == 200
    assert NOTHING in found.text
    assert not any(telling in found.text for telling in (TITLE, "ward", "Ward"))
    time.move(minutes=31)
    for browser in (telephone, client):
        assert TITLE not in browser.get(link).get_data(as_text=True)


def test_a_typed_code_leads_to_what_came_of_it(client: FlaskClient, at_risk: str, mails: Mails) -> None:
    sign(client, at_risk, comment="Once")
    # The same once more: the cookie names this one, the mail and its code are of the other.
    mail = mails.newest()
    sign(client, at_risk, comment="Once")
    path = f"/en/petitions/{at_risk}/code"
    shown = client.post(path, data={"code": code_in(mail)}, follow_redirects=True).get_data(as_text=True)
    assert COUNTED in shown
    assert "share.js" not in shown


def test_a_link_of_a_withdrawn_signature_says_as_little(
    app: Flask, client: FlaskClient, at_risk: str, mails: Mails
) -> None:
    sign(client, at_risk)
    link = link_in(mails.newest())
    confirm(client, link)
    mine = client.get(link).text.split("/signature/")[1].split('"')[0]
    client.post(f"/en/signature/{mine}", data=form_on(client.get(f"/en/signature/{mine}"), mine))
    found = app.test_client().get(link)
    assert (found.status_code, NOTHING in found.text) == (200, True)


def test_what_waits_for_a_mailbox_is_listed_without_what_it_is(
    app: Flask, client: FlaskClient, at_risk: str, mails: Mails
) -> None:
    sign(client, at_risk)
    foot = link_in(mails.newest(), "/mails/")
    sign(app.test_client(), at_risk, name="Omar")
    assert len(mails.all()) == 1
    listed = app.test_client().get(foot).get_data(as_text=True)
    assert "A form that you filled in" in listed
    assert not any(telling in listed for telling in (TITLE, "Omar"))
    assert "data-leave" in listed


def test_where_counting_is_batched_no_number_is_promised_in_a_moment(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(protection=Protection.DISCREET, publish=Publishing.BATCHED)
    sign(client, slug)
    confirm(client, link := link_in(mails.newest()))
    shown = client.get(link).get_data(as_text=True)
    assert (COUNTED in shown, "grows by many at a time" in shown, "confirm.js" in shown) == (True, True, False)


def test_its_cookie_goes_with_the_browser(client: FlaskClient, at_risk: str, mails: Mails) -> None:
    cookies = [sign(client, at_risk).headers["Set-Cookie"]]
    cookies.append(confirm(client, link_in(mails.newest())).headers["Set-Cookie"])
    for cookie in cookies:
        assert cookie.startswith("waiting=")
        assert "Max-Age" not in cookie
        assert "Expires" not in cookie


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_mails_to_them_say_what_to_do_and_not_what_it_is_about(
    client: FlaskClient, at_risk: str, mails: Mails, time: FakeClock, language: str
) -> None:
    sign(client, at_risk, language=language)
    link = link_in(first := mails.newest())
    time.move(minutes=11)
    confirm(client, link)
    sign(client, at_risk, language=language)
    for mail in (first, again := mails.newest()):
        # The bare address, without a name.
        assert "<" not in mail["From"]
        # What stands in the address of a link is the site's, and the same for all.
        words = "\n".join(line for line in text_of(mail).splitlines() if "://" not in line) + mail["Subject"]
        for telling in (TITLE, "petition", "sign", "Ward", "Countersign", "pétition", "توقيع", "عريضة"):
            assert telling not in words
    assert link_in(again, "/signature/")


@pytest.mark.parametrize("protection", Protection)
def test_its_pages_can_be_left_at_once(app: Flask, client: FlaskClient, mails: Mails, protection: Protection) -> None:
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(protection=protection)
    sent = sign(client, slug)
    link = link_in(mails.newest())
    pages = [client.get(path) for path in (f"/en/petitions/{slug}", sent.location, link, f"{link}/reject")]
    pages.append(sign(client, slug, name=""))
    confirm(client, link)
    pages.append(client.get(link))
    is_there = [("data-leave" in page.text, "leave.js" in page.text) for page in pages]
    assert is_there == [(protection is Protection.DISCREET,) * 2] * 6


def test_they_are_offered_no_news_and_get_none(app: Flask, client: FlaskClient, at_risk: str, mails: Mails) -> None:
    assert "petition_news" not in client.get(f"/en/petitions/{at_risk}").text
    # From a page that was opened before they came to be at risk.
    sign(client, at_risk, petition_news="y", team_news="y")
    confirm(client, link_in(mails.newest()))
    with app.app_context():
        agreed = sa.select(ConsentText.purpose).join(Consent, Consent.consent_text_id == ConsentText.id)
        assert db.session.scalars(agreed).all() == [ConsentPurpose.SIGNING]
