"""The script for other people's pages: published versions never change."""

import base64
import hashlib
import re

import pytest
from flask.testing import FlaskClient

from petition.web import counter_element

# Somebody's page names each of these. Whoever has to change the script adds a version and leaves these as they are.
PUBLISHED = {1: "sha384-kj4q4ppO2wRxUxO7Wb9GsggI5xEPPX3vnjHMS9S+bexqS72csaMFbq+FwiAA4mtW"}
KILOBYTE = 1024


def test_published_versions_never_change() -> None:
    assert {number: counter_element.integrity(number) for number in counter_element.SCRIPTS} == PUBLISHED


@pytest.mark.parametrize("number", PUBLISHED)
def test_a_version_is_kept_for_ever_and_can_be_checked(client: FlaskClient, number: int) -> None:
    answer = client.get(f"/embed-{number}.js", headers={"Origin": "https://news.example"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.mimetype == "text/javascript"
    assert "Set-Cookie" not in answer.headers
    digest = base64.b64encode(hashlib.sha384(answer.data).digest()).decode()
    assert PUBLISHED[number] == f"sha384-{digest}"


def test_the_newest_one_is_kept_for_minutes(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.data == client.get(f"/embed-{max(PUBLISHED)}.js").data


def test_it_is_not_sent_again_unchanged(client: FlaskClient) -> None:
    tag = client.get("/embed.js").headers["ETag"]
    assert client.get("/embed.js", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/embed-0.js", "/embed-999.js", "/embed--1.js", "/embed-x.js"])
def test_there_is_no_other_version(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", PUBLISHED)
def test_it_is_small_and_plain(number: int) -> None:
    code = counter_element.SCRIPTS[number].decode()
    assert len(code.encode()) <= 3 * KILOBYTE
    # Nothing that a host's policy could stop, or an old browser does not know.
    assert re.findall(r"innerHTML|fetch\(|XMLHttpRequest|import\b|eval|\?\.|\?\?|cookie|Storage", code) == []
