"""Floods are told to wait, with all they typed; a crowd behind one address is not a flood."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from petition import create_app
from petition.extensions import client_network, limiter
from petition.services.policy import RELEASED_UP_TO
from petition.web.public.signing import PER_NETWORK
from tests.conftest import SECRETS
from tests.reading import Mails, form_on, sign

# One more than a network may send in a minute.
FLOOD = 301


@pytest.fixture
def flooded(client: FlaskClient, petition: str) -> FlaskClient:
    """A client whose network has used up its posts."""
    for _ in range(FLOOD):
        client.post("/en/petitions/nowhere/sign")
    return client


def test_a_flood_is_told_to_wait_and_keeps_what_it_typed(flooded: FlaskClient, petition: str) -> None:
    answer = sign(flooded, petition, name='Rima "Haddad"', comment="Line one.\nLine two.")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    kept = form_on(answer, "/sign")
    assert (kept["name"], kept["mail"]) == ('Rima "Haddad"', "rima@example.org")
    assert kept["comment"].splitlines() == ["Line one.", "Line two."]


def test_a_flood_of_whatever_it_is_is_told_so(flooded: FlaskClient, petition: str) -> None:
    nowhere = {flooded.post(f"/en/petitions/{slug}/sign").status_code for slug in ("nowhere", "%00")}
    assert nowhere <= {404, 429}
    assert flooded.post(f"/en/petitions/{petition}/sign", data={"name": "x" * 200_000}).status_code in (413, 429)


@pytest.mark.parametrize("target", ["code", "correct-address"])
def test_a_flood_of_the_waiting_page_stays_there(client: FlaskClient, petition: str, target: str) -> None:
    typed = {"code": "1234 5678", "mail": "rima@example.org"}
    for _ in range(FLOOD):
        client.post(f"/en/petitions/nowhere/{target}")
    answer = client.post(f"/en/petitions/{petition}/{target}", data=typed)
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    page = answer.get_data(as_text=True)
    assert "Check your mail" in page
    assert "Sign this petition" not in page


def test_another_network_is_not_kept_waiting(flooded: FlaskClient, petition: str, mails: Mails) -> None:
    form = form_on(flooded.get(f"/en/petitions/{petition}"), "/sign")
    typed = form | {"name": "Omar", "mail": "omar@example.org"}
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    answer = flooded.post(f"/en/petitions/{petition}/sign", data=typed, environ_base=elsewhere)
    assert answer.status_code == 303


def test_headers_tell_nobody_how_many_others_sign(client: FlaskClient, petition: str) -> None:
    target = f"/en/petitions/{petition}/sign"
    answers = [client.post(target, environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}) for n in range(3)]
    assert {answer.headers.get("X-RateLimit-Remaining") for answer in answers} == {"299"}


def test_whoever_is_thanked_is_told_nothing_of_limits(client: FlaskClient, petition: str) -> None:
    answer = sign(client, petition)
    assert answer.status_code == 303
    assert not [name for name, _value in answer.headers if "RateLimit" in name or name == "Retry-After"]


def test_two_hundred_behind_one_address_all_sign(client: FlaskClient, petition: str) -> None:
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    people = [form | {"name": f"Person {n}", "mail": f"p{n}@example.org"} for n in range(200)]
    answers = [client.post(f"/en/petitions/{petition}/sign", data=person).status_code for person in people]
    assert answers == [303] * len(people)


def test_no_crowd_is_kept_waiting_by_the_form_being_read(client: FlaskClient, petition: str) -> None:
    answers = {client.get(f"/en/petitions/{petition}").status_code for _ in range(FLOOD)}
    assert answers == {200}


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("not an address", "unknown"),
    ],
)
def test_ipv6_is_limited_by_its_subscriber(app: Flask, remote: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": remote}):
        assert client_network() == network


@pytest.mark.parametrize(("trusted", "network"), [(0, "10.0.0.1"), (1, "192.0.2.3"), (2, "192.0.2.2"), (4, "10.0.0.1")])
def test_forwarded_addresses_are_believed_as_far_as_told(tmp_path: Path, trusted: int, network: str) -> None:
    app = create_app(config.load({"DATA_DIR": str(tmp_path), "TRUSTED_PROXIES": str(trusted), **SECRETS}))
    seen: list[str] = []
    app.before_request(lambda: seen.append(client_network()))
    app.test_client().get(
        "/healthz",
        headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2, 192.0.2.3"},
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
    )
    assert seen == [network]


def test_after_an_outage_a_minute_may_bring_by_default_what_one_network_may_send() -> None:
    assert PER_NETWORK.startswith(f"{RELEASED_UP_TO.default} per minute")


def test_each_app_counts_in_a_store_of_its_own(tmp_path: Path, app: Flask) -> None:
    other = create_app(config.load({"DATA_DIR": str(tmp_path), **SECRETS}))
    with other.app_context():
        own = limiter.storage
    with app.app_context():
        assert limiter.storage is not own
