"""What is sent after the session ended, or with the token of another one, does nothing, and is not lost."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms import PasswordField

from petition.extensions import MAX_BODY_BYTES, db
from petition.models.record import Export
from petition.web import carrying, sending_late, sign_in
from petition.web.forms import PostedForm
from tests.accounts import log_in
from tests.making import make_petition
from tests.people import PASSWORD, browser_of, post
from tests.reading import form_on

NEW = "/en/organise/new"
EXPORT = "/en/organise/keep-the-ward-open/exports"
DRAFT = "/en/organise/a-new-ward/edit"
WORDS = f"{DRAFT}/words-en"
OURS = {"Origin": "http://127.0.0.1:8000"}
TYPED = [("title", 'Nine "beds"\r\n<b>ورقة</b>'), ("language", "ar"), ("language", "fr"), ("empty", "")]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
# What speaks for no page of ours, or against one.
FROM_ELSEWHERE = [
    *({}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": "http://127.0.0.1:8000.evil.example"}),
    *({"Sec-Fetch-Site": site} for site in ("none", "same-site", "cross-site")),
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", **OURS},
]


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "alice")


@pytest.fixture
def draft(app: Flask, alice: FlaskClient) -> str:
    with app.app_context():
        db.open_for_writing()
        return make_petition("a-new-ward", opened=False)


def carried(answer: TestResponse) -> list[tuple[str, str]]:
    """What the page holds, but for the token."""
    found = HIDDEN.findall(answer.get_data(as_text=True))
    # As a browser sends it: every line end is two characters.
    pairs = [(unescape(name), re.sub(r"\r?\n", "\r\n", unescape(value))) for name, value in found]
    return [(name, value) for name, value in pairs if name != "csrf_token"]


def send(client: FlaskClient, path: str, typed: Any = TYPED, headers: Any = OURS) -> TestResponse:
    sent = typed if isinstance(typed, dict) else MultiDict(typed)
    return client.post(path, data=sent, headers=headers)


@pytest.mark.parametrize("headers", [OURS, {"Sec-Fetch-Site": "same-origin"}])
def test_a_stranger_gets_all_of_it_back(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = send(client, f"{NEW}?from=here", headers=headers)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (401, "no-store")
    assert carried(answer) == TYPED
    assert f'action="{NEW}?from=here"' in page
    assert '<a class="button" href="/en/login" target="_blank" rel="noopener">' in page
    # No token for strangers, and no cookie.
    assert "csrf_token" not in page
    assert "Set-Cookie" not in answer.headers


def test_who_signed_in_meanwhile_gets_it_with_a_token_that_is_good(alice: FlaskClient) -> None:
    answer = send(alice, NEW)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert carried(answer) == TYPED
    # Without the second in which it was signed.
    given, good = form_on(answer, NEW), form_on(alice.get("/en/organise"), "/logout")
    assert given["csrf_token"].partition(".")[0] == good["csrf_token"].partition(".")[0]


def test_a_forged_token_is_replaced(alice: FlaskClient) -> None:
    answer = send(alice, NEW, [*TYPED, ("csrf_token", "forged")])
    assert answer.status_code == 400
    assert answer.get_data(as_text=True).count('name="csrf_token"') == 1
    assert "forged" not in answer.get_data(as_text=True)


def test_the_whole_story(alice: FlaskClient, draft: str) -> None:
    typed = form_on(alice.get(DRAFT), "/edit/words-en#words-en") | {"title": "An hour's work"}
    alice.delete_cookie(sign_in.NAME, domain="127.0.0.1")
    out = send(alice, WORDS, typed)
    log_in(alice)
    again = send(alice, WORDS, carried(out))
    assert (out.status_code, again.status_code) == (401, 400)
    done = send(alice, WORDS, form_on(again, WORDS))
    assert (done.status_code, done.location) == (303, f"{DRAFT}#words-en")
    assert "An hour&#39;s work" in alice.get(DRAFT).get_data(as_text=True)


@pytest.mark.parametrize("headers", [OURS, {**OURS, "Accept": "application/json"}])
def test_nothing_is_done_before(app: Flask, alice: FlaskClient, headers: dict[str, str]) -> None:
    lists = {"purpose": "officials", "form": "csv"}
    good = form_on(alice.get("/en/organise"), "/logout")["csrf_token"]
    stale = send(alice, EXPORT, lists, headers)
    alice.delete_cookie(sign_in.NAME, domain="127.0.0.1")
    out = send(alice, EXPORT, {**lists, "csrf_token": good}, headers)
    assert (stale.status_code, out.status_code) == (400, 401)
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).all() == []


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_other_sites_are_answered_as_ever(client: FlaskClient, alice: FlaskClient, headers: dict[str, str]) -> None:
    for wanted in ({}, {"Accept": "application/json"}):
        stranger, stale = (send(one, NEW, headers={**headers, **wanted}) for one in (client, alice))
        assert (stranger.status_code, stranger.location) == (303, "/en/login")
        assert stale.status_code == 400
        assert carried(stale) == []
        assert "We could not read that" in stale.get_data(as_text=True)


# --- What is not carried -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/account/password", {"password": PASSWORD}),
        ("/account/factors/app", {"code": "123456", "setup": "sealed", "name": "my phone"}),
        ("/account/factors/passkey", {"answer": "{}", "challenge": "sealed", "name": "my phone"}),
    ],
)
def test_forms_with_secrets_are_filled_in_again(
    client: FlaskClient, alice: FlaskClient, path: str, typed: dict[str, str]
) -> None:
    stranger, stale = (send(one, f"/en{path}", typed) for one in (client, alice))
    assert (stranger.status_code, stranger.location) == (303, "/en/login")
    assert stale.status_code == 400
    assert not any(value in stale.get_data(as_text=True) for value in typed.values())


def test_an_answer_to_who_is_there_goes_no_further(client: FlaskClient, alice: FlaskClient) -> None:
    typed = [*TYPED, ("step_up_password", PASSWORD), ("step_up_code", "123456")]
    for answer in (send(client, NEW, typed), send(alice, NEW, typed)):
        assert carried(answer) == TYPED
        assert PASSWORD not in answer.get_data(as_text=True)


def kinds_of(form: type[PostedForm]) -> Iterator[type[PostedForm]]:
    for kind in form.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_password_is_known_as_a_secret() -> None:
    fields = {
        name: field.field_class
        for kind in kinds_of(PostedForm)
        for name, field in vars(kind).items()
        if hasattr(field, "field_class")
    }
    passwords = {name for name, field in fields.items() if issubclass(field, PasswordField)}
    assert passwords
    assert {name for name in passwords - sending_late.SECRETS if not name.startswith(carrying.ANSWER)} == set()


def test_a_file_is_said_to_be_lost(alice: FlaskClient) -> None:
    answer = send(alice, f"{DRAFT}/picture", {"credit": "Rima", "photograph": (BytesIO(b"x"), "ward.jpg")})
    page = answer.get_data(as_text=True)
    assert carried(answer) == [("credit", "Rima")]
    assert 'enctype="multipart/form-data"' in page
    assert "A page cannot keep a file" in page


def test_where_no_file_was_chosen_none_is_lost(client: FlaskClient) -> None:
    page = send(client, f"{DRAFT}/picture", {"credit": "Rima", "photograph": (BytesIO(), "")}).get_data(as_text=True)
    assert 'enctype="multipart/form-data"' in page
    assert "A page cannot keep a file" not in page


@pytest.mark.parametrize("typed", [[(f"field-{n}", "") for n in range(101)], {"text": "x" * (MAX_BODY_BYTES + 1)}])
def test_a_stranger_who_sends_too_much_is_answered_as_ever(client: FlaskClient, typed: Any) -> None:
    answer = send(client, NEW, typed)
    assert (answer.status_code, answer.location) == (303, "/en/login")


# --- What scripts are told ---------------------------------------------------------------------------------------


def test_scripts_are_told_what_is_wrong(alice: FlaskClient, draft: str, look: Callable[[TestResponse], Any]) -> None:
    headers = {**OURS, "Accept": "application/json"}
    stale = send(alice, WORDS, headers=headers)
    alice.delete_cookie(sign_in.NAME, domain="127.0.0.1")
    out = send(alice, WORDS, headers=headers)
    assert look(stale) == {"type": "about:blank", "title": "This page is older than your session", "status": 400}
    assert look(out) == {"type": "about:blank", "title": "You are signed out", "status": 401}


@pytest.fixture
def look() -> Callable[[TestResponse], Any]:
    def read(answer: TestResponse) -> Any:
        assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/problem+json", "no-store")
        told = answer.get_json()
        assert told["status"] == answer.status_code
        return told

    return read


@pytest.mark.parametrize(("language", "words"), [("fr", "Votre session a pris fin"), ("ar", "انتهت جلستك")])
def test_it_speaks_the_language_of_the_form(client: FlaskClient, language: str, words: str) -> None:
    assert words in send(client, f"/{language}/account").get_data(as_text=True)


def test_a_form_that_comes_in_time_is_not_asked_about(alice: FlaskClient) -> None:
    assert post(alice, EXPORT, purpose="nonsense", form="csv").status_code == 422
