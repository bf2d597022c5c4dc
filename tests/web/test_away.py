"""While the database is away every address says so: 503, with the time to come again, and never a failure."""

import logging

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from tests.addresses import Arguments, addresses_of, rules, set_up
from tests.outages import database_away
from tests.people import PASSWORD, browser_of
from tests.reading import Mails, form_on, sign

# They answer from what they hold themselves, or tell in their own way what is away.
NEED_NO_DATABASE = {
    *(
        "assets.file",
        "ops.healthz",
        "ops.readyz",
        "ops.metrics",
        "embed.element",
        # While they know what they said last.
        *("public.imprint", "public.terms", "public.accessibility"),
        "embed.newest_element",
        "account.login",
    ),
    *("account.forgotten", "account.mail_sent"),
    *("public.my_links", "public.links_mailed", "public.link_renewed", "public.erased"),
    *("public.privacy", "public.mailbox", "public.mailbox_mail", "public.mailbox_html"),
}
THANKS = ("thank", "merci", "شكر")


@pytest.fixture
def arguments(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> Arguments:
    return set_up(app, client, petition, mails)


@pytest.fixture
def alice(app: Flask, arguments: Arguments) -> FlaskClient:
    return browser_of(app, "alice")


@pytest.mark.parametrize("who", ["client", "alice"])
def test_every_page_says_when_to_come_again(
    app: Flask, arguments: Arguments, who: str, request: pytest.FixtureRequest
) -> None:
    browser: FlaskClient = request.getfixturevalue(who)
    asked = [rule for rule in rules(app) if "GET" in (rule.methods or ()) and rule.endpoint not in NEED_NO_DATABASE]
    with database_away(app):
        answers = {path: browser.get(path) for rule in asked for path in addresses_of(rule, arguments)}
    # Some links lead on, or name nothing of this kind: that is told without asking the database.
    wrong = {
        path: answer.status_code for path, answer in answers.items() if answer.status_code not in (302, 303, 410, 503)
    }
    assert wrong == {}
    away = [answer for answer in answers.values() if answer.status_code == 503]
    assert len(away) > len(asked) / 2
    assert {answer.headers["Retry-After"] for answer in away} == {"10"}
    assert {answer.headers["Cache-Control"] for answer in away} == {"no-store"}


def test_every_public_form_is_shown_again_and_nobody_is_thanked(
    app: Flask, client: FlaskClient, arguments: Arguments
) -> None:
    forms = [rule for rule in rules(app) if "POST" in (rule.methods or ()) and rule.endpoint.startswith("public.")]
    # A page that says it is read is no form, and nobody waits for its answer.
    forms = [rule for rule in forms if rule.endpoint != "public.opened"]
    # An empty one of these is sent back without asking the database.
    address = form_on(client.get("/en/signature"), "/signature") | {"mail": "rima@example.org", "x": "y"}
    with database_away(app):
        answers = [
            (str(rule), path, client.post(path, data=address if path.endswith("/signature") else {"x": "y"}))
            for rule in forms
            for path in addresses_of(rule, arguments)
        ]
    shown = {rule for rule, path, answer in answers if is_shown_again(path, answer)}
    assert shown == {str(rule) for rule in forms}
    # A link that names nothing of this address is told so without asking the database.
    assert {answer.status_code for _rule, path, answer in answers if not is_shown_again(path, answer)} == {410}


def is_shown_again(path: str, answer: TestResponse) -> bool:
    page = answer.get_data(as_text=True).lower()
    keeps = form_on(answer, path).get("x") == "y"
    is_away = (answer.status_code, answer.headers.get("Retry-After")) == (503, "10")
    return keeps and is_away and not any(word in page for word in THANKS)


def test_organisers_are_told_that_nothing_was_received(app: Flask, alice: FlaskClient, arguments: Arguments) -> None:
    forms = [rule for rule in rules(app) if "POST" in (rule.methods or ()) and rule.endpoint.startswith("organiser.")]
    with database_away(app):
        answers = [alice.post(path) for rule in forms for path in addresses_of(rule, arguments)]
    assert {(answer.status_code, answer.headers.get("Retry-After")) for answer in answers} == {(503, "10")}
    assert all("has not been received" in answer.text for answer in answers if "/ar/" not in answer.request.path)


def test_a_password_is_never_shown_again(app: Flask, client: FlaskClient) -> None:
    values = form_on(client.get("/en/login"), "/login") | {"mail": "alice@example.org", "password": PASSWORD}
    with database_away(app):
        answer = client.post("/en/login", data=values)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert PASSWORD not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("count.json", b'{"status":"away"}\n'),
        *((path, b"away\n") for path in ("challenge", "ledger/checkpoint", "ledger/tile/0/000", "updates.atom")),
    ],
)
def test_programs_are_told_shortly(app: Flask, client: FlaskClient, petition: str, path: str, body: bytes) -> None:
    with database_away(app):
        answer = client.get(f"/petitions/{petition}/{path}")
    assert (answer.status_code, answer.data, answer.headers["Retry-After"]) == (503, body, "10")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(("path", "language"), [("/ar/", "ar"), ("/petitions/challenge", "fr")])
def test_it_speaks_the_language_of_the_address_or_of_the_browser(
    app: Flask, client: FlaskClient, path: str, language: str
) -> None:
    with database_away(app):
        answer = client.get(path, headers={"Accept-Language": "fr-TN"})
    assert answer.status_code == 503
    assert f'<html lang="{language}"' in answer.text


def test_it_is_back_at_once(app: Flask, client: FlaskClient, petition: str) -> None:
    with database_away(app):
        assert client.get(f"/en/petitions/{petition}").status_code == 503
    assert client.get(f"/en/petitions/{petition}").status_code == 200


def test_the_log_tells_the_kind_and_the_place_alone(
    app: Flask, client: FlaskClient, petition: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), database_away(app):
        client.post(f"/en/petitions/{petition}/sign", data={"name": "Zenobia", "mail": "zenobia@palmyra.example"})
    told = [record.getMessage() for record in caplog.records if record.name == "petition.web.away"]
    assert len(told) == 1
    assert "OperationalError" in told[0]
    assert "public.sign" in told[0]
    assert "enobia" not in caplog.text


def test_a_mistake_of_ours_stays_one(app: Flask, client: FlaskClient, petition: str) -> None:
    app.testing = False
    try:
        with app.app_context():
            db.open_for_writing()
            db.session.execute(sa.text("alter table outbox rename to outbox_gone"))
            db.session.commit()
        assert sign(client, petition).status_code == 500
    finally:
        app.testing = True
        with app.app_context():
            db.open_for_writing()
            db.session.execute(sa.text("alter table outbox_gone rename to outbox"))
            db.session.commit()
