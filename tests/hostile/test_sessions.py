"""Sessions that are planted, copied or kept: what a cookie is worth, and how long."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.services.organisers import reset_link_token
from petition.web import sign_in
from tests.accounts import (
    add_passkey,
    code_of,
    cookie,
    enter_with,
    give_app,
    grow_stale,
    is_signed_in,
    log_in,
    only_organiser,
    send,
)
from tests.authenticator import Authenticator
from tests.conftest import FakeClock
from tests.hostile.conftest import Twin
from tests.people import PASSWORD, browser_of, post
from tests.reading import form_on
from tests.source_tree import sources

SITE, HOME = "127.0.0.1", "https://petitions.example.org"
SECOND, ACCOUNT, NEW = "/en/login/second", "/en/account", "three random words"
EXPORT = "/en/organise/keep-the-ward-open/exports"
Enter = Callable[[Flask, FlaskClient], TestResponse]


def thief_with(app: Flask, stolen: str) -> FlaskClient:
    """A browser elsewhere with this cookie."""
    thief = app.test_client()
    thief.set_cookie(sign_in.NAME, stolen, domain=SITE)
    return thief


# --- Fixation ----------------------------------------------------------------------------------------------------


def by_code(app: Flask, client: FlaskClient) -> TestResponse:
    secret = give_app(app)
    log_in(client)
    return client.post(SECOND, data=form_on(client.get(SECOND), SECOND) | {"code": code_of(secret, later=1)})


def by_passkey(app: Flask, client: FlaskClient) -> TestResponse:
    device, other = Authenticator(), app.test_client()
    log_in(other)
    add_passkey(other, device)
    return enter_with(client, device)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("enter", [lambda _app, client: log_in(client), by_code, by_passkey])
def test_a_planted_cookie_is_not_raised(app: Flask, client: FlaskClient, enter: Enter) -> None:
    client.set_cookie(sign_in.NAME, "planted", domain=SITE)
    assert enter(app, client).status_code == 303
    assert cookie(client) not in ("", "planted")
    assert not is_signed_in(thief_with(app, "planted"))


@pytest.mark.usefixtures("alice")
def test_nor_is_a_session_of_the_attackers_own(app: Flask, client: FlaskClient) -> None:
    charlies = cookie(browser_of(app, "charlie"))
    client.set_cookie(sign_in.NAME, charlies, domain=SITE)
    log_in(client)
    assert cookie(client) != charlies
    assert not is_signed_in(thief_with(app, charlies))


@pytest.mark.usefixtures("alice")
def test_form_tokens_known_before_signing_in_are_worth_nothing_after(app: Flask, client: FlaskClient) -> None:
    before = form_on(client.get("/en/login"), "/login")["csrf_token"]
    log_in(client)
    typed = {"csrf_token": before, "name": "Mallory", "language": "en"}
    assert client.post(ACCOUNT, data=typed).status_code == 400


# --- Copied cookies ----------------------------------------------------------------------------------------------


def test_signing_out_ends_copies(app: Flask, browser: FlaskClient) -> None:
    thief = thief_with(app, cookie(browser))
    assert is_signed_in(thief)
    post(browser, "/en/logout")
    assert not is_signed_in(thief)


def test_showing_again_who_is_there_ends_copies(app: Flask, time: FakeClock, browser: FlaskClient) -> None:
    thief, tab = thief_with(app, cookie(browser)), thief_with(app, cookie(browser))
    grow_stale(app)
    asked = post(browser, EXPORT, purpose="officials", form="csv")
    assert is_signed_in(thief)
    done = browser.post(EXPORT, data=form_on(asked, EXPORT) | {"step_up_password": PASSWORD})
    assert done.data.startswith(b"name,")
    # What another tab sent meanwhile is not refused; but nothing that needs to be asked again is done by it.
    assert is_signed_in(tab)
    assert "Is it still you?" in post(thief, EXPORT, purpose="officials", form="csv").get_data(as_text=True)
    time.move(seconds=20)
    assert (is_signed_in(browser), is_signed_in(thief)) == (True, False)


def test_a_wrong_answer_ends_nobodys_session(app: Flask, browser: FlaskClient) -> None:
    before = cookie(browser)
    grow_stale(app)
    asked = post(browser, EXPORT, purpose="officials", form="csv")
    assert browser.post(EXPORT, data=form_on(asked, EXPORT) | {"step_up_password": "wrong"}).status_code == 422
    assert (cookie(browser), is_signed_in(browser)) == (before, True)


@pytest.mark.parametrize("is_stale", [False, True])
def test_a_new_password_ends_copies_and_all_other_browsers(app: Flask, browser: FlaskClient, is_stale: bool) -> None:
    thief, other = thief_with(app, cookie(browser)), app.test_client()
    log_in(other)
    if is_stale:
        grow_stale(app)
    path = f"{ACCOUNT}/password"
    answer = send(browser, ACCOUNT, path, password=NEW)
    if is_stale:
        answer = browser.post(path, data=form_on(answer, path) | {"step_up_password": PASSWORD})
    assert answer.status_code == 303
    assert [is_signed_in(one) for one in (browser, thief, other)] == [True, False, False]


def test_a_password_that_was_forgotten_ends_them_all(app: Flask, browser: FlaskClient) -> None:
    thief = thief_with(app, cookie(browser))
    with app.app_context():
        link = f"/en/account/reset/{reset_link_token(only_organiser())}"
    assert send(app.test_client(), link, password=NEW).status_code == 303
    assert [is_signed_in(one) for one in (browser, thief)] == [False, False]


def test_a_thief_is_asked_who_is_there_before_the_account_changes(app: Flask, browser: FlaskClient) -> None:
    thief = thief_with(app, cookie(browser))
    grow_stale(app)
    for path, typed in ((f"{ACCOUNT}/password", {"password": NEW}), (f"{ACCOUNT}/address", {"mail": "m@example.net"})):
        assert "Is it still you?" in send(thief, ACCOUNT, path, **typed).get_data(as_text=True)


# --- Cookies -----------------------------------------------------------------------------------------------------


@pytest.fixture
def put(twin: Twin, secret: str) -> dict[str, str]:
    """Every cookie that a site under https puts into a browser, by name, with all that is said of it."""
    client = twin(base_url=HOME).test_client()
    slug = "/en/petitions/keep-the-ward-open"
    typed = {"name": "Rima Haddad", "mail": "rima@example.org"}
    signed = client.post(f"{slug}/sign", data=form_on(client.get(slug, base_url=HOME), "/sign") | typed, base_url=HOME)
    page = client.get("/en/login", base_url=HOME)
    typed = form_on(page, "/login") | {"mail": "alice@example.org", "password": PASSWORD}
    first = client.post("/en/login", data=typed, base_url=HOME)
    typed = form_on(client.get(SECOND, base_url=HOME), SECOND) | {"code": code_of(secret, later=1)}
    second = client.post(SECOND, data=typed, base_url=HOME)
    said = [one for answer in (signed, page, first, second) for one in answer.headers.getlist("Set-Cookie")]
    return {one.partition("=")[0]: one for one in said if "Max-Age=0" not in one}


def test_over_https_every_cookie_belongs_to_this_host_alone(put: dict[str, str]) -> None:
    assert {name.removeprefix("__Host-") for name in put} == {"waiting", "session", "second_step", "organiser", "known"}
    for name, said in put.items():
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(said.split("; "))
        assert "Domain" not in said


def test_cookies_are_put_in_one_place_alone() -> None:
    putting = re.compile(r"\.(?:set|delete)_cookie\(")
    users = [source.place for source in sources("petition") if any(map(putting.search, source.lines))]
    assert users == ["petition/web/cookies.py"]


def test_what_a_sister_host_planted_is_not_read(twin: Twin, app: Flask, browser: FlaskClient) -> None:
    tossed = cookie(browser)
    site = twin(base_url=HOME)
    for name, status in (("__Host-organiser", 200), ("organiser", 303)):
        client = site.test_client()
        client.set_cookie(name, tossed, domain="petitions.example.org")
        assert client.get("/en/organise", base_url=HOME).status_code == status
