"""The mails themselves: what they say, in which language and form, and what they never hold."""

from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Protection
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.reading import Mails, code_in, confirm, link_in, sign, text_of

TYPED = {"name": "Zaynab Typed-Name", "comment": "Typed comment with https://spam.example"}


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("html",))
    assert part is not None
    return str(part.get_content())


def everything_in(mail: EmailMessage) -> str:
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), text_of(mail), html_of(mail)])


@pytest.fixture
def each_kind(client: FlaskClient, petition: str, mails: Mails, time: FakeClock) -> list[EmailMessage]:
    """One mail of each kind that signing can lead to, all about words that somebody typed."""
    sign(client, petition, **TYPED)
    confirm_mail = mails.newest()
    time.move(minutes=11)
    sign(client, petition, **TYPED | {"comment": "Typed comment, again"})
    again = mails.newest()
    time.move(hours=49)
    reminder = mails.newest()
    confirm(client, link_in(again))
    time.move(hours=25)
    sign(client, petition, **TYPED)
    already = mails.newest()
    time.move(minutes=11)
    sign(client, petition, **TYPED | {"name": "Another Typed-Name"})
    return [confirm_mail, again, reminder, already, mails.newest()]


def test_each_kind_has_its_own_words(each_kind: list[EmailMessage]) -> None:
    texts = [text_of(mail) for mail in each_kind]
    for text, words in zip(
        texts,
        ("One step is left", "sent once more", "not counted yet", "confirmed already", "signed already"),
        strict=True,
    ):
        assert words in text


def test_no_mail_holds_what_the_signer_typed(each_kind: list[EmailMessage]) -> None:
    for mail in each_kind:
        for typed in ("Zaynab", "Typed", "spam.example"):
            assert typed not in everything_in(mail)


def test_each_kind_is_text_and_html_and_says_what_it_is(each_kind: list[EmailMessage]) -> None:
    for mail in each_kind:
        assert mail.get_content_type() == "multipart/alternative"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Content-Language"] == "en"
        assert mail["To"] == "rima@example.org"
        assert mail["Precedence"] is None
        assert 'lang="en" dir="ltr"' in html_of(mail)


def test_no_two_mails_share_a_message_id(each_kind: list[EmailMessage]) -> None:
    assert len({mail["Message-ID"] for mail in each_kind}) == len(each_kind)


def test_links_and_pictures_lead_to_our_own_site_alone(each_kind: list[EmailMessage]) -> None:
    for mail in each_kind:
        html = html_of(mail)
        addresses = [part.split('"')[0] for part in html.split('href="')[1:]]
        assert all(address.startswith("http://127.0.0.1:8000/en/") for address in addresses)
        for outside in ("<img", "<script", "src=", "url(", "@import"):
            assert outside not in html


def test_each_kind_that_asks_has_link_code_and_a_way_to_say_no(each_kind: list[EmailMessage]) -> None:
    for mail in each_kind[:3]:
        code = code_in(mail)
        assert f"{code[:4]} {code[4:]}" in html_of(mail)
        assert code in mail["Subject"]
        assert "/reject" in text_of(mail)
        assert "/confirm/" in html_of(mail)


def test_each_kind_that_tells_leads_to_my_signature(client: FlaskClient, each_kind: list[EmailMessage]) -> None:
    for mail in each_kind[3:]:
        assert client.get(link_in(mail, "/signature/")).status_code == 200


def test_a_mail_is_in_the_language_of_the_page(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition, language="ar")
    mail = mails.newest()
    assert mail["Content-Language"] == "ar"
    assert 'lang="ar" dir="rtl"' in html_of(mail)
    assert "أبقوا الجناح مفتوحًا" in text_of(mail)
    assert "/ar/confirm/" in text_of(mail)


def test_where_signers_are_at_risk_the_mail_names_nothing(app: Flask, client: FlaskClient, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(protection=Protection.DISCREET)
    sign(client, slug)
    mail = everything_in(mails.newest())
    for telling in ("Keep the ward open", "ward", "Ward Team", slug, "petition"):
        assert telling not in mail.replace("petitions@", "").replace("petitions+", "")
    assert code_in(mails.newest())


def test_the_words_are_those_of_the_moment_it_goes(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    sign(client, petition, comment="First")
    first = link_in(mails.newest())
    sign(client, petition, comment="Second")
    mails.all()
    confirm(client, first)
    time.move(minutes=11)
    assert len(mails.all()) == 1


def test_list_headers_are_only_for_lists(each_kind: list[EmailMessage]) -> None:
    for mail in each_kind:
        assert mail["List-Unsubscribe"] is None
        assert mail["List-Id"] is None
