"""Whoever asks to be listed stands under the words that they read: where those changed, they read them again."""

import re

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.models.signatory import Signatory
from petition.services import revisions
from tests.guarantees import rows_of
from tests.joining import TYPED, post_form
from tests.joining import form_of_a_letter as make
from tests.reading import form_on


def rewrite(app: Flask) -> None:
    """Change the words in place, as a team may while nobody stands under them."""
    with app.app_context():
        db.open_for_writing()
        revisions.write(the_letter(), "en", {"text": "Close it at once, with all its beds."})
        db.session.commit()


def the_letter() -> Petition:
    return db.session.scalars(sa.select(Petition)).one()


def test_whoever_read_other_words_reads_them_again_and_loses_nothing(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    values = form_on(client.get(path), path) | TYPED
    rewrite(app)
    answer = post_form(client, path, values)
    assert (answer.status_code, rows_of(app)["signatory"]) == (409, [])
    for words in ("The text was changed since you read it", "Close it at once, with all its beds."):
        assert words in answer.get_data(as_text=True)
    assert form_on(answer, path)["contact"] == "Rima Haddad"
    assert post_form(client, path, form_on(answer, path)).status_code == 303
    with app.app_context():
        read = db.session.scalars(sa.select(Revision).join(Signatory, Signatory.revision_id == Revision.id)).one()
        assert read.text == "Close it at once, with all its beds."


def test_the_page_tells_the_form_which_words_were_read_on_it(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    page = client.get(path.removesuffix("/join")).get_data(as_text=True)
    [link] = set(re.findall(r'href="([^"]+/join[^"]*)"', page))
    assert "The text was changed" not in client.get(link).get_data(as_text=True)
    rewrite(app)
    assert "The text was changed" in client.get(link).get_data(as_text=True)
    assert "The text was changed" not in client.get(path).get_data(as_text=True)


def test_the_words_of_another_language_may_be_the_ones_that_were_read(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    values = form_on(client.get(path.replace("/en/", "/ar/")), path.replace("/en/", "/ar/")) | TYPED
    assert post_form(client, path, values).status_code == 303
