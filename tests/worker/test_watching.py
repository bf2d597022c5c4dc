"""Watching: the operator is mailed, and somebody elsewhere is told that all is well."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from petition.backends.dkim_signer import signer_from_pem
from petition.backends.mail import mailer_from_url
from petition.extensions import db, settings
from petition.models.alert import Alert
from petition.services import alarms, leases
from petition.services.alarms import Condition
from petition.worker import watching
from tests.backends.test_dkim import KEYS
from tests.backends.test_ping import monitor
from tests.servers import SmtpSink

OPERATOR = "operator@example.org"


@pytest.fixture
def found() -> list[str]:
    """The sentences of the only condition there is."""
    return []


@pytest.fixture(autouse=True)
def _one_condition(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    condition = Condition("trouble", lambda: found)
    monkeypatch.setattr(alarms, "CONDITIONS", (condition,))
    monkeypatch.setattr(alarms, "BY_NAME", {"trouble": condition})


def settle(app: Flask, monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    with app.app_context():
        there = replace(settings._get_current_object(), **values)  # type: ignore[attr-defined]
    monkeypatch.setitem(app.extensions, "petition.settings", there)


def turn(app: Flask, duty: Any) -> None:
    with app.app_context():
        db.open_for_writing()
        assert duty() is False


@pytest.fixture
def mailed(app: Flask, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> SmtpSink:
    settle(app, monkeypatch, alert_mail=(OPERATOR, "deputy@example.org"), mail_url=sink.url)
    return sink


def test_trouble_is_mailed_to_everyone_once(app: Flask, mailed: SmtpSink, found: list[str]) -> None:
    found.append("The disk is full: make room.")
    for _ in range(2):
        turn(app, watching.watch)
    assert [mail.recipients for mail in mailed.messages] == [(OPERATOR,), ("deputy@example.org",)]
    first = mailed.messages[0]
    assert first["Subject"] == "Look after 127.0.0.1"
    assert "New: The disk is full: make room." in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_without_trouble_nobody_is_mailed(app: Flask, mailed: SmtpSink) -> None:
    turn(app, watching.watch)
    assert mailed.messages == []


def test_one_worker_watches_for_all(
    app: Flask, mailed: SmtpSink, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(app, watching.watch)
    found.append("The disk is full.")
    monkeypatch.setattr(watching, "HOLDER", "another")
    turn(app, watching.watch)
    assert mailed.messages == []


def test_a_mail_that_did_not_go_is_tried_again(
    app: Flask, mailed: SmtpSink, found: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    found.append("The disk is full.")
    mailed.refusals.update({OPERATOR: "451 4.7.1 Later", "deputy@example.org": "451 4.7.1 Later"})
    turn(app, watching.watch)
    assert "an alert could not be mailed: 451" in caplog.text
    mailed.refusals.clear()
    turn(app, watching.watch)
    assert len(mailed.messages) == 2


def test_one_address_that_is_refused_does_not_make_the_other_a_flood(
    app: Flask, mailed: SmtpSink, found: list[str]
) -> None:
    found.append("The disk is full.")
    mailed.refusals[OPERATOR] = "550 5.1.1 No such mailbox"
    for _ in range(3):
        turn(app, watching.watch)
    assert [mail.recipients for mail in mailed.messages] == [("deputy@example.org",)]


def test_one_address_that_no_mail_can_bear_keeps_it_from_nobody_else(
    app: Flask, mailed: SmtpSink, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(app, monkeypatch, alert_mail=("ops@[192.0.2.1]", OPERATOR))
    found.append("The disk is full.")
    turn(app, watching.watch)
    assert [mail.recipients for mail in mailed.messages] == [(OPERATOR,)]


def test_it_is_signed_as_all_mail_and_named_by_its_sender(
    app: Flask, mailed: SmtpSink, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(app, monkeypatch, base_url="http://[::1]:8000")
    signer = signer_from_pem(KEYS["ed25519"], domain="example.org", selector="autumn")
    monkeypatch.setitem(app.extensions, "petition.mailer", mailer_from_url(mailed.url, signer))
    found.append("The disk is full.")
    turn(app, watching.watch)
    assert all("d=example.org" in str(mail["DKIM-Signature"]) for mail in mailed.messages)
    assert str(mailed.messages[0]["Message-ID"]).endswith("@localhost>")


def test_without_addresses_the_log_tells(app: Flask, found: list[str], caplog: pytest.LogCaptureFixture) -> None:
    found.append("The disk is full.")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            turn(app, watching.watch)
    assert caplog.text.count("alert: New: The disk is full.") == 1
    with app.app_context():
        assert db.session.query(Alert).one().told_at is not None


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with monitor() as (url, paths):
        settle(app, monkeypatch, ping_url=f"{url}/ok")
        yield paths


def test_the_sign_of_life_is_given_while_all_is_well(app: Flask, asked: list[str]) -> None:
    turn(app, watching.ping)
    assert asked == ["/ok"]


def test_trouble_silences_it(app: Flask, asked: list[str], found: list[str]) -> None:
    found.append("The disk is full.")
    turn(app, watching.ping)
    assert asked == []


def test_only_who_watches_gives_it(app: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    turn(app, watching.ping)
    monkeypatch.setattr(watching, "HOLDER", "another")
    turn(app, watching.ping)
    assert asked == ["/ok"]


def test_where_it_is_not_taken_the_log_tells(
    app: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        place = settings.ping_url.removesuffix("/ok")
    settle(app, monkeypatch, ping_url=f"{place}/secret-place")
    turn(app, watching.ping)
    assert "the sign of life was not taken: 404" in caplog.text
    assert "secret-place" not in caplog.text


def test_without_an_address_nobody_is_called(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "take", None)
    turn(app, watching.ping)
