from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, PetitionSlug
from petition.services import petitions
from tests.guarantees import assert_changes_nothing
from tests.making import make_petition
from tests.reading import Mails, confirm, link_in, sign


def change(app: Flask, slug: str, verb: str, **values: str) -> None:
    with app.app_context():
        db.open_for_writing()
        getattr(petitions, verb)(petitions.by_slug(slug), **values)
        db.session.commit()


def text_of(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_it_shows_text_demand_addressee_and_form(client: FlaskClient, petition: str) -> None:
    page = text_of(client, f"/en/petitions/{petition}")
    for words in ("Keep the ward open", "<strong>quiet</strong>", "Open the ward.", "The Minister of Health", "#ward"):
        assert words in page
    assert f'action="/en/petitions/{petition}/sign"' in page


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")])
def test_it_speaks_the_language_of_its_address(
    client: FlaskClient, petition: str, language: str, direction: str
) -> None:
    page = text_of(client, f"/{language}/petitions/{petition}")
    assert f'<html lang="{language}" dir="{direction}"' in page


def test_reading_sets_no_cookie_and_changes_nothing(app: Flask, petition: str) -> None:
    for path in (f"/en/petitions/{petition}", f"/petitions/{petition}/count.json", f"/ar/petitions/{petition}"):
        assert_changes_nothing(app, partial(app.test_client().get, path))
        assert "Set-Cookie" not in app.test_client().get(path).headers


def test_the_count_moves_and_its_answer_can_be_kept_and_compared(
    client: FlaskClient, petition: str, mails: Mails
) -> None:
    before = client.get(f"/petitions/{petition}/count.json")
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=2" in before.headers["Cache-Control"]
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    after = client.get(f"/petitions/{petition}/count.json")
    assert (before.get_json()["count"], after.get_json()["count"]) == (0, 1)
    again = client.get(f"/petitions/{petition}/count.json", headers={"If-None-Match": after.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_closed_petition_says_so_and_has_no_form(app: Flask, client: FlaskClient, petition: str) -> None:
    change(app, petition, "close")
    page = text_of(client, f"/en/petitions/{petition}")
    assert "takes no more signatures" in page
    assert f'/{petition}/sign"' not in page


def test_a_hidden_petition_is_gone_and_says_why(app: Flask, client: FlaskClient, petition: str) -> None:
    change(app, petition, "hide", reason="Under examination since Monday")
    answer = client.get(f"/en/petitions/{petition}")
    assert answer.status_code == 410
    assert "Under examination since Monday" in answer.get_data(as_text=True)
    assert "Open the ward." not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/count.json", "/signatures", "/check-your-mail"])
def test_drafts_and_unknown_ones_are_the_same_404(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("a-draft", opened=False)
    assert client.get(f"/en/petitions/a-draft{path}").status_code == 404
    assert client.get(f"/en/petitions/unknown{path}").status_code == 404


def test_an_old_address_leads_to_the_new_one(app: Flask, client: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(petition)
        assert isinstance(found, Petition)
        found.slugs.append(PetitionSlug(slug="an-old-name", is_current=False))
        db.session.commit()
    answer = client.get("/en/petitions/an-old-name")
    assert (answer.status_code, answer.location) == (301, f"/en/petitions/{petition}")


def test_an_answered_one_says_so(app: Flask, client: FlaskClient, petition: str) -> None:
    change(app, petition, "close")
    assert " · closed" in text_of(client, f"/en/petitions/{petition}")
    change(app, petition, "mark_answered")
    assert " · answered" in text_of(client, f"/en/petitions/{petition}")
