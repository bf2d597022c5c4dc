"""Addresses that lead to another site: in a link to our sign-in page, in what the browser says, in a mail of ours."""

from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts import code_of, enter_with, grow_stale, log_in
from tests.authenticator import Authenticator
from tests.hostile.conftest import Twin
from tests.people import PASSWORD
from tests.reading import LINK, Mails, form_on, text_of

SECOND, AGAIN = "/en/login/second", "/en/account/look-again"
EVIL = [
    *("https://evil.example", "https:evil.example", "https:/evil.example", "HTTPS://evil.example/organise"),
    *("//evil.example", "///evil.example", "//evil.example/organise", "/\\evil.example", "\\\\evil.example"),
    *("/%2fevil.example", "/%2F%2Fevil.example", "/%5cevil.example", "/%09/evil.example", "/\t/evil.example"),
    *("/organise\\@evil.example", "/organise@evil.example", "/organise.evil.example", "/organiser", "//organise"),
    *("https://127.0.0.1:8000@evil.example/organise", "http://127.0.0.1:8000.evil.example", "user:word@evil.example"),
    *("/en/organise\r\nLocation: https://evil.example", "/organise\n//evil.example", "/organise/\0"),
    *(" //evil.example", " /organise", "/organise/ ", "/organise/\u2028", "/organise/\u202eevil", "/\uff4frganise"),
    *("\uff0f\uff0fevil.example", "javascript:alert(1)//organise", "data:text/html,x", "/../organise", "organise", ""),
]  # fmt: skip
GOOD = ["/organise", "/en/organise/keep-the-ward-open?page=2", "/ar/account/factors", "/en/staff/settings"]
HOSTS = [
    {"Host": "evil.example"},
    {"Host": "evil.example:443", "X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "4443"},
    {"Forwarded": "for=192.0.2.1;host=evil.example;proto=https", "X-Host": "evil.example"},
    {"X-Original-URL": "//evil.example/", "X-Rewrite-URL": "//evil.example/", "X-Forwarded-Server": "evil.example"},
    {"X-Forwarded-Prefix": "//evil.example", "X-Forwarded-For": "evil.example"},
]
FRONT = "/en/organise"


@pytest.mark.usefixtures("alice")
def test_the_sign_in_page_leads_nowhere_else(app: Flask) -> None:
    for number, (place, there) in enumerate([*((place, FRONT) for place in EVIL), *((place, place) for place in GOOD)]):
        # Each has its own tries: one browser from one network would soon be told to wait.
        client, network = app.test_client(), {"REMOTE_ADDR": f"10.0.{number}.1"}
        page = client.get("/en/login", query_string={"next": place})
        assert page.status_code == 200
        typed = form_on(page, "/login") | {"mail": "alice@example.org", "password": PASSWORD, "next": place}
        assert client.post("/en/login", data=typed, environ_base=network).location == there


@pytest.mark.parametrize("place", EVIL[:5])
def test_nor_does_the_second_step(client: FlaskClient, secret: str, place: str) -> None:
    answer = log_in(client, place="/en/login?" + urlencode({"next": place}))
    assert answer.location.startswith(f"{SECOND}?next=")
    typed = form_on(client.get(answer.location), SECOND)
    assert typed["next"] == place
    assert client.post(SECOND, data=typed | {"code": code_of(secret, later=1)}).location == FRONT


@pytest.mark.parametrize("place", EVIL[:5])
def test_nor_does_a_passkey(client: FlaskClient, device: Authenticator, place: str) -> None:
    assert enter_with(client, device, next=place).location == FRONT


def test_nor_does_the_page_that_asks_who_is_there(app: Flask, browser: FlaskClient) -> None:
    grow_stale(app)
    asked = form_on(browser.get("/en/account/factors/app"), AGAIN) | {"step_up_password": PASSWORD}
    for place, there in [*((place, FRONT) for place in EVIL), *((place, place) for place in GOOD)]:
        assert browser.post(AGAIN, data=asked | {"next": place}).location == there


@pytest.mark.parametrize(
    "path", ["//evil.example/organise", "/%2Fevil.example/organise", "///evil.example", "/en//organise"]
)
def test_no_page_takes_another_site_for_its_own_address(browser: FlaskClient, petition: str, path: str) -> None:
    for host in ({}, {"Host": "evil.example"}):
        answer = browser.get(path, headers=host)
        assert "evil.example" not in (answer.location or "").replace("127.0.0.1:8000/evil.example", "")
        assert 'href="//evil' not in answer.get_data(as_text=True)


# --- Whoever asks says which site this is ------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("proxies", [0, 1])
def test_mails_lead_here_whatever_the_request_says(
    app: Flask, twin: Twin, mails: Mails, petition: str, proxies: int
) -> None:
    """A link to a new password that leads elsewhere tells its token there."""
    site = twin(trusted_proxies=proxies) if proxies else app
    client = site.test_client(use_cookies=False)
    page = client.get("/en/account/forgotten")
    form = form_on(page, "/forgotten") | {"mail": "alice@example.org"}
    kept = {"Cookie": page.headers["Set-Cookie"].partition(";")[0]}
    for number, headers in enumerate(HOSTS):
        is_ours = "Host" not in headers
        asked = client.post("/en/account/forgotten", data=form, headers=kept | headers)
        assert asked.status_code == (303 if is_ours else 421)
        token = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
        sent = token | {"name": "Rima", "mail": f"rima{number}@example.org"}
        client.post(f"/en/petitions/{petition}/sign", data=sent, headers=headers)
    found = [link for mail in mails.all() for link in LINK.findall(text_of(mail))]
    assert any("/reset/" in link for link in found)
    assert any("/confirm/" in link for link in found)
    assert {link.split("/")[2] for link in found} == {"127.0.0.1:8000"}
