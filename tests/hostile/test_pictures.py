"""Files that only say they are pictures: refused beside their field, with all that was typed kept, or made harmless.

Through both doors: the logo that any stranger may send, and the picture of a petition.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.picture import PetitionPicture
from petition.models.signatory import SignatoryLogo
from tests.joining import form_of_a_letter, picture, send_form
from tests.lib.test_pictures import NO_PICTURES, bomb
from tests.picturing import ALT, send_picture
from tests.reading import form_on

SLUG = "keep-the-ward-open"
SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
UNREADABLE, TOO_LARGE = "We cannot read this picture", "megapixels"
MEGABYTE = 1024 * 1024
Send = Callable[[bytes], TestResponse]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(kind: bytes, body: bytes) -> bytes:
    """A good PNG that also holds this, right behind its head."""
    file = picture()
    head = file.index(b"IDAT") - 4
    return file[:head] + chunk(kind, body) + file[head:]


def zipped() -> bytes:
    """An archive, as a page's script could load it (GIFAR)."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("Evil.class", SCRIPT)
    return written.getvalue()


def moving() -> bytes:
    written = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")] * 50
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=10)
    return written.getvalue()


def placed() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 30.0, 49.0), 3: "E", 4: (36.0, 18.0, 23.0)})
    return picture(form="JPEG", exif=exif)


def unfolding(size: int = 60 * MEGABYTE) -> bytes:
    """So many bytes in a few."""
    return zlib.compress(b"\0" * size)


REFUSED = {
    "SVG that says it is a JPEG": (SVG, UNREADABLE),
    "SVG behind a byte order mark": (b"\xef\xbb\xbf" + SVG, UNREADABLE),
    "HTML before a picture": (HTML + picture(form="JPEG"), UNREADABLE),
    "script with the head of a GIF": (b"GIF89a/*" + b"x" * 100 + b"*/=1;alert(1)", UNREADABLE),
    "fifty megapixels": (bomb(10_000, 5_000), TOO_LARGE),
    "four thousand million pixels": (bomb(65_535, 65_535), TOO_LARGE),
    "a GIF that says it is huge": (b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + moving()[10:], TOO_LARGE),
    "a profile that unfolds": (png_with(b"iCCP", b"x\0\0" + unfolding()), UNREADABLE),
    "a text that unfolds": (png_with(b"zTXt", b"x\0\0" + unfolding()), UNREADABLE),
    "cut": (NO_PICTURES["cut jpeg"], UNREADABLE),
    "TIFF": (NO_PICTURES["tiff"], UNREADABLE),
    "PDF": (NO_PICTURES["pdf"], UNREADABLE),
    "an archive": (zipped(), UNREADABLE),
    "one byte": (b"\xff", UNREADABLE),
}
HARMLESS = {
    "HTML behind a picture": picture(form="JPEG") + HTML,
    "HTML in its comment": picture(form="JPEG", comment=HTML),
    "HTML in the text of a PNG": png_with(b"tEXt", b"Comment\0" + HTML),
    "an archive behind it": picture(form="GIF") + zipped(),
    "where it was taken": placed(),
    "one that moves": moving(),
}
LEFT_BEHIND = (b"<script", b"<html", b"PK\x03\x04", b"Evil.class", b"Exif", b"SECRET", b"GPS", b"ICC", b"NETSCAPE")


@pytest.fixture
def as_logo(app: Flask, client: FlaskClient) -> Send:
    path = form_of_a_letter(app)
    return lambda file: send_form(client, path, logo=file)


@pytest.fixture
def as_picture(browser: FlaskClient) -> Send:
    return lambda file: send_picture(browser, SLUG, file, name="ward.jpg", alt_en=ALT["en"], alt_ar=ALT["ar"])


def kept(app: Flask) -> list[bytes]:
    """Every file of every picture there is."""
    with app.app_context():
        pictures = db.session.scalars(sa.select(PetitionPicture)).all()
        logos = db.session.scalars(sa.select(SignatoryLogo.png)).all()
        return [*(file for one in pictures for file in (one.large, one.small)), *logos]


@pytest.mark.parametrize(("file", "words"), REFUSED.values(), ids=REFUSED)
def test_it_is_no_logo(app: Flask, as_logo: Send, file: bytes, words: str) -> None:
    answer = as_logo(file)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, kept(app)) == (422, [])
    assert 'id="logo-error"' in page
    assert words in page
    assert 'value="Nurses of the Harbour"' in page


@pytest.mark.parametrize(("file", "words"), REFUSED.values(), ids=REFUSED)
def test_it_is_no_picture_of_a_petition(app: Flask, as_picture: Send, file: bytes, words: str) -> None:
    answer = as_picture(file)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, kept(app)) == (422, [])
    assert 'id="picture-photograph-error"' in page
    assert words in page
    assert form_on(answer, "/edit/picture#picture")["alt_ar"] == ALT["ar"]


@pytest.mark.parametrize("door", ["as_logo", "as_picture"])
@pytest.mark.parametrize("file", HARMLESS.values(), ids=HARMLESS)
def test_only_the_picture_itself_is_kept(app: Flask, request: pytest.FixtureRequest, door: str, file: bytes) -> None:
    assert request.getfixturevalue(door)(file).status_code == 303
    for one in kept(app):
        assert [part for part in LEFT_BEHIND if part in one] == []
        shown = Image.open(io.BytesIO(one))
        assert (shown.format, getattr(shown, "n_frames", 1)) in (("JPEG", 1), ("PNG", 1))
    assert kept(app)


def test_whatever_it_was_called_it_is_sent_as_what_it_is(app: Flask, browser: FlaskClient) -> None:
    sent = send_picture(
        browser, SLUG, HARMLESS["HTML behind a picture"], name="x.html", **{"alt_en": "A", "alt_ar": "ب"}
    )
    assert sent.status_code == 303
    page = browser.get(f"/en/petitions/{SLUG}").get_data(as_text=True)
    shown = browser.get(page[page.index(f"/petitions/{SLUG}/picture/") :].split('"')[0].split()[0])
    assert (shown.mimetype, shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    # Even opened by itself it is of no origin.
    assert {"default-src 'none'", "sandbox"} <= set(shown.headers["Content-Security-Policy"].split("; "))
    assert Image.open(io.BytesIO(shown.data)).format == "JPEG"


def test_a_file_of_nothing_is_no_file(app: Flask, as_logo: Send) -> None:
    assert as_logo(b"").status_code == 303
    assert kept(app) == []
