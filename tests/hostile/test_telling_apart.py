"""Who has an account here? No door tells: every address gets the same answer, for the same work."""

import re
from collections.abc import Callable
from itertools import zip_longest

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.services import account_decisions, auditing, policy
from tests.accounts import log_in, send
from tests.guarantees import likeness, statements
from tests.people import PASSWORD, make_organiser

Act = Callable[[FlaskClient, str], TestResponse]
# Form tokens, challenges and names of browsers: another one each time, of one length.
RANDOM = re.compile(rb"[\w.-]{40,}")
TEAM, ACCOUNT = "/en/organise/teams/ward-team", "/en/account"


@pytest.fixture
def addresses(app: Flask, alice: None) -> list[str]:
    """Of one length: of nobody, of an account, of one that is suspended, of one that has no password."""
    with app.app_context():
        db.open_for_writing()
        policy.decide("accounts.registration", "open")
        make_organiser("known")
        account_decisions.suspend(make_organiser("tired"), by=auditing.COMMAND_LINE)
        make_organiser("bykey", password=None)
        db.session.commit()
    return [f"{name}@example.org" for name in ("never", "known", "tired", "bykey")]


def masked(answer: TestResponse) -> list[object]:
    status, headers, cookies, body = likeness(answer)
    assert isinstance(body, bytes)
    return [status, headers, cookies, RANDOM.sub(lambda found: b"*" * len(found[0]), body)]


def assert_all_alike(app: Flask, addresses: list[str], client_of: Callable[[], FlaskClient], act: Act) -> None:
    # Keys of the site are made when they are first needed.
    act(client_of(), "first@example.org")
    seen = []
    for address in addresses:
        client = client_of()
        with statements(app) as executed:
            answer = act(client, address)
        # The address that was typed is shown again.
        seen.append([str(one).replace(address, "*") for one in (*masked(answer), *executed)])
    first, *others = seen
    assert len(first) > 4
    for other in others:
        assert [pair for pair in zip_longest(first, other) if pair[0] != pair[1]] == []


def signing_in(client: FlaskClient, address: str) -> TestResponse:
    return log_in(client, mail=address, password="not the password")


def with_the_password(client: FlaskClient, address: str) -> TestResponse:
    return log_in(client, mail=address, password=PASSWORD if address.startswith("tired") else "not the password")


def forgetting(client: FlaskClient, address: str) -> TestResponse:
    return send(client, f"{ACCOUNT}/forgotten", mail=address)


def registering(client: FlaskClient, address: str) -> TestResponse:
    return send(client, f"{ACCOUNT}/register", mail=address)


@pytest.mark.parametrize("act", [signing_in, with_the_password, forgetting, registering])
def test_strangers_learn_nothing(app: Flask, addresses: list[str], act: Act) -> None:
    assert_all_alike(app, addresses, app.test_client, act)


@pytest.mark.parametrize(
    ("page", "action", "more"),
    [(ACCOUNT, f"{ACCOUNT}/address", {}), (TEAM, f"{TEAM}/invitations", {"role": "editor", "language": "en"})],
)
def test_nor_does_whoever_is_signed_in(
    app: Flask, client: FlaskClient, addresses: list[str], page: str, action: str, more: dict[str, str]
) -> None:
    """By changing their own address, or by inviting somebody."""
    log_in(client)

    def act(browser: FlaskClient, address: str) -> TestResponse:
        return send(browser, page, action, mail=address, **more)

    assert act(client, "early@example.org").status_code == 303
    assert_all_alike(app, addresses, lambda: client, act)


def test_the_right_password_does_show(app: Flask, addresses: list[str]) -> None:
    """Else all of this could never fail."""
    with pytest.raises(AssertionError):
        assert_all_alike(app, addresses, app.test_client, lambda client, address: log_in(client, mail=address))
