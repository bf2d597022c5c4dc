"""The form's token: one for all readers of an hour, good for three days, for one petition."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.reading import form_on


@pytest.fixture
def hour(time: FakeClock) -> FakeClock:
    """The clock, at the beginning of an hour."""
    time.now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return time


def token_on(client: FlaskClient, slug: str) -> str:
    return form_on(client.get(f"/en/petitions/{slug}"), "/sign")["form_token"]


def send(client: FlaskClient, slug: str, token: str) -> TestResponse:
    typed = {"name": "ريما", "mail": "rima@example.org", "comment": "Kept", "give_name_to": "nobody", "team_news": "y"}
    return client.post(f"/en/petitions/{slug}/sign", data=typed | {"form_token": token})


def test_all_readers_of_an_hour_share_the_page(app: Flask, hour: FakeClock, petition: str) -> None:
    first = app.test_client().get(f"/en/petitions/{petition}")
    hour.move(minutes=59)
    second = app.test_client().get(f"/en/petitions/{petition}")
    assert form_on(first, "/sign") == form_on(second, "/sign")
    assert "Set-Cookie" not in first.headers
    hour.move(minutes=1)
    assert token_on(app.test_client(), petition) != form_on(first, "/sign")["form_token"]


@pytest.mark.parametrize(("hours", "status"), [(0, 303), (72, 303), (73, 422)])
def test_it_lives_for_72_hours(client: FlaskClient, hour: FakeClock, petition: str, hours: int, status: int) -> None:
    token = token_on(client, petition)
    hour.move(hours=hours)
    assert send(client, petition, token).status_code == status


def test_one_from_a_host_whose_clock_is_ahead_is_good(client: FlaskClient, hour: FakeClock, petition: str) -> None:
    token = token_on(client, petition)
    hour.move(hours=-1)
    assert send(client, petition, token).status_code == 303


def test_a_form_that_was_open_too_long_comes_back_with_all_that_was_typed(
    client: FlaskClient, hour: FakeClock, petition: str
) -> None:
    token = token_on(client, petition)
    hour.move(days=4)
    answer = send(client, petition, token)
    assert "This page was open for a long time" in answer.get_data(as_text=True)
    kept = form_on(answer, "/sign")
    assert (kept["name"], kept["mail"], kept["comment"]) == ("ريما", "rima@example.org", "Kept")
    assert (kept["give_name_to"], kept["team_news"]) == ("nobody", "y")
    assert send(client, petition, kept["form_token"]).status_code == 303


def test_a_token_of_another_petition_is_refused(app: Flask, client: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("another-ward")
    assert send(client, petition, token_on(client, "another-ward")).status_code == 422


@pytest.mark.parametrize("forge", ["", "x", "WzFd.xxxx", "é", "\0", "a" * 9000])
def test_a_forged_token_is_refused(client: FlaskClient, petition: str, forge: str) -> None:
    assert send(client, petition, forge).status_code == 422


def test_a_token_of_another_purpose_or_shape_is_refused(app: Flask, client: FlaskClient, petition: str) -> None:
    tokens = app.extensions["petition.tokens"]
    for token in (
        tokens.make_undated("form", 1),
        tokens.make_undated("form", ["x", "y"]),
        tokens.make("form", ["x", 1]),
    ):
        assert send(client, petition, token).status_code == 422
