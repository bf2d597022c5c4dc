"""Pictures of petitions, for tests: put there, and sent as a browser sends them."""

import io
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from petition.extensions import db
from petition.lib import pictures
from petition.lib.pictures import Photograph
from petition.models.petition import Petition
from petition.services import petition_pictures
from tests.joining import picture
from tests.reading import form_on

ALT = {"en": "Two nurses at a gate", "ar": "ممرضتان أمام بوابة"}
CREDIT = "Photo: Rima Haddad"


@cache
def photograph() -> Photograph:
    """One whose two sizes are not the same."""
    return pictures.photograph(picture(900, 600, "JPEG"))


def illustrate(petition: Petition, **said: Any) -> None:
    """Put the photograph there, described in English and Arabic; not committed."""
    shown = photograph()
    about = {"alt": ALT, "credit": CREDIT} | said
    petition_pictures.write_section(petition, {**about, "sha256": shown.sha256, "photograph": shown})


def send_picture(client: FlaskClient, slug: str, file: bytes, *, name: str = "ward.jpg", **typed: str) -> TestResponse:
    """Open the editor, choose a file, describe it, save the section."""
    form = form_on(client.get(f"/en/organise/{slug}/edit"), "/edit/picture#picture")
    return send_form(client, f"/en/organise/{slug}/edit/picture", form | typed, file, name=name)


def send_form(
    client: FlaskClient, path: str, typed: dict[str, str], file: bytes, *, name: str = "ward.jpg"
) -> TestResponse:
    """Send the section as it is filled in."""
    values: dict[str, Any] = {**typed, "photograph": FileStorage(io.BytesIO(file), name if file else "")}
    # Encoded here: the client would put large files into a temporary one, and leave it open.
    boundary, body = encode_multipart(values)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def nobody_waits(app: Flask, sending: "Future[TestResponse]") -> bool:
    """Whether others can write while a request waits for its turn to unfold a picture."""
    # Until it is certainly there: whoever holds the database then, holds it while a picture is unfolded.
    with suppress(TimeoutError):
        sending.result(timeout=1)
    if sending.done():
        return False
    with app.app_context(), db.write_engine.begin() as connection:
        connection.execute(
            sa.update(Petition).values(slots=Petition.slots).execution_options(synchronize_session=False)
        )
    return True
