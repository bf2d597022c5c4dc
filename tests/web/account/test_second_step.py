from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import Factor
from petition.services import app_codes
from petition.web.account import second_step_cookie
from tests.accounts import WRONG_CODE, code_of, cookie, give_app, give_recovery_codes, is_signed_in, log_in
from tests.conftest import FakeClock
from tests.reading import form_on

PAGE = "/en/login/second"
pytestmark = pytest.mark.usefixtures("alice")


@pytest.fixture
def secret(app: Flask, alice: None) -> str:
    return give_app(app)


@pytest.fixture
def waiting(client: FlaskClient, secret: str) -> FlaskClient:
    """A browser in which the password was right."""
    answer = log_in(client)
    assert (answer.status_code, answer.location) == (303, PAGE)
    return client


def type_code(browser: FlaskClient, code: str, network: str = "192.0.2.1", **typed: str) -> TestResponse:
    values = form_on(browser.get(PAGE), PAGE) | {"code": code, **typed}
    return browser.post(PAGE, data=values, environ_base={"REMOTE_ADDR": network})


def test_the_password_alone_opens_nothing(waiting: FlaskClient) -> None:
    assert cookie(waiting) == ""
    assert not is_signed_in(waiting)
    assert waiting.get(PAGE).status_code == 200


def test_a_code_of_the_app_signs_in(waiting: FlaskClient, secret: str) -> None:
    answer = type_code(waiting, code_of(secret, later=1))
    assert (answer.status_code, answer.location) == (303, "/en/organise")
    assert is_signed_in(waiting)


def test_a_code_is_taken_in_the_digits_of_every_keyboard(waiting: FlaskClient, secret: str) -> None:
    digits = code_of(secret, later=1).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert type_code(waiting, f"{digits[:3]} {digits[3:]}").status_code == 303


def test_it_goes_on_to_where_one_wanted_to_go(client: FlaskClient, secret: str) -> None:
    answer = log_in(client, place="/en/login?next=/en/account")
    typed = form_on(client.get(answer.location), PAGE) | {"code": code_of(secret, later=1)}
    assert client.post(PAGE, data=typed).location == "/en/account"


@pytest.mark.parametrize("code", [WRONG_CODE, "", "12345", "x" * 61, "never a code", "\0"])
def test_a_wrong_code_is_asked_for_again(waiting: FlaskClient, code: str) -> None:
    answer = type_code(waiting, code)
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.get_data(as_text=True)
    assert not is_signed_in(waiting)


def test_a_form_that_is_not_ours_is_refused(waiting: FlaskClient, secret: str) -> None:
    assert waiting.post(PAGE, data={"code": code_of(secret, later=1)}).status_code == 422
    assert not is_signed_in(waiting)


def test_the_step_is_taken_once(app: Flask, waiting: FlaskClient, secret: str, time: FakeClock) -> None:
    token = cookie(waiting, second_step_cookie.NAME)
    values = form_on(waiting.get(PAGE), PAGE)
    assert type_code(waiting, code_of(secret, later=1)).status_code == 303
    time.move(minutes=2)
    waiting.set_cookie(second_step_cookie.NAME, token, domain="127.0.0.1")
    answer = waiting.post(PAGE, data=values | {"code": code_of(secret)})
    assert (answer.status_code, answer.location) == (303, "/en/login")


def test_the_step_must_be_taken_within_five_minutes(waiting: FlaskClient, secret: str, time: FakeClock) -> None:
    values = form_on(waiting.get(PAGE), PAGE)
    time.move(minutes=5, seconds=2)
    answer = waiting.post(PAGE, data=values | {"code": code_of(secret)})
    assert (answer.status_code, answer.location) == (303, "/en/login")
    assert not is_signed_in(waiting)


@pytest.mark.parametrize("token", ["", "forged", "a.b.c"])
def test_who_has_no_such_step_is_led_to_the_password(client: FlaskClient, token: str) -> None:
    client.set_cookie(second_step_cookie.NAME, token, domain="127.0.0.1")
    assert client.get(PAGE).location == "/en/login"
    assert client.post(PAGE, data={"code": WRONG_CODE}).location == "/en/login"


def test_its_cookie_is_for_us_alone_and_for_five_minutes(client: FlaskClient, secret: str) -> None:
    put = next(one for one in log_in(client).headers.getlist("Set-Cookie") if one.startswith(second_step_cookie.NAME))
    for part in ("HttpOnly", "SameSite=Lax", f"Max-Age={int(timedelta(minutes=5).total_seconds())}"):
        assert part in put


def test_tries_are_few(waiting: FlaskClient, secret: str) -> None:
    assert {type_code(waiting, WRONG_CODE).status_code for _ in range(5)} == {422}
    answer = type_code(waiting, code_of(secret, later=1))
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_a_known_browser_gets_in_while_others_of_its_network_guess(
    app: Flask, waiting: FlaskClient, secret: str, time: FakeClock
) -> None:
    type_code(waiting, code_of(secret, later=1))
    stranger = app.test_client()
    log_in(stranger)
    assert [type_code(stranger, WRONG_CODE).status_code for _ in range(6)] == [422] * 5 + [429]
    time.move(minutes=2)
    log_in(waiting)
    assert type_code(waiting, code_of(secret)).status_code == 303


def test_it_says_so_when_codes_are_not_looked_at(app: Flask, waiting: FlaskClient, secret: str) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Factor).values(wrong_codes=app_codes.MOST_WRONG, tried_at=clock.now()))
        db.session.commit()
    answer = type_code(waiting, code_of(secret, later=1))
    assert answer.status_code == 422
    assert "only a recovery code or a passkey will do" in answer.get_data(as_text=True)
    assert type_code(waiting, give_recovery_codes(app)[0]).status_code == 303


def test_a_made_up_passkey_opens_nothing(waiting: FlaskClient) -> None:
    values = form_on(waiting.get(PAGE), PAGE) | {"answer": "{}", "challenge": "forged"}
    answer = waiting.post(f"{PAGE}/passkey", data=values)
    assert answer.status_code == 422
    assert not is_signed_in(waiting)


def test_where_there_is_no_factor_there_is_no_second_step(client: FlaskClient) -> None:
    assert log_in(client).location == "/en/organise"
