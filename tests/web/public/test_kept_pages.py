"""A page that was read a moment ago: two statements, and never older than what was decided since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib.kept import Kept
from petition.models.petition import Petition
from petition.models.signature import Comment, CommentState
from petition.services import petitions
from petition.web.public.kept_pages import EXTENSION
from tests.campaigns import opened_from_file
from tests.conftest import FakeClock
from tests.guarantees import keep_what_is_read, statements
from tests.reading import Mails, confirm, form_on, link_in, sign

PAGE = "/en/petitions/keep-the-ward-open"
# One of each kind, and one that asks for most.
CAMPAIGNS = ("night-shift", "painted-roofs", "no-ward-without-water", "thirty-minutes", "ouvrez-le-passage")


@pytest.fixture(autouse=True)
def _keeping(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_what_is_read(app, monkeypatch)


def test_it_shows_the_same_with_two_statements(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        slugs = [petitions.current_slug(opened_from_file(campaign)) for campaign in CAMPAIGNS]
        db.session.commit()
    addresses = [f"/{language}/petitions/{slug}" for slug in slugs for language in ("en", "fr", "ar")]
    pages = {address: client.get(address) for address in addresses}
    with statements(app) as sent:
        again = {address: client.get(address).data for address in addresses}
    assert {page.status_code for page in pages.values()} == {200}
    assert again == {address: page.data for address, page in pages.items()}
    assert len(sent) <= 2 * len(addresses)


def test_the_count_is_one_statement(app: Flask, client: FlaskClient, petition: str) -> None:
    client.get(f"/petitions/{petition}/count.json")
    with statements(app) as sent:
        client.get(f"/petitions/{petition}/count.json")
    assert len(sent) == 1


def test_signing_is_three_statements(app: Flask, client: FlaskClient, petition: str) -> None:
    sign(client, petition)
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    with statements(app) as sent:
        client.post(f"/en/petitions/{petition}/sign", data=form | {"name": "Karim", "mail": "karim@example.org"})
    assert [statement.split()[0] for statement in sent] == ["SELECT", "INSERT", "INSERT"]


def test_a_new_count_shows_at_once(client: FlaskClient, petition: str, mails: Mails) -> None:
    client.get(PAGE)
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    assert '<b data-count="number">1</b>' in client.get(PAGE).text


@pytest.mark.usefixtures("petition")
def test_closing_shows_at_once(client: FlaskClient, change: Callable[[Callable[[Petition], object]], None]) -> None:
    assert 'id="sign"' in client.get(PAGE).text
    change(petitions.close)
    assert 'id="sign"' not in client.get(PAGE).text


@pytest.mark.usefixtures("petition")
def test_time_goes_on(client: FlaskClient, time: FakeClock, app: Flask) -> None:
    app.extensions[EXTENSION] = Kept(lasting=timedelta(days=365), most=10)
    assert 'id="sign"' in client.get(PAGE).text
    time.move(days=61)
    assert 'id="sign"' not in client.get(PAGE).text


@pytest.mark.usefixtures("petition")
def test_hiding_shows_at_once(client: FlaskClient, change: Callable[[Callable[[Petition], object]], None]) -> None:
    client.get(PAGE)
    change(lambda petition: petitions.hide(petition, reason="Asked to"))
    assert client.get(PAGE).status_code == 410


def test_a_hidden_comment_is_gone_at_once(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition, comment="Too loud", comment_public="y")
    confirm(client, link_in(mails.newest()))
    mails.all()
    assert "Too loud" in client.get(PAGE).text
    with app.app_context():
        db.open_for_writing()
        db.session.query(Comment).update({"state": CommentState.HIDDEN})
        db.session.commit()
    assert "Too loud" not in client.get(PAGE).text


def test_a_kept_page_takes_signatures(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    # The first one of all makes the keys of the installation.
    sign(client, petition, name="Nadia Aziz", mail="nadia@example.org")
    with statements(app) as sent:
        # Opening the page is two of them.
        assert sign(client, petition).status_code == 303
    assert len(sent) <= 2 + 4
    assert link_in(mails.to("rima@example.org")[0])


def test_what_somebody_typed_is_in_nobody_elses_page(client: FlaskClient, petition: str) -> None:
    assert "Rima" in sign(client, petition, name="Rima Haddad", mail="no address").text
    page = client.get(PAGE).text
    assert "Rima" not in page
    assert "Rima" in sign(client, petition, name="Rima Haddad", mail="no address").text
    assert client.get(PAGE).text == page


def test_a_kept_form_has_the_token_of_the_hour(app: Flask, client: FlaskClient, petition: str, time: FakeClock) -> None:
    app.extensions[EXTENSION] = Kept(lasting=timedelta(days=365), most=10)
    client.get(PAGE)
    time.move(hours=80)
    assert sign(client, petition).status_code == 303
