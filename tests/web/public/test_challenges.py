"""The challenge beside the sign form: asked for while somebody types, never lost on the way, spent once."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.services import petitions
from petition.services.challenges import Solved
from petition.web.public import ladder
from tests.guarantees import keep_what_is_read, statements
from tests.making import make_petition
from tests.outages import database_away
from tests.reading import form_on, sign
from tests.solving import solved_for

PAGE = "/en/petitions/keep-the-ward-open"


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Solved | None]:
    """What each form that was kept had solved."""
    seen: list[Solved | None] = []

    def note(_petition: Petition, solution: Solved | None, _mail: str) -> list[HoldRule]:
        seen.append(solution)
        return []

    monkeypatch.setattr(ladder, "doubts_at", note)
    return seen


def test_each_is_another_and_nobody_keeps_it(client: FlaskClient, petition: str) -> None:
    one, other = (client.get(f"/petitions/{petition}/challenge") for _time in range(2))
    assert (one.status_code, one.headers["Cache-Control"], one.mimetype) == (200, "no-store", "application/json")
    assert "Set-Cookie" not in one.headers
    assert one.get_json()["signature"] != other.get_json()["signature"]


def test_it_is_one_statement(app: Flask, client: FlaskClient, petition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_what_is_read(app, monkeypatch)
    client.get(f"/petitions/{petition}/challenge")
    with statements(app) as sent:
        client.get(f"/petitions/{petition}/challenge")
    assert len(sent) == 1


def test_where_nobody_can_sign_there_is_none(
    client: FlaskClient, petition: str, change: Callable[[Callable[[Petition], object]], None]
) -> None:
    change(petitions.close)
    assert client.get(f"/petitions/{petition}/challenge").status_code == 404
    assert client.get("/petitions/nowhere/challenge").status_code == 404


def test_of_a_flood_it_says_so(app: Flask, client: FlaskClient, petition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Asking so often takes seconds.
    monkeypatch.setattr(app.extensions["petition.limits"], "hit", lambda *_asked, **_about: False)
    refused = client.get(f"/petitions/{petition}/challenge")
    assert (refused.status_code, refused.data, "Retry-After" in refused.headers) == (429, b"", True)


def test_a_form_brings_its_solution(client: FlaskClient, petition: str, found: list[Solved | None]) -> None:
    assert sign(client, petition, altcha=solved_for(client, petition)).status_code == 303
    assert sign(client, petition, altcha="nonsense").status_code == 303
    assert sign(client, petition).status_code == 303
    assert [bool(solved) for solved in found] == [True, False, False]


def test_a_twin_is_as_good_and_another_form_is_not(
    client: FlaskClient, petition: str, found: list[Solved | None]
) -> None:
    typed = {"altcha": solved_for(client, petition), "comment": "Why", "country": "LB", "team_news": "y"}
    for name in ("Rima", "Rima", "Omar"):
        sign(client, petition, name=name, **typed)
    assert [bool(solved) for solved in found] == [True, True, False]


@pytest.mark.usefixtures("petition")
def test_that_of_another_petition_is_none(app: Flask, client: FlaskClient, found: list[Solved | None]) -> None:
    with app.app_context():
        db.open_for_writing()
        other = make_petition("another-ward")
    sign(client, other, altcha=solved_for(client, "keep-the-ward-open"))
    assert found == [None]


def test_it_outlives_a_slip(client: FlaskClient, petition: str, found: list[Solved | None]) -> None:
    answer = sign(client, petition, name="", altcha=solved_for(client, petition))
    assert answer.status_code == 422
    client.post(f"{PAGE}/sign", data=form_on(answer, "/sign") | {"name": "Rima"})
    assert all(found)
    assert len(found) == 1


def test_it_outlives_an_outage(app: Flask, client: FlaskClient, petition: str, found: list[Solved | None]) -> None:
    typed = {"name": "Rima", "mail": "rima@example.org", "altcha": solved_for(client, petition)}
    values = form_on(client.get(PAGE), "/sign") | typed
    with database_away(app):
        answer = client.post(f"{PAGE}/sign", data=values)
    client.post(f"{PAGE}/sign", data=form_on(answer, "/sign"))
    assert all(found)
    assert len(found) == 1
