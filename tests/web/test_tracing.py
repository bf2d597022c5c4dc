"""One line for each request: which route, how it ended, how long it took, and by which number it is found."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.contextvars import get_contextvars

from petition.extensions import settings

NUMBER = "0f" * 16
BY_PROXY = {"X-Request-ID": NUMBER}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger="petition.web.tracing"):
        yield caplog


@pytest.fixture
def behind_a_proxy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        there = replace(settings._get_current_object(), trusted_proxies=1)  # type: ignore[attr-defined]
    monkeypatch.setitem(app.extensions, "petition.settings", there)


def fields(log: pytest.LogCaptureFixture) -> dict[str, object]:
    [record] = [record for record in log.records if record.getMessage() == "request"]
    return {key: record.__dict__[key] for key in ("method", "route", "status", "ms")}


def test_it_names_the_route_and_not_the_address(client: FlaskClient, log: pytest.LogCaptureFixture) -> None:
    client.get("/en/confirm/a-secret-token?mail=rima@example.org")
    said = fields(log)
    assert float(str(said.pop("ms"))) > 0
    assert said == {"method": "GET", "route": "/<any(en, fr, ar):lang>/confirm/<token>", "status": 410}
    assert "a-secret-token" not in str(log.records[0].__dict__)


def test_what_leads_nowhere_has_no_route(client: FlaskClient, log: pytest.LogCaptureFixture) -> None:
    client.open("/rima@example.org", method="RIMA")
    assert (fields(log)["method"], fields(log)["route"]) == ("other", "none")


def test_probes_are_no_news(client: FlaskClient, log: pytest.LogCaptureFixture) -> None:
    client.get("/healthz")
    assert log.records == []


def test_a_refusal_carries_its_number(client: FlaskClient) -> None:
    first, second = (client.get("/nowhere").headers["X-Request-ID"] for _ in range(2))
    assert len(first) == 16
    assert first != second


def test_what_is_the_same_for_everyone_carries_none(client: FlaskClient, petition: str) -> None:
    assert "X-Request-ID" not in client.get(f"/en/petitions/{petition}").headers


def test_a_number_is_taken_from_nobody_but_our_proxy(client: FlaskClient) -> None:
    assert client.get("/nowhere", headers=BY_PROXY).headers["X-Request-ID"] != NUMBER


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("number", [NUMBER, "123e4567-e89b-12d3-a456-426614174000"])
def test_the_proxys_number_is_kept(client: FlaskClient, number: str) -> None:
    assert client.get("/nowhere", headers={"X-Request-ID": number}).headers["X-Request-ID"] == number


def test_all_that_is_logged_meanwhile_carries_the_number(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "ops.healthz", lambda: get_contextvars()["request_id"])
    answer = app.test_client().get("/healthz")
    assert answer.get_data(as_text=True) == answer.headers["X-Request-ID"]
    assert get_contextvars() == {}


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("number", ["rima@example.org", "short", "z" * 32, "0" * 37, "٠" * 32])
def test_what_is_no_number_is_not_kept(client: FlaskClient, number: str) -> None:
    answer = client.get("/nowhere", headers={"X-Request-ID": number.encode().decode("latin-1")})
    assert len(answer.headers["X-Request-ID"]) == 16


def test_a_fault_of_ours_shows_its_number(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "public.privacy", lambda **_: 1 / 0)
    answer = app.test_client().get("/en/privacy")
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)
    assert answer.status_code == 500
