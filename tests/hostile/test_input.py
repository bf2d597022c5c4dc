"""Whatever is typed or sent: a clear answer, what was typed kept, never a failure."""

from html import escape
from io import BytesIO
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petition.extensions import tokens
from tests.reading import Mails, confirm, form_on, link_in, sign

NAMES = {
    "one letter": "X",
    "one Chinese letter": "王",
    "family emoji": "Ana 👩‍👩‍👧‍👦 🇵🇸🇺🇦",
    "formula": "=cmd|'/C calc'!A0",
    "apostrophe": "Siobhán O’Brien-d'Arc",
    "Arabic": "ريما حداد",
    "stacked marks": "Z̸̢̛̬͇̗͎̈́̀͒a" * 5,
    "percent": "100%s %(max)d {0} {{x}}",
}
LONG = 10_000
URLENCODED = "application/x-www-form-urlencoded"
BODIES = [b"", b"[1]", b'"x"', b'{"name": 5}', b'{"name": "Rima"}', b"{", b"<name>Rima</name>", b"\x00\xff" * 50]
CONTENT_TYPES = ["application/json", "text/xml", "text/plain", "multipart/form-data", "application/octet-stream", ""]
QUERIES = [
    f"before={10**30}", "before=-1", "before=0", "before=x", f"page={10**30}", "page=-1", "page=0", "page=1e9",
    "page=%D9%A3", "q=%00", "q=%FF%FE", f"q={'x' * 5000}", "q=%25%5F!", "before=" + "9" * 5000,
    "&".join(f"a{n}=1" for n in range(2000)), "q[]=1&q=2&q=3", "lang=xx",
]  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=300)
# The example is drawn many times within one test: the site is the same, and nothing it keeps matters here.
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_is_taken_as_it_is(client: FlaskClient, petition: str, mails: Mails, name: str) -> None:
    assert sign(client, petition, name=name).status_code == 303
    path = link_in(mails.newest())
    assert form_on(client.get(path), path)["name"] == name
    assert confirm(client, path).status_code == 303


def test_a_name_of_ten_thousand_letters_is_kept_to_be_shortened(client: FlaskClient, petition: str) -> None:
    answer = sign(client, petition, name="ب" * LONG)
    assert answer.status_code == 422
    assert form_on(answer, "/sign")["name"] == "ب" * LONG


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200f", "\0", "\u2066\u2069", "\x1b\x07"])
def test_a_name_of_nothing_is_asked_for_again(client: FlaskClient, petition: str, name: str) -> None:
    answer = sign(client, petition, name=name)
    assert answer.status_code == 422
    assert "Write your name, in any script" in answer.get_data(as_text=True)


def test_overrides_and_controls_are_left_out(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition, name="Ri\u202ema\0 \x1bHad\u2069dad")
    path = link_in(mails.newest())
    assert form_on(client.get(path), path)["name"] == "Rima Haddad"


@pytest.mark.parametrize(("name", "status"), [(b"Rima%ED%A0%80%FF%C3%28", 303), (b"Rima\xff\xfe", 422)])
def test_broken_utf8_is_no_failure(client: FlaskClient, petition: str, name: bytes, status: int) -> None:
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    del form["name"]
    body = urlencode(form | {"mail": "rima@example.org"}).encode() + b"&name=" + name
    answer = client.post(f"/en/petitions/{petition}/sign", data=body, content_type=URLENCODED)
    assert answer.status_code == status


@pytest.mark.parametrize("content_type", [URLENCODED, "text/plain", "application/json"])
def test_ten_megabytes_are_too_much(client: FlaskClient, petition: str, content_type: str) -> None:
    answer = client.post(f"/ar/petitions/{petition}/sign", data=b"name=" + b"x" * 10_000_000, content_type=content_type)
    assert answer.status_code in (413, 422)
    assert '<html lang="ar"' in answer.get_data(as_text=True)


def test_a_large_file_is_too_much(client: FlaskClient, petition: str) -> None:
    head = b'--edge\r\nContent-Disposition: form-data; name="name"; filename="photo.jpg"\r\n\r\n'
    body = head + b"x" * 10_000_000 + b"\r\n--edge--\r\n"
    answer = client.post(f"/en/petitions/{petition}/sign", data=body, content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 413


def test_a_file_in_the_place_of_a_name_is_no_name(client: FlaskClient, petition: str) -> None:
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    answer = client.post(f"/en/petitions/{petition}/sign", data=form | {"name": (BytesIO(b"x"), "name.txt")})
    assert answer.status_code == 422


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_another_kind_of_body_is_answered_with_the_form(client: FlaskClient, petition: str, content_type: str) -> None:
    for body in BODIES:
        answer = client.post(f"/en/petitions/{petition}/sign", data=body, content_type=content_type)
        assert answer.status_code == 422, body
        assert 'name="mail"' in answer.get_data(as_text=True)


def test_repeated_fields_are_no_failure(client: FlaskClient, petition: str) -> None:
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    twice = {key: [value, value] for key, value in (form | {"name": "Rima", "mail": "rima@example.org"}).items()}
    assert client.post(f"/en/petitions/{petition}/sign", data=twice).status_code == 303


def test_a_thousand_fields_are_no_failure(client: FlaskClient, petition: str) -> None:
    fields = {f"field{number}": "x" for number in range(1000)}
    assert client.post(f"/en/petitions/{petition}/sign", data=fields).status_code in (413, 422)


@pytest.mark.parametrize("field", ["country", "give_name_to", "public_name_style", "revision", "form_token", "website"])
def test_choices_that_were_not_offered(client: FlaskClient, petition: str, field: str) -> None:
    for value in ("", "XX", "0", "'\"><b>", "\0", "x" * 5000):
        answer = sign(client, petition, **{field: value})
        assert answer.status_code in (303, 422), value
        assert "<b>" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/en/", "/en/petitions", "/en/petitions/{}", "/en/petitions/{}/signatures"])
def test_odd_questions_are_answered(client: FlaskClient, petition: str, path: str) -> None:
    for query in QUERIES:
        assert client.get(f"{path.format(petition)}?{query}").status_code in (200, 302), query


@pytest.fixture
def bad_tokens(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> list[str]:
    """Forged ones, cut ones, and ours for another purpose or for nothing."""
    sign(client, petition)
    good = link_in(mails.newest()).rpartition("/")[2]
    with app.app_context():
        ours = [tokens.make(purpose, ["nobody", 7]) for purpose in ("confirm", "signature", "form", "waiting")]
        ours += [tokens.make_undated(purpose, ["nobody", 7]) for purpose in ("confirm", "signature", "form")]
    return ["x", "%00", "..", good[:-1], good + "x", good.upper(), "ع", "." * 500, good.replace(".", "..", 1), *ours]


@pytest.mark.parametrize("place", ["/en/confirm/{}", "/ar/confirm/{}/reject", "/en/signature/{}"])
def test_bad_tokens_open_nothing(client: FlaskClient, bad_tokens: list[str], place: str) -> None:
    for token in bad_tokens:
        path = place.format(token if token.startswith("%") else quote(token))
        for answer in (client.get(path), client.post(path, data={"name": "X"})):
            assert answer.status_code in (404, 405, 410), path


def test_a_bad_form_token_shows_the_form_again(client: FlaskClient, petition: str, bad_tokens: list[str]) -> None:
    for token in bad_tokens:
        answer = sign(client, petition, form_token=token)
        assert answer.status_code == 422
        assert form_on(answer, "/sign")["name"] == "Rima Haddad"
        assert form_on(answer, "/sign")["form_token"] != token


def test_a_bad_cookie_is_no_cookie(client: FlaskClient, petition: str, bad_tokens: list[str]) -> None:
    for token in bad_tokens:
        client.set_cookie("waiting", token)
        assert client.get(f"/en/petitions/{petition}/check-your-mail").status_code == 200
        assert client.post(f"/en/petitions/{petition}/code", data={"code": "12345678"}).status_code == 422


@MANY
@given(name=ANYTHING, mail=ANYTHING, comment=ANYTHING, country=ANYTHING, audience=ANYTHING)
def test_the_sign_form_takes_any_text(
    client: FlaskClient, petition: str, name: str, mail: str, comment: str, country: str, audience: str
) -> None:
    # Marked, for a page has many a "<" of its own.
    name, comment = f"Typed: {name}", f"Typed: {comment}"
    typed = {"name": name, "mail": mail, "comment": comment, "country": country, "give_name_to": audience}
    answer = client.post(f"/en/petitions/{petition}/sign", data=typed, environ_base={"REMOTE_ADDR": "unlimited"})
    assert answer.status_code == 422
    kept = form_on(answer, "/sign")
    assert kept["name"] == " ".join(kept["name"].split())
    for text in (name, comment):
        assert text not in answer.get_data(as_text=True) or escape(text) == text


@MANY
@given(name=ANYTHING, comment=ANYTHING, audience=ANYTHING, style=ANYTHING)
def test_the_confirm_form_takes_any_text(
    client: FlaskClient, waiting: str, name: str, comment: str, audience: str, style: str
) -> None:
    typed = {"name": name, "comment": comment, "give_name_to": audience, "public_name_style": style}
    answer = client.post(waiting, data=typed)
    assert answer.status_code == 422
    assert form_on(answer, waiting)["name"] == " ".join(form_on(answer, waiting)["name"].split())


@pytest.fixture
def waiting(client: FlaskClient, petition: str, mails: Mails) -> str:
    sign(client, petition)
    return link_in(mails.newest())
