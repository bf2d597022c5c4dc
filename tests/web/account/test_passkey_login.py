import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import OrganiserState
from tests.accounts import (
    add_passkey,
    enter_with,
    is_signed_in,
    log_in,
    only_organiser,
    sessions_kept,
)
from tests.authenticator import Authenticator
from tests.people import post
from tests.reading import form_on

LOGIN, ACTION, SECOND = "/en/login", "/en/login/passkey", "/en/login/second"


@pytest.fixture
def device(browser: FlaskClient) -> Authenticator:
    """Holds a passkey of Alice's; her browser is signed out again."""
    made = Authenticator()
    assert add_passkey(browser, made).status_code == 303
    post(browser, "/en/logout")
    return made


def test_it_signs_in_with_both_factors_at_once(client: FlaskClient, device: Authenticator) -> None:
    answer = enter_with(client, device)
    assert (answer.status_code, answer.location) == (303, "/en/organise")
    assert is_signed_in(client)


def test_it_goes_on_to_where_one_wanted_to_go_and_nowhere_else(client: FlaskClient, device: Authenticator) -> None:
    assert enter_with(client, device, f"{LOGIN}?next=/en/account").location == "/en/account"
    assert enter_with(client, device, f"{LOGIN}?next=//example.net").location == "/en/organise"


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x", "\0", '{"id": 5}', "x" * 9000])
def test_what_no_authenticator_says_opens_nothing(client: FlaskClient, device: Authenticator, answer: str) -> None:
    refused = client.post(ACTION, data=form_on(client.get(LOGIN), ACTION) | {"answer": answer})
    assert refused.status_code == 422
    assert "did not open an account" in refused.get_data(as_text=True)


def test_what_is_wrong_keeps_where_one_wanted_to_go(client: FlaskClient) -> None:
    sent = form_on(client.get(f"{LOGIN}?next=/en/account"), ACTION)
    assert form_on(client.post(ACTION, data=sent), LOGIN)["next"] == "/en/account"


def test_unknown_passkeys_and_suspended_accounts_look_alike(
    app: Flask, client: FlaskClient, device: Authenticator
) -> None:
    with app.app_context():
        db.open_for_writing()
        only_organiser().state = OrganiserState.SUSPENDED
        db.session.commit()
    answers = [enter_with(client, one) for one in (device, Authenticator())]
    assert {answer.status_code for answer in answers} == {422}
    assert len(answers[0].data) == len(answers[1].data)


def test_a_form_that_is_not_ours_is_refused(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    assert enter_with(client, device, csrf_token="").status_code == 422
    assert sessions_kept(app) == 0


def test_tries_of_a_network_are_limited(client: FlaskClient) -> None:
    sent = form_on(client.get(LOGIN), ACTION)
    answers = [client.post(ACTION, data=sent).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_it_is_the_second_step_too(client: FlaskClient, device: Authenticator) -> None:
    assert log_in(client).location == SECOND
    assert enter_with(client, device, SECOND).location == "/en/organise"
    assert is_signed_in(client)
