"""A page says that it is read: a number, nothing about the reader, and no work of the database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db, openings
from petition.lib.kept import Kept
from petition.models.petition import Petition, PetitionState, Protection
from petition.models.process import ProcessRole
from petition.models.tally import TallyInbox
from petition.services import petitions
from petition.web.public.openings import EXTENSION
from petition.worker.heartbeat import Heartbeat
from tests.guarantees import statements

PAGE = "/en/petitions/keep-the-ward-open"


@pytest.fixture(autouse=True)
def _nothing_gathered(app: Flask) -> None:
    with app.app_context():
        openings.take()
        openings.forget_networks()


def gathered(app: Flask) -> list[int]:
    with app.app_context():
        return list(openings.take().values())


def change(app: Flask, **values: object) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = petitions.by_slug("keep-the-ward-open")
        assert ward
        for name, value in values.items():
            setattr(ward, name, value)
        db.session.commit()


def test_the_page_says_where_it_tells_it(client: FlaskClient, petition: str) -> None:
    assert f'data-opened-url="{PAGE}/opened"' in client.get(PAGE).text


def test_it_is_one_more(app: Flask, client: FlaskClient, petition: str) -> None:
    answers = [client.post(f"{PAGE}/opened") for _turn in range(3)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(204, b"")}
    assert not any("Set-Cookie" in answer.headers for answer in answers)
    assert gathered(app) == [3]


def test_it_asks_the_database_once_a_minute(
    app: Flask, client: FlaskClient, petition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, EXTENSION, Kept(lasting=timedelta(minutes=1), most=10))
    client.post(f"{PAGE}/opened")
    with statements(app) as sent:
        client.post(f"{PAGE}/opened")
    assert sent == []
    assert gathered(app) == [2]


@pytest.mark.parametrize("slug", ["nowhere", "%00", "x" * 500])
def test_of_nowhere_it_counts_nothing(app: Flask, client: FlaskClient, petition: str, slug: str) -> None:
    assert client.post(f"/en/petitions/{slug}/opened").status_code == 404
    assert gathered(app) == []


@pytest.mark.parametrize(
    ("state", "before", "status"),
    [(PetitionState.DRAFT, None, 404), (PetitionState.HIDDEN, PetitionState.OPEN, 410)],
)
def test_what_is_not_public_is_not_counted(
    app: Flask,
    client: FlaskClient,
    petition: str,
    state: PetitionState,
    before: PetitionState | None,
    status: int,
) -> None:
    change(app, state=state, state_before=before)
    assert client.post(f"{PAGE}/opened").status_code == status
    assert gathered(app) == []


def test_where_signers_are_at_risk_nobody_is_counted(app: Flask, client: FlaskClient, petition: str) -> None:
    change(app, protection=Protection.DISCREET)
    assert "data-opened-url" not in client.get(PAGE).text
    assert client.post(f"{PAGE}/opened").status_code == 204
    assert gathered(app) == []


def test_another_sites_page_counts_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    answer = client.post(f"{PAGE}/opened", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, gathered(app)) == (403, [])


def test_it_is_not_there_to_be_looked_at(client: FlaskClient, petition: str) -> None:
    assert client.get(f"{PAGE}/opened").status_code == 405


def test_a_flood_is_not_counted(app: Flask, client: FlaskClient, petition: str) -> None:
    answers = [
        client.post(f"{PAGE}/opened", environ_base={"REMOTE_ADDR": f"192.0.2.{number % 250}"}) for number in range(610)
    ]
    assert {answer.status_code for answer in answers} == {204}
    client.post(f"{PAGE}/opened", environ_base={"REMOTE_ADDR": "198.51.100.1"})
    assert gathered(app) == [51]


def test_no_limit_is_asked_for(app: Flask, client: FlaskClient, petition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    limits = app.extensions["petition.limits"]
    monkeypatch.setattr(limits, "hit", lambda *those, **_more: asked.append(those))
    client.post(f"{PAGE}/opened")
    assert asked == []


def test_the_heartbeat_writes_it_down(app: Flask, client: FlaskClient, petition: str) -> None:
    heart = Heartbeat(app, ProcessRole.WEB)
    heart.start()
    client.post(f"{PAGE}/opened")
    client.post(f"{PAGE}/opened")
    heart.stop()
    with app.app_context():
        ward = db.session.scalars(sa.select(Petition.id)).one()
        rows = db.session.execute(sa.select(TallyInbox.petition_id, TallyInbox.step, TallyInbox.n, TallyInbox.domain))
        assert rows.all() == [(ward, "opened", 2, None)]
