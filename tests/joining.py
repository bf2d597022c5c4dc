"""Those who ask to be listed under a letter, for tests: forms sent, confirmed, approved; logos."""

import io
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from petition.extensions import db
from petition.lib.pictures import Picture
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.services import circulating, joining, signatories
from petition.services.signatory_lines import SignatoryLine
from tests.campaigns import letter, line
from tests.reading import form_on

ADDRESS = "rima@nurses.example.org"
TYPED = {
    "organisation_en": "Nurses of the Harbour",
    "description_en": "Association of hospital nurses",
    "url": "nurses.example.org",
    "contact": "Rima Haddad",
    "mail": ADDRESS,
    "authority": "Chair",
    "may_sign": "y",
    "listing": "listed",
}


def circulates(slug: str = "a-letter", **values: Any) -> Petition:
    """An open letter that circulates; not committed."""
    made = letter(slug, **values)
    circulating.start(made)
    db.session.flush()
    return made


def form_of_a_letter(app: Flask, **values: Any) -> str:
    """Make an open letter that circulates; the path of the form to be listed under it."""
    with app.app_context():
        db.open_for_writing()
        token = circulating.link_token(circulates(**values))
        db.session.commit()
    return f"/en/circulating/{token}/join"


def sent_line(name: str = "Nurses of the Harbour", /, **values: Any) -> SignatoryLine:
    """All that a form holds."""
    sender = {"contact": "Rima Haddad", "address": ADDRESS, "authority": "Chair"}
    return line(name, **{"url": "https://nurses.example.org", **sender, **values})


def asks(petition: Petition, name: str = "Nurses of the Harbour", **values: Any) -> Signatory:
    """A form that was sent, and not confirmed; not committed."""
    about = {"is_listed": True, "logo": None, "language": "en"}
    about |= {name: values.pop(name) for name in about if name in values}
    shown = petition.words_in(str(about["language"]))
    made = joining.join(petition, sent_line(name, **values), revision=shown, **about)  # type: ignore[arg-type]
    db.session.flush()
    return made


def waits(petition: Petition, name: str = "Nurses of the Harbour", **values: Any) -> Signatory:
    """A confirmed line in the team's queue; not committed."""
    made = asks(petition, name, **values)
    joining.confirm(made)
    return made


def stands(petition: Petition, name: str = "Nurses of the Harbour", **values: Any) -> Signatory:
    """A line that the team approved; not committed."""
    made = waits(petition, name, **values)
    signatories.approve(made, by="alice")
    return made


def picture(width: int = 200, height: int = 100, form: str = "PNG", **options: Any) -> bytes:
    """A file with a plain red picture."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#9c1f1f").save(written, form, **options)
    return written.getvalue()


def logo() -> Picture:
    return Picture(picture(60, 20), 60, 20)


def send_form(client: FlaskClient, path: str, *, logo: bytes | None = None, **typed: str) -> TestResponse:
    """Open the form, fill it in, send it as a browser would."""
    return post_form(client, path, form_on(client.get(path), path) | TYPED | typed, logo=logo)


def post_form(client: FlaskClient, path: str, typed: dict[str, str], *, logo: bytes | None = None) -> TestResponse:
    """Send a form with room for a picture."""
    values: dict[str, Any] = {**typed, "logo": FileStorage(io.BytesIO(logo or b""), "logo.png" if logo else "")}
    # Encoded here: the client would put large files into a temporary one, and leave it open.
    boundary, body = encode_multipart(values)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")
