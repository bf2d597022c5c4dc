"""A passkey's answers that were replayed, carried elsewhere or copied: none of them opens anything."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from webauthn.helpers import bytes_to_base64url
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.organiser import Factor
from tests.accounts import add_passkey, enter_with, grow_stale, is_signed_in, log_in, options_on
from tests.authenticator import Authenticator
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.people import browser_of, post
from tests.reading import form_on

LOGIN, ACTION, SECOND = "/en/login", "/en/login/passkey", "/en/login/second"
ADD, EXPORT = "/en/account/factors/passkey", "/en/organise/keep-the-ward-open/exports"
SITE = "127.0.0.1"
Answer = Callable[[Authenticator, str], str]


def told(options: str, **lie: object) -> str:
    """What the browser was asked, as somebody between wants it understood."""
    return json.dumps(json.loads(options) | lie)


FALSE: dict[str, Answer] = {
    "for another site": lambda device, asked: replace(device, origin="https://evil.example").answer(asked),
    "for one that begins like ours": (
        lambda device, asked: replace(device, origin="http://127.0.0.1:8000.evil.example").answer(asked)
    ),
    "for another port": lambda device, asked: replace(device, origin="http://127.0.0.1:9000").answer(asked),
    "for another host": lambda device, asked: device.answer(told(asked, rpId="evil.example")),
    "for another challenge": (
        lambda device, asked: device.answer(told(asked, challenge=bytes_to_base64url(secrets.token_bytes(32))))
    ),
    "nobody was looked at": lambda device, asked: replace(device, looks=False).answer(asked),
    "with another key": lambda device, asked: Authenticator(credential_id=device.credential_id).answer(asked),
    "of nobody here": lambda _device, asked: Authenticator().answer(asked),
    "with another's signature": lambda device, asked: with_part(device.answer(asked), "signature", asked),
}
FALSE_MADE: dict[str, Answer] = {
    "for another site": lambda _device, asked: Authenticator(origin="https://evil.example").make(asked),
    "for another host": lambda _device, asked: Authenticator().make(told(asked, rp={"id": "evil.example"})),
    "for another challenge": (
        lambda _device, asked: Authenticator().make(told(asked, challenge=bytes_to_base64url(b"x" * 32)))
    ),
    "nobody was looked at": lambda _device, asked: Authenticator(looks=False).make(asked),
    "the name of another's": lambda device, asked: Authenticator(credential_id=device.credential_id).make(asked),
}


def with_part(answer: str, part: str, asked: str) -> str:
    changed = json.loads(answer)
    changed["response"][part] = json.loads(Authenticator().answer(asked))["response"][part]
    return json.dumps(changed)


def filled_in(browser: FlaskClient, device: Authenticator) -> dict[str, str]:
    """The form of the sign-in page, as the browser would send it now."""
    page = browser.get(LOGIN)
    return form_on(page, ACTION) | {"answer": device.answer(options_on(page))}


def session_copied(app: Flask, browser: FlaskClient) -> FlaskClient:
    """Another browser with the same form tokens."""
    cookie, copy = browser.get_cookie("session", SITE), app.test_client()
    assert cookie
    copy.set_cookie("session", cookie.value, domain=SITE)
    return copy


def is_refused(answer: TestResponse) -> bool:
    return answer.status_code == 422 and "did not open an account" in answer.get_data(as_text=True)


def test_the_true_one_opens(client: FlaskClient, device: Authenticator) -> None:
    assert client.post(ACTION, data=filled_in(client, device)).status_code == 303
    assert is_signed_in(client)


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_a_false_answer_opens_nothing(client: FlaskClient, device: Authenticator, false: Answer) -> None:
    page = client.get(LOGIN)
    sent = form_on(page, ACTION) | {"answer": false(device, options_on(page))}
    assert is_refused(client.post(ACTION, data=sent))
    assert not is_signed_in(client)


def test_no_answer_is_taken_twice(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    sent, copy = filled_in(client, replace(device, counts=False)), session_copied(app, client)
    assert client.post(ACTION, data=sent).status_code == 303
    assert is_refused(copy.post(ACTION, data=sent))


def test_nor_by_two_at_the_same_moment(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    sent = filled_in(client, replace(device, counts=False))
    thieves = [session_copied(app, client) for _ in range(4)]
    answers = at_once(4, lambda number: thieves[number].post(ACTION, data=sent).status_code)
    assert sorted(answers) == [303, 422, 422, 422]


def test_no_other_browser_brings_it(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    sent, stranger = filled_in(client, device), app.test_client()
    own = {"csrf_token": form_on(stranger.get(LOGIN), ACTION)["csrf_token"]}
    assert is_refused(stranger.post(ACTION, data=sent | own))
    assert not is_signed_in(stranger)
    # Nor has it used the answer up.
    assert client.post(ACTION, data=sent).status_code == 303


def test_it_must_come_within_five_minutes(client: FlaskClient, device: Authenticator, time: FakeClock) -> None:
    sent = filled_in(client, device)
    time.move(minutes=5, seconds=2)
    assert is_refused(client.post(ACTION, data=sent))


def test_a_copy_of_the_key_is_found_out_by_its_count(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    copy = replace(device)
    assert enter_with(client, device).status_code == 303
    assert is_refused(enter_with(app.test_client(), copy))


@pytest.fixture
def charlies(app: Flask, device: Authenticator) -> Authenticator:
    """A passkey of somebody else's account."""
    made = Authenticator()
    assert add_passkey(browser_of(app, "charlie"), made).status_code == 303
    return made


def test_ones_own_is_no_second_step_to_another_account(client: FlaskClient, charlies: Authenticator) -> None:
    log_in(client)
    answer = enter_with(client, charlies, SECOND)
    assert answer.status_code == 422
    assert "does not belong to the account" in answer.get_data(as_text=True)
    assert not is_signed_in(client)


def test_nor_does_it_say_that_one_is_somebody_else(
    app: Flask, client: FlaskClient, device: Authenticator, charlies: Authenticator
) -> None:
    enter_with(client, device)
    grow_stale(app)
    for one, status in ((charlies, 422), (replace(device, looks=False), 422), (device, 200)):
        asked = post(client, EXPORT, purpose="officials", form="csv")
        sent = form_on(asked, EXPORT) | {"step_up_passkey": one.answer(options_on(asked))}
        assert client.post(EXPORT, data=sent).status_code == status


# --- A passkey that is added -------------------------------------------------------------------------------------


def passkeys_kept(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(sa.select(Factor.id)).all())


@pytest.mark.parametrize("false", FALSE_MADE.values(), ids=FALSE_MADE)
def test_a_false_one_is_not_added(app: Flask, client: FlaskClient, device: Authenticator, false: Answer) -> None:
    enter_with(client, device)
    page = client.get(ADD)
    sent = form_on(page, ADD) | {"name": "mine", "answer": false(device, options_on(page))}
    answer = client.post(ADD, data=sent)
    assert (answer.status_code, form_on(answer, ADD)["name"]) == (422, "mine")
    assert "The passkey was not made" in answer.get_data(as_text=True)
    assert passkeys_kept(app) == 1


def test_none_is_added_twice(app: Flask, browser: FlaskClient) -> None:
    page = browser.get(ADD)
    sent = form_on(page, ADD) | {"name": "mine", "answer": Authenticator().make(options_on(page))}
    assert [browser.post(ADD, data=sent).status_code for _ in range(2)] == [303, 422]
    assert passkeys_kept(app) == 1


def test_none_is_added_that_somebody_else_was_asked_for(app: Flask, browser: FlaskClient) -> None:
    page = browser_of(app, "charlie").get(ADD)
    made = Authenticator().make(options_on(page))
    assert add_passkey(browser, answer=made, challenge=form_on(page, ADD)["challenge"]).status_code == 422
    assert passkeys_kept(app) == 0


def test_none_is_added_after_five_minutes(app: Flask, browser: FlaskClient, time: FakeClock) -> None:
    page = browser.get(ADD)
    sent = form_on(page, ADD) | {"name": "mine", "answer": Authenticator().make(options_on(page))}
    time.move(minutes=5, seconds=2)
    assert browser.post(ADD, data=sent).status_code == 422
    assert passkeys_kept(app) == 0
