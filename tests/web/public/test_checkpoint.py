from flask import Flask
from flask.testing import FlaskClient

from petition.lib import notes
from petition.services import signing_keys
from tests.reading import Mails


def test_anyone_can_keep_the_newest_checkpoint(client: FlaskClient, petition: str, mails: Mails, app: Flask) -> None:
    mails.all()
    answer = client.get(f"/petitions/{petition}/ledger/checkpoint")
    with app.app_context():
        verifiers = signing_keys.verifiers()
    text = notes.open_note(answer.get_data(as_text=True), verifiers)
    assert notes.Checkpoint.parse(text).size == 1
    assert answer.content_type == "text/plain; charset=utf-8"


def test_there_is_none_before_the_first(client: FlaskClient, petition: str) -> None:
    assert client.get(f"/petitions/{petition}/ledger/checkpoint").status_code == 404
