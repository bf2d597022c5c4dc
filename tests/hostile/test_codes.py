"""Codes of an app, and recovery codes: seen over somebody's shoulder, tried one after the other, sent twice at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts import (
    WRONG_CODE,
    code_of,
    give_recovery_codes,
    grow_stale,
    is_signed_in,
    log_in,
    sessions_kept,
)
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.people import post
from tests.reading import form_on

PAGE, EXPORT = "/en/login/second", "/en/organise/keep-the-ward-open/exports"
HOME, AWAY = "192.0.2.1", "198.51.100.{}"
THIEVES = 4


def at_the_second_step(app: Flask, network: str = HOME) -> FlaskClient:
    """A browser of somebody who knows the password."""
    browser = app.test_client()
    assert log_in(browser, network=network).location == PAGE
    return browser


def type_code(browser: FlaskClient, code: str, network: str = HOME) -> TestResponse:
    values = form_on(browser.get(PAGE), PAGE) | {"code": code}
    return browser.post(PAGE, data=values, environ_base={"REMOTE_ADDR": network})


def thieves_with(app: Flask, code: str) -> Callable[[int], int]:
    """Several browsers that are about to send the same code."""
    thieves = [at_the_second_step(app) for _ in range(THIEVES)]
    forms = [form_on(thief.get(PAGE), PAGE) | {"code": code} for thief in thieves]
    return lambda number: thieves[number].post(PAGE, data=forms[number]).status_code


def test_a_code_that_was_seen_is_used(app: Flask, secret: str) -> None:
    code = code_of(secret, later=1)
    assert type_code(at_the_second_step(app), code).status_code == 303
    thief = at_the_second_step(app)
    answer = type_code(thief, code)
    assert answer.status_code == 422
    assert "That is not the code" in answer.get_data(as_text=True)
    assert not is_signed_in(thief)


def test_nor_is_it_taken_from_two_browsers_at_the_same_moment(app: Flask, secret: str) -> None:
    send = thieves_with(app, code_of(secret, later=1))
    assert sorted(at_once(THIEVES, send)) == [303, *[422] * (THIEVES - 1)]
    assert sessions_kept(app) == 1


def test_after_a_code_the_one_before_it_is_worth_nothing(app: Flask, secret: str, time: FakeClock) -> None:
    time.move(minutes=5)
    earlier, now = code_of(secret, later=-1), code_of(secret)
    assert type_code(at_the_second_step(app), now).status_code == 303
    assert type_code(at_the_second_step(app), earlier).status_code == 422


@pytest.mark.parametrize(("later", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_one_is_good_for_half_a_minute_more_or_less(
    app: Flask, secret: str, time: FakeClock, later: int, status: int
) -> None:
    time.move(minutes=5)
    assert type_code(at_the_second_step(app), code_of(secret, later=later)).status_code == status


def test_what_was_used_to_sign_in_does_not_show_again_who_is_there(app: Flask, secret: str) -> None:
    browser, code = at_the_second_step(app), code_of(secret, later=1)
    assert type_code(browser, code).status_code == 303
    grow_stale(app)
    asked = post(browser, EXPORT, purpose="officials", form="csv")
    assert browser.post(EXPORT, data=form_on(asked, EXPORT) | {"step_up_code": code}).status_code == 422


def test_eleven_wrong_ones_from_elsewhere_keep_nobody_out(app: Flask, secret: str) -> None:
    for number in range(11):
        network = AWAY.format(number)
        assert type_code(at_the_second_step(app, network), WRONG_CODE, network).status_code == 422
    owner = at_the_second_step(app)
    assert type_code(owner, code_of(secret, later=1)).status_code == 303
    assert is_signed_in(owner)


def test_whoever_tries_on_is_stopped_and_the_owner_has_another_way(app: Flask, secret: str) -> None:
    spare = give_recovery_codes(app)[0]
    browser = at_the_second_step(app)
    assert type_code(browser, code_of(secret, later=1)).status_code == 303
    tried = []
    for number in range(25):
        network = AWAY.format(number)
        tried.append(type_code(at_the_second_step(app, network), WRONG_CODE, network).status_code)
    assert tried == [422] * 20 + [429] * 5
    assert log_in(browser).location == PAGE
    assert type_code(browser, spare).status_code == 303


def test_a_recovery_code_is_good_once(app: Flask, secret: str) -> None:
    code = give_recovery_codes(app)[0]
    assert type_code(at_the_second_step(app), code).status_code == 303
    assert type_code(at_the_second_step(app), code.upper().replace("-", " ")).status_code == 422


def test_also_from_several_browsers_at_the_same_moment(app: Flask, secret: str) -> None:
    send = thieves_with(app, give_recovery_codes(app)[0])
    assert sorted(at_once(THIEVES, send)) == [303, *[422] * (THIEVES - 1)]
    assert sessions_kept(app) == 1
