from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import NameAudience
from petition.models.record import Audit, Export
from tests.people import post

PATH = "/en/organise/keep-the-ward-open/exports"
FORMS = {"excel-xlsx": "xlsx", "excel-csv": "csv", "csv": "csv"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("purpose", ["officials", "news_list"])
def test_an_owner_takes_a_list(alice: FlaskClient, sign_as: Callable[..., str], purpose: str, form: str) -> None:
    sign_as(name="ريما حداد")
    answer = post(alice, PATH, purpose=purpose, form=form)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{FORMS[form]}"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith({"excel-xlsx": b"PK", "excel-csv": b"\xef\xbb\xbf", "csv": b""}[form])
    assert ("ريما حداد" in answer.get_data().decode("utf-8", "ignore")) == (form != "excel-xlsx")


def test_a_team_mate_may_too(bob: FlaskClient) -> None:
    assert post(bob, PATH, purpose="officials", form="csv").data == b"name,country,day,language,comment\r\n"


def test_a_name_given_to_nobody_stays_here(alice: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as(name="Secret Name", give_name_to=NameAudience.NOBODY)
    for purpose in ("officials", "news_list"):
        assert b"Secret Name" not in post(alice, PATH, purpose=purpose, form="csv").data


def test_it_is_kept_who_took_it(app: Flask, alice: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as()
    post(alice, PATH, purpose="officials", form="csv").get_data()
    with app.app_context():
        export, organiser = db.session.scalars(sa.select(Export)).one(), db.session.scalars(sa.select(Organiser)).one()
        assert (export.actor, export.rows) == (organiser.public_id, 1)
        assert export.finished_at
        assert db.session.scalars(sa.select(Audit.actor)).all() == [organiser.public_id]
    assert str(export.sha256)[:16] in alice.get("/en/organise/keep-the-ward-open").get_data(as_text=True)


def test_an_export_left_half_way_stays_noted(app: Flask, alice: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as()
    answer = post(alice, PATH, purpose="officials", form="csv")
    answer.close()
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).one()


@pytest.mark.parametrize("typed", [{}, {"purpose": "archive", "form": "csv"}, {"purpose": "officials", "form": "x"}])
def test_it_says_what_is_to_be_chosen(app: Flask, alice: FlaskClient, typed: dict[str, str]) -> None:
    answer = post(alice, PATH, **typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).all() == []


def test_who_may_not(mona: FlaskClient, vera: FlaskClient, charlie: FlaskClient) -> None:
    answers = [post(browser, PATH, purpose="officials", form="csv") for browser in (mona, vera, charlie)]
    assert [answer.status_code for answer in answers] == [403, 403, 404]


def test_looking_takes_no_list(alice: FlaskClient) -> None:
    assert alice.get(PATH).status_code == 405
