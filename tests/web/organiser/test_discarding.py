"""Deleting a draft that was begun by mistake."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.services import circulating
from tests.campaigns import signed_by
from tests.joining import asks
from tests.people import post
from tests.picturing import illustrate
from tests.web.organiser.editor import DRAFT

EDITOR, PAGE = f"/en/organise/{DRAFT}/edit", f"/en/organise/{DRAFT}/discard"
OPEN = "/en/organise/keep-the-ward-open/discard"
Load = Callable[[str], Petition]

pytestmark = pytest.mark.usefixtures("draft")


def left_of(app: Flask, number: int) -> list[str]:
    """The tables in which something still belongs to it."""
    with app.app_context():
        tables = [table for table in db.metadata.sorted_tables if "petition_id" in table.columns]
        of_it = {table.name: sa.select(sa.func.count()).where(table.c.petition_id == number) for table in tables}
        return [name for name, query in of_it.items() if db.session.scalar(query)]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_draft_is_deleted_whole(app: Flask, request: pytest.FixtureRequest, load: Load, who: str) -> None:
    browser = request.getfixturevalue(who)
    with app.app_context():
        db.open_for_writing()
        made = load(DRAFT)
        illustrate(made)
        signed_by(made, "Society of the Well")
        number = made.id
        db.session.commit()
    assert "petition_picture" in left_of(app, number)
    assert f'href="{PAGE}"' in browser.get(EDITOR).get_data(as_text=True)
    assert "Delete this draft?" in browser.get(PAGE).get_data(as_text=True)
    answer = post(browser, PAGE)
    assert (answer.status_code, answer.location) == (303, "/en/organise")
    assert browser.get(EDITOR).status_code == 404
    assert left_of(app, number) == []


def test_the_log_says_who(alice: FlaskClient) -> None:
    post(alice, PAGE)
    log = alice.get("/en/organise/teams/ward-team/log").get_data(as_text=True)
    assert "<bdi>Alice</bdi> deleted a draft: a petition that is gone" in log


def test_what_was_open_stays(app: Flask, alice: FlaskClient) -> None:
    assert "This cannot be deleted" in alice.get(OPEN).get_data(as_text=True)
    assert post(alice, OPEN).status_code == 409
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Revision.id)))
    assert alice.get("/en/petitions/keep-the-ward-open").status_code == 200


def test_what_somebody_stands_under_stays(app: Flask, alice: FlaskClient, load: Load) -> None:
    with app.app_context():
        db.open_for_writing()
        circulating.start(load(DRAFT))
        asks(load(DRAFT))
        db.session.commit()
    assert post(alice, PAGE).status_code == 409
    assert alice.get(EDITOR).status_code == 200
