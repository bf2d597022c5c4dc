"""Forms that another site, another browser or another time sends in somebody's name."""

import json
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Organiser
from tests.accounts import is_signed_in, sessions_kept
from tests.people import PASSWORD, browser_of, staff_browser
from tests.reading import form_on

ACCOUNT, LOGIN, LOGOUT = "/en/account", "/en/login", "/en/logout"
HERS = {"mail": "alice@example.org", "password": PASSWORD}
CHANGED = {"name": "Mallory", "language": "en"}


def token_of(browser: FlaskClient) -> str:
    return form_on(browser.get(ACCOUNT), ACCOUNT)["csrf_token"]


def name_kept(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Organiser.name).order_by(Organiser.id).limit(1)).one()


@pytest.fixture
def foreign(app: Flask, alice: None) -> str:
    """A good token, of somebody else's session."""
    return token_of(browser_of(app, "charlie"))


def test_her_own_form_changes_her_account(app: Flask, browser: FlaskClient) -> None:
    assert browser.post(ACCOUNT, data=CHANGED | {"csrf_token": token_of(browser)}).status_code == 303
    assert name_kept(app) == "Mallory"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "{foreign}", "{hers}x"])
def test_a_token_that_is_not_of_her_session_changes_nothing(
    app: Flask, browser: FlaskClient, foreign: str, token: str
) -> None:
    sent = CHANGED | {"csrf_token": token.format(foreign=foreign, hers=token_of(browser))}
    assert browser.post(ACCOUNT, data=sent).status_code == 400
    assert name_kept(app) == "Alice"


def test_a_token_in_the_address_is_none(app: Flask, browser: FlaskClient) -> None:
    query = urlencode({"csrf_token": token_of(browser)})
    assert browser.post(f"{ACCOUNT}?{query}", data=CHANGED).status_code == 400
    assert browser.get(f"{ACCOUNT}?{query}&{urlencode(CHANGED)}").status_code == 200
    assert name_kept(app) == "Alice"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "multipart/form-data", ""])
def test_another_kind_of_body_is_no_form(app: Flask, browser: FlaskClient, kind: str) -> None:
    body = json.dumps(CHANGED | {"csrf_token": token_of(browser)})
    assert browser.post(ACCOUNT, data=body, content_type=kind).status_code == 400
    assert name_kept(app) == "Alice"


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_makes_a_look_a_deed(app: Flask, browser: FlaskClient, header: str) -> None:
    typed = CHANGED | {"csrf_token": token_of(browser), "_method": "POST"}
    assert browser.get(ACCOUNT, query_string=typed, headers={header: "POST"}).status_code == 200
    assert browser.get(LOGOUT, query_string=typed, headers={header: "POST"}).status_code == 405
    assert (name_kept(app), is_signed_in(browser)) == ("Alice", True)


def test_no_header_makes_a_deed_another(app: Flask, browser: FlaskClient) -> None:
    typed = CHANGED | {"csrf_token": token_of(browser), "_method": "DELETE"}
    assert browser.post(ACCOUNT, data=typed, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 303
    for method in ("PUT", "DELETE", "PATCH"):
        assert browser.open(ACCOUNT, method=method, data=typed).status_code == 405


# --- Signing somebody in, or out ---------------------------------------------------------------------------------


def test_nobody_is_signed_in_by_another_site(app: Flask, client: FlaskClient, foreign: str) -> None:
    """Whoever works in the attacker's account unknowingly tells him what they type."""
    page = client.get(LOGIN)
    for sent in (HERS, HERS | {"csrf_token": foreign}):
        assert client.post(LOGIN, data=sent).status_code == 422
    assert not is_signed_in(client)
    assert client.post(LOGIN, data=form_on(page, "/login") | HERS).status_code == 303


def test_nobody_is_signed_out_by_another_site(browser: FlaskClient, foreign: str) -> None:
    for sent in ({}, {"csrf_token": foreign}):
        # Nor does it look as if one were: that would be the sign-in page.
        assert browser.post(LOGOUT, data=sent).location == "/en/organise"
    assert browser.get(LOGOUT).status_code == 405
    assert is_signed_in(browser)


@pytest.mark.parametrize("path", ["/en/account/forgotten", "/en/login/second", "/en/login/passkey"])
def test_no_way_in_takes_the_token_of_another_browser(app: Flask, client: FlaskClient, foreign: str, path: str) -> None:
    client.get(LOGIN)
    answer = client.post(path, data={"csrf_token": foreign, "mail": "alice@example.org", "code": "123456"})
    assert answer.status_code in (303, 422)
    assert answer.location in (None, LOGIN)
    assert sessions_kept(app) == 1


# --- Every form there is -----------------------------------------------------------------------------------------


def deeds(app: Flask, *audiences: str) -> list[str]:
    """The address of every form of these audiences that asks who is there."""
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in audiences and "POST" in (rule.methods or ()) and "lang" in rule.arguments:
            built = rule.build(
                {name: "en" if name == "lang" else "goal" for name in rule.arguments}, append_unknown=False
            )
            found.add(built[1] if built else "")
    return sorted(found)


def test_every_form_of_the_workspace_and_of_staff_wants_a_token_of_its_session(
    app: Flask, browser: FlaskClient, foreign: str
) -> None:
    sam = staff_browser(app)
    for one, audience in ((browser, "organiser"), (sam, "staff")):
        paths = deeds(app, audience)
        assert len(paths) > 5
        answers = {path: one.post(path, data={"csrf_token": foreign}).status_code for path in paths}
        assert answers == dict.fromkeys(paths, 400)
