import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import NameAudience, Petition, Protection
from petition.models.record import Audit, Export
from petition.models.signature import Signature
from petition.services import export_marks, exports_taken, withdrawing
from tests.conftest import FakeClock
from tests.people import post

PATH = "/en/organise/keep-the-ward-open/exports"
ARCHIVE = {"purpose": "archive", "form": "csv", "typed": "keep-the-ward-open"}
FORMS = {"excel-xlsx": "xlsx", "excel-csv": "csv", "csv": "csv"}


def page(browser: FlaskClient, path: str = PATH) -> str:
    return " ".join(browser.get(path).get_data(as_text=True).split())


def newest(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Export.public_id).order_by(Export.id.desc()).limit(1)).one()


@pytest.fixture
def taken(app: Flask, alice: FlaskClient, sign_as: Callable[..., str], time: FakeClock) -> str:
    """The public id of a list that Alice took; one person stands in it."""
    sign_as()
    post(alice, PATH, purpose="officials", form="csv").get_data()
    time.move(minutes=1)
    return newest(app)


@pytest.fixture
def leave(app: Flask) -> Callable[..., None]:
    """Whoever signed takes it back."""

    def leaving() -> None:
        with app.app_context():
            db.open_for_writing()
            withdrawing.withdraw(db.session.scalars(sa.select(Signature)).one())
            db.session.commit()

    return leaving


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
    assert post(bob, PATH, purpose="officials", form="csv").data.startswith(
        b"name,country,day,language,comment,reference"
    )


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
    assert str(export.sha256)[:16] in page(alice)


def test_an_export_left_half_way_stays_noted(app: Flask, alice: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as()
    answer = post(alice, PATH, purpose="officials", form="csv")
    answer.close()
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).one()


@pytest.mark.parametrize("typed", [{}, {"purpose": "everything", "form": "csv"}, {"purpose": "officials", "form": "x"}])
def test_it_says_what_is_to_be_chosen(app: Flask, alice: FlaskClient, typed: dict[str, str]) -> None:
    answer = post(alice, PATH, **typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).all() == []


def test_it_says_what_each_list_is(app: Flask, alice: FlaskClient, bob: FlaskClient) -> None:
    assert 'value="archive"' in page(alice)
    assert "Agreed to news of this petition" in page(bob)
    assert 'value="archive"' not in page(bob)
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).all() == []


def test_who_may_not_even_look(client: FlaskClient, mona: FlaskClient, charlie: FlaskClient) -> None:
    assert [browser.get(PATH).status_code for browser in (mona, charlie, client)] == [403, 404, 303]


def test_only_an_owner_takes_the_archive(alice: FlaskClient, bob: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as(address="rima@example.org")
    assert post(bob, PATH, **ARCHIVE).status_code == 403
    assert b"rima@example.org" in post(alice, PATH, **ARCHIVE).data


@pytest.mark.parametrize("typed", ["", "the-ward"])
def test_nobody_takes_the_archive_by_a_slip(app: Flask, alice: FlaskClient, typed: str) -> None:
    answer = post(alice, PATH, **ARCHIVE | {"typed": typed})
    words = answer.get_data(as_text=True)
    assert (answer.status_code, "as it stands here, if you mean it" in words) == (422, True)
    assert f'value="{typed}"' in words
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).all() == []


def test_where_signers_are_at_risk_every_list_is_meant(
    app: Flask, bob: FlaskClient, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    assert "People on these lists may be at risk" in page(bob)
    assert post(bob, PATH, purpose="officials", form="csv").status_code == 422
    assert post(bob, PATH, purpose="officials", form="csv", typed="keep-the-ward-open").status_code == 200


def test_it_leads_to_the_list_of_those_who_left(
    alice: FlaskClient, leave: Callable[..., None], taken: str, time: FakeClock
) -> None:
    assert "nobody has left" in page(alice)
    leave()
    time.move(minutes=1)
    assert "1 has left since" in page(alice)
    assert "1 list that was taken holds people who have left since" in page(alice, "/en/organise/keep-the-ward-open")
    rows = post(alice, f"{PATH}/{taken}/left", form="csv").get_data(as_text=True).splitlines()
    assert (rows[0], rows[1].split(",")[1:]) == ("reference,name,what", ["Rima Haddad", "row"])
    assert "you have taken their list" in page(alice)
    assert "who left since: Names for the addressees" in page(alice)


def test_where_the_page_cannot_tell_it_offers_to_find_out(
    app: Flask, alice: FlaskClient, sign_as: Callable[..., str], taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = sign_as(name="Late", address="late@example.org")
    with app.app_context():
        db.open_for_writing()
        withdrawing.withdraw(db.session.scalars(sa.select(Signature).where(Signature.public_id == late)).one())
        db.session.commit()
    monkeypatch.setattr(export_marks, "MOST", 1)
    assert "“Who left” finds out" in page(alice)
    assert f"/exports/{taken}/left" in page(alice)


def test_a_deleted_file_is_nobodys_care(alice: FlaskClient, leave: Callable[..., None], taken: str) -> None:
    answer = post(alice, f"{PATH}/{taken}/deleted")
    assert (answer.status_code, answer.location) == (303, f"{PATH}#taken")
    leave()
    assert "file deleted on" in page(alice)
    assert "left since" not in page(alice, "/en/organise/keep-the-ward-open")
    assert "said that the file of a list is deleted" in page(alice, "/en/organise/teams/ward-team/log")


def test_a_form_for_those_who_left_that_is_wrong(alice: FlaskClient, taken: str) -> None:
    assert post(alice, f"{PATH}/{taken}/left", form="tablets").status_code == 422
    assert [post(alice, f"{PATH}/unknown/{verb}").status_code for verb in ("left", "deleted")] == [404, 404]


def test_the_archives_rows_are_struck_out_by_owners(app: Flask, alice: FlaskClient, bob: FlaskClient) -> None:
    post(alice, PATH, **ARCHIVE).get_data()
    assert post(bob, f"{PATH}/{newest(app)}/left").status_code == 403


def test_older_lists_stand_on_another_page(
    app: Flask, alice: FlaskClient, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports_taken, "MOST", 1)
    assert "Older ones" not in page(alice)
    post(alice, PATH, purpose="news_list", form="csv").get_data()
    assert f"/{taken}/deleted" not in page(alice)
    older = re.search(r'href="([^"]+before=[0-9]+)', page(alice))
    assert older
    assert f"/{taken}/deleted" in page(alice, older[1])


def test_once_its_day_is_over_nobody_takes_a_list(app: Flask, alice: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Petition).values(retain_until=date(2020, 1, 1)))
        db.session.commit()
    answer = post(alice, PATH, purpose="officials", form="csv")
    assert (answer.status_code, "The day is over" in answer.get_data(as_text=True)) == (409, True)
