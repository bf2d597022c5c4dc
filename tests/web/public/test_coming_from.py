"""The code of a link reaches the signature: without a script, a cookie, or a page of its own for each code."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from petition.extensions import db
from petition.models.petition import PetitionSlug, Protection
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import petitions, sources
from petition.web.kept_answers import KeptAnswers
from tests.guarantees import statements
from tests.outages import database_away
from tests.reading import Mails, confirm, form_on, link_in

PAGE = "/en/petitions/keep-the-ward-open"
SITE = "http://127.0.0.1:8000"
TYPED = {"name": "Rima Haddad", "mail": "rima@example.org"}


@pytest.fixture(autouse=True)
def _linked(app: Flask, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = petitions.by_slug(petition)
        assert ward
        sources.add(ward, code="may", name="Newsletter, May", by="alice")
        db.session.commit()


def send(client: FlaskClient, referrer: str, **typed: str) -> TestResponse:
    """As a browser that stands on that page sends its form."""
    values = form_on(client.get(PAGE), "/sign") | TYPED | typed
    return client.post(f"{PAGE}/sign", data=values, headers={"Referer": referrer})


def refs(app: Flask) -> list[str | None]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Submission.ref).order_by(Submission.id)))


@pytest.mark.parametrize("query", ["?ref=may", "?utm_source=x&ref=may#sign", "?ref=may&ref=june"])
def test_it_is_read_from_the_page_that_the_form_stood_on(app: Flask, client: FlaskClient, query: str) -> None:
    assert send(client, f"{SITE}{PAGE}{query}").status_code == 303
    assert refs(app) == ["may"]


@pytest.mark.parametrize(
    "referrer",
    ["", f"{SITE}{PAGE}", f"{SITE}{PAGE}?ref=june", f"{SITE}{PAGE}?ref=MAY", "http://[", f"{SITE}{PAGE}?" + "a&" * 99],
)
def test_whatever_else_is_there_is_not_kept(app: Flask, client: FlaskClient, referrer: str) -> None:
    assert send(client, referrer).status_code == 303
    assert refs(app) == [None]


def test_it_becomes_the_signatures(app: Flask, client: FlaskClient, mails: Mails) -> None:
    send(client, f"{SITE}{PAGE}?ref=may")
    confirm(client, link_in(mails.newest()))
    with app.app_context():
        assert db.session.scalars(sa.select(Signature.ref)).all() == ["may"]


def test_it_survives_a_mistake_in_the_form(app: Flask, client: FlaskClient) -> None:
    again = send(client, f"{SITE}{PAGE}?ref=may", name="")
    assert again.status_code == 422
    values = form_on(again, "/sign") | TYPED
    assert client.post(f"{PAGE}/sign", data=values, headers={"Referer": f"{SITE}{PAGE}/sign"}).status_code == 303
    assert refs(app) == ["may"]


def test_it_survives_a_slip_in_the_address(app: Flask, client: FlaskClient) -> None:
    send(client, f"{SITE}{PAGE}?ref=may")
    client.post(f"{PAGE}/correct-address", data={"mail": "rima@example.net"})
    assert refs(app) == ["may"]


def test_it_survives_an_outage(app: Flask, client: FlaskClient) -> None:
    values = form_on(client.get(PAGE), "/sign") | TYPED
    with database_away(app):
        away = client.post(f"{PAGE}/sign", data=values, headers={"Referer": f"{SITE}{PAGE}?ref=may"})
    assert form_on(away, "/sign")["ref"] == "may"


def test_a_former_address_leads_on_with_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = petitions.by_slug("keep-the-ward-open")
        assert ward
        ward.slugs.append(PetitionSlug(slug="the-ward", is_current=False))
        db.session.commit()
    assert client.get("/en/petitions/the-ward?ref=may").location == f"{PAGE}?ref=may"
    assert client.get("/en/petitions/the-ward?ref=<b>").location == PAGE


def test_where_signers_are_at_risk_nothing_is_kept(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = petitions.by_slug("keep-the-ward-open")
        assert ward
        ward.protection = Protection.DISCREET
        db.session.commit()
    send(client, f"{SITE}{PAGE}?ref=may")
    assert refs(app) == [None]


def test_all_codes_share_one_kept_page(app: Flask) -> None:
    browser = Client(KeptAnswers(app.wsgi_app, seconds=60))
    first = browser.get(f"{PAGE}?ref=may")
    with statements(app) as sent:
        others = [browser.get(f"{PAGE}?ref={code}").data for code in ("june", "x" * 200)]
    assert sent == []
    assert others == [first.data] * 2
    assert b"ref=may" not in first.data
