"""Style sheets and scripts: small, for ever, and nothing else of the disk."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from petition.web.assets import FILES, VERSION

SHEET = f"/static/{VERSION}/css/site.css"


@pytest.mark.parametrize("filename", sorted(FILES))
def test_each_is_sent_as_small_as_can_be(client: FlaskClient, filename: str) -> None:
    plain = client.get(f"/static/{VERSION}/{filename}")
    packed = client.get(f"/static/{VERSION}/{filename}", headers={"Accept-Encoding": "gzip, br"})
    older = client.get(f"/static/{VERSION}/{filename}", headers={"Accept-Encoding": "gzip"})
    assert plain.data == FILES[filename].read_bytes()
    assert brotli.decompress(packed.data) == gzip.decompress(older.data) == plain.data
    assert len(packed.data) < len(older.data)
    assert {answer.headers["Vary"] for answer in (plain, packed, older)} == {"Accept-Encoding"}


def test_it_is_kept_for_ever_under_its_fingerprint(client: FlaskClient) -> None:
    assert client.get(SHEET).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/older/css/site.css").headers["Cache-Control"] == "no-cache"


def test_each_coding_has_its_own_tag(client: FlaskClient) -> None:
    tags = [client.get(SHEET, headers={"Accept-Encoding": coding}).headers["ETag"] for coding in ("br", "gzip", "")]
    assert len(set(tags)) == 3
    assert client.get(SHEET, headers={"Accept-Encoding": "br", "If-None-Match": tags[0]}).status_code == 304


@pytest.mark.parametrize("filename", ["css", "../__init__.py", "..%2f__init__.py", "css/../../wsgi.py", "css/none.css"])
def test_nothing_else_is_there(client: FlaskClient, filename: str) -> None:
    assert client.get(f"/static/{VERSION}/{filename}").status_code == 404
