"""The logo that a form to be listed may bring: made small, refused, too large."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import pictures
from petition.models.signatory import SignatoryLogo
from tests.guarantees import rows_of
from tests.joining import TYPED, picture, post_form, send_form
from tests.joining import form_of_a_letter as make
from tests.picturing import nobody_waits
from tests.reading import form_on


def test_a_logo_is_made_small(app: Flask, client: FlaskClient) -> None:
    assert send_form(client, make(app), logo=picture(2000, 1000, "JPEG")).status_code == 303
    with app.app_context():
        kept = db.session.scalars(sa.select(SignatoryLogo)).one()
        assert (kept.width, kept.height, kept.png[:4]) == (320, 160, b"\x89PNG")


def test_a_logo_of_two_megabytes_is_taken_here(app: Flask, client: FlaskClient) -> None:
    file = picture() + b"\0" * (2 * 1024 * 1024 - 1000)
    assert send_form(client, make(app), logo=file).status_code == 303


def test_a_good_logo_must_be_chosen_once_more_after_a_mistake(app: Flask, client: FlaskClient) -> None:
    assert "choose it once more" in send_form(client, make(app), logo=picture(), contact="").get_data(as_text=True)


@pytest.mark.parametrize("size", [3 * 1024 * 1024, 30 * 1024 * 1024])
def test_more_than_that_is_too_much(app: Flask, client: FlaskClient, size: int) -> None:
    assert send_form(client, make(app), logo=b"\0" * size).status_code == 413
    assert rows_of(app)["signatory"] == []


def test_words_are_not_allowed_as_much_room_as_pictures(app: Flask, client: FlaskClient) -> None:
    assert send_form(client, make(app), description_en="x" * 300_000).status_code == 413


def test_everywhere_else_forms_stay_small(client: FlaskClient, petition: str) -> None:
    file = (io.BytesIO(b"\0" * 300_000), "logo.png")
    assert client.post(f"/en/petitions/{petition}/sign", data={"name": "x", "logo": file}).status_code == 413


def test_while_a_logo_is_unfolded_others_may_write(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    form = form_on(client.get(path), path) | TYPED
    with pictures.one_at_a_time, ThreadPoolExecutor(1) as threads:
        sending = threads.submit(post_form, client, path, form, logo=picture())
        assert nobody_waits(app, sending)
        pictures.one_at_a_time.release()
        answer = sending.result(timeout=30)
        pictures.one_at_a_time.acquire()
    assert answer.status_code == 303
