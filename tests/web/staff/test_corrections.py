"""Those who run the site read a large correction, and allow or refuse it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.correction import Correction, CorrectionOutcome
from petition.models.petition import Petition, Protection
from petition.services import large_corrections, petitions
from tests.corrections import REASON, asked, long_petition
from tests.people import browser_of, post
from tests.reading import Mails

SLUG = "keep-the-ward-open"
PUBLIC = f"/en/petitions/{SLUG}"
Change = Callable[[Callable[[Petition], object]], None]


@pytest.fixture
def petition(app: Flask) -> str:
    with app.app_context():
        db.open_for_writing()
        long_petition()
        db.session.commit()
        return SLUG


@pytest.fixture
def waiting(app: Flask, alice: FlaskClient, change: Change) -> str:
    """The address of a correction that Alice's team asked for."""
    change(lambda ward: asked(ward, by="nobody"))
    return f"/en/staff/petitions/{SLUG}/corrections/{kept(app).public_id}"


def kept(app: Flask) -> Any:
    with app.app_context():
        return db.session.scalars(sa.select(Correction)).one()


def page_of(browser: FlaskClient, path: str) -> str:
    return " ".join(browser.get(path).get_data(as_text=True).split())


def test_it_says_what_it_would_change(sam: FlaskClient, waiting: str) -> None:
    page = page_of(sam, waiting)
    assert "Keep the ward open" in page
    assert REASON in page
    assert "three</ins>" in page


def test_allowed_everyone_reads_it_and_that_it_was(
    sam: FlaskClient, alice: FlaskClient, client: FlaskClient, waiting: str, mails: Mails
) -> None:
    answer = post(sam, f"{waiting}/allow")
    assert (answer.status_code, answer.location) == (303, waiting)
    assert "three nurses" in page_of(client, PUBLIC)
    page = page_of(client, f"{PUBLIC}/revisions")
    assert REASON in page
    assert "Those who run this site looked at it and allowed it" in page
    assert "allowed it, and it was published" in page_of(sam, waiting)
    [mail] = mails.to("alice@example.org")
    assert mail["subject"] == "A large correction was allowed: Keep the ward open"


def test_refused_the_team_reads_why(
    sam: FlaskClient, alice: FlaskClient, client: FlaskClient, waiting: str, mails: Mails
) -> None:
    assert post(sam, f"{waiting}/refuse", answer="Say it in\n\nthe news.").status_code == 303
    assert "three nurses" not in page_of(client, PUBLIC)
    assert "Say it in" in page_of(alice, f"/en/organise/{SLUG}/revise")
    assert "Say it in" not in str(mails.to("alice@example.org")[0])


def test_where_signers_are_at_risk_no_mail_names_it(
    sam: FlaskClient, alice: FlaskClient, waiting: str, change: Change, mails: Mails
) -> None:
    def put_at_risk(ward: Petition) -> None:
        ward.protection = Protection.DISCREET

    change(put_at_risk)
    post(sam, f"{waiting}/refuse", answer="No.")
    mail = str(mails.to("alice@example.org")[0])
    assert "Keep the ward open" not in mail
    assert SLUG not in mail


@pytest.mark.parametrize("answer", [" ", "x" * 1001])
def test_refusing_needs_words_and_keeps_them(app: Flask, sam: FlaskClient, waiting: str, answer: str) -> None:
    page = post(sam, f"{waiting}/refuse", answer=answer)
    assert page.status_code == 422
    assert 'id="answer-error"' in page.get_data(as_text=True)
    assert answer.strip() in page.get_data(as_text=True)
    assert kept(app).outcome is None


@pytest.mark.parametrize("deed", ["allow", "refuse"])
def test_what_was_decided_meanwhile_is_shown_as_it_stands(
    app: Flask, sam: FlaskClient, waiting: str, change: Change, deed: str
) -> None:
    change(lambda ward: large_corrections.take_back(large_corrections.of_petition(ward)[0], by="alice"))
    answer = post(sam, f"{waiting}/{deed}", answer="No.")
    assert answer.status_code == 409
    assert "It was taken back" in answer.get_data(as_text=True)
    assert kept(app).outcome is CorrectionOutcome.TAKEN_BACK


def test_of_a_closed_petition_nothing_is_allowed(
    app: Flask, sam: FlaskClient, client: FlaskClient, waiting: str, change: Change
) -> None:
    change(petitions.close)
    assert post(sam, f"{waiting}/allow").status_code == 409
    assert "three nurses" not in page_of(client, PUBLIC)


def test_it_stands_under_its_own_petition_alone(app: Flask, sam: FlaskClient, waiting: str) -> None:
    with app.app_context():
        db.open_for_writing()
        long_petition("another")
        db.session.commit()
    elsewhere = waiting.replace(SLUG, "another")
    assert [sam.get(elsewhere).status_code, post(sam, f"{elsewhere}/allow").status_code] == [404, 404]


def test_the_team_decides_nothing(app: Flask, waiting: str) -> None:
    bob = browser_of(app, "bob")
    assert [post(bob, f"{waiting}/{deed}").status_code for deed in ("allow", "refuse")] == [404, 404]
    assert kept(app).outcome is None
