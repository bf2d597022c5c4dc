"""A key is lost: pages say so where it matters, and show all else. None of them breaks."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.signature import Signature
from petition.models.submission import Submission
from tests.people import browser_of, post
from tests.reading import Mails, confirm, link_in, sign

SLUG = "keep-the-ward-open"
WORKSPACE = f"/en/organise/{SLUG}"


@pytest.fixture
def links(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> list[str]:
    """To a signature and to a form that waits, both sealed under a key that is not there any more."""
    sign(client, petition)
    signed = link_in(mails.newest())
    confirm(client, signed)
    sign(client, petition, name="Omar Aziz", mail="omar@example.org")
    waiting = link_in(mails.to("omar@example.org")[0])
    with app.app_context():
        db.open_for_writing()
        for column in (Signature.identity, Submission.sealed):
            rows = db.session.execute(sa.select(column.class_.id, column)).all()
            for row_id, sealed in rows:
                lost = sa.update(column.class_).where(column.class_.id == row_id)
                db.session.execute(lost.values({column.key: b"\0\7" + sealed[2:]}))
        db.session.commit()
    return [signed, waiting]


def test_a_signer_is_told_that_it_cannot_be_read_now(client: FlaskClient, links: list[str]) -> None:
    counted = client.get(links[0]).get_data(as_text=True)
    own = next(part for part in counted.split('"') if "/signature/" in part)
    page = client.get(own)
    assert page.status_code == 200
    assert "cannot be read at present" in page.get_data(as_text=True)


def test_what_waits_can_be_confirmed_once_the_key_is_back(client: FlaskClient, links: list[str]) -> None:
    assert (client.get(links[1]).status_code, client.post(links[1]).status_code) == (503, 503)


def test_the_team_sees_its_lists_and_what_is_missing_in_them(app: Flask, links: list[str]) -> None:
    alice = browser_of(app, "alice")
    assert alice.get(f"{WORKSPACE}/signatures").status_code == 200
    taken = post(alice, f"{WORKSPACE}/exports", purpose="officials", form="csv")
    assert "(its key is missing)" in taken.get_data(as_text=True)


def test_the_operator_is_told_what_is_lost(app: Flask, links: list[str]) -> None:
    told = app.test_cli_runner().invoke(args=["petition", "keys"])
    assert told.exit_code == 1
    lost = told.output.partition("Key 7 is NOT in DATA_KEYS")[2]
    assert "1 forms that wait" in lost
    assert "1 signatures" in lost
