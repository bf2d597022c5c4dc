"""Reporting a petition, as a reader does."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.report import Report
from petition.web.public import reporting
from tests.guarantees import rows_of
from tests.reading import form_on

PETITION = "/en/petitions/keep-the-ward-open"
PLACE = f"{PETITION}/report"


def send(client: FlaskClient, **typed: str) -> TestResponse:
    return client.post(PLACE, data=form_on(client.get(PLACE), PLACE) | {"reason": "insult"} | typed)


def reasons(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Report.reason)))


def test_the_page_leads_to_a_form_that_is_nobodys(client: FlaskClient, petition: str) -> None:
    assert f'href="{PLACE}"' in client.get(PETITION).get_data(as_text=True)
    page = client.get(PLACE)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert '<meta name="robots" content="noindex">' in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers


def test_it_is_sent_and_thanked_for(app: Flask, client: FlaskClient, petition: str) -> None:
    answer = send(client, words="My brother is meant")
    assert (answer.status_code, answer.location) == (303, f"{PETITION}/reported")
    assert "look at it and decide" in client.get(answer.location).get_data(as_text=True)
    assert reasons(app) == ["insult"]


@pytest.mark.parametrize("typed", [{"reason": ""}, {"words": "x" * 501}])
def test_what_was_typed_is_kept(app: Flask, client: FlaskClient, petition: str, typed: dict[str, str]) -> None:
    answer = send(client, **{"words": "My own words", **typed})
    assert answer.status_code == 422
    assert form_on(answer, PLACE)["words"] == typed.get("words", "My own words")
    assert reasons(app) == []


def test_programs_are_answered_alike_and_change_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    before = rows_of(app)
    assert send(client, website="https://spam.example").status_code == 303
    assert rows_of(app) == before


def test_a_flood_is_told_to_wait_with_all_that_was_typed(client: FlaskClient, petition: str) -> None:
    values = form_on(client.get(PLACE), PLACE) | {"reason": "insult", "words": "Mine"}
    most = int(reporting.PER_NETWORK.split()[0])
    for _ in range(most):
        client.post(PLACE, data=values | {"website": "x"})
    answer = client.post(PLACE, data=values)
    assert (answer.status_code, form_on(answer, PLACE)["words"]) == (429, "Mine")
