"""Every answer carries the headers that keep a browser safe, whatever was asked, however it ended."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from tests.reading import Mails, link_in, sign

ANSWERS = [
    ("GET", "/", 302),
    ("GET", "/en/", 200),
    ("GET", "/en/petitions/keep-the-ward-open", 200),
    ("GET", "/petitions/keep-the-ward-open/count.json", 200),
    ("POST", "/en/petitions/keep-the-ward-open/sign", 422),
    ("GET", "/en/confirm/forged", 410),
    ("GET", "/en/nowhere", 404),
    ("PUT", "/en/petitions", 405),
    ("GET", "/healthz", 200),
    ("GET", "/static/0/css/site.css", 200),
    ("GET", "/static/0/nothing", 404),
]
ODD = [
    {"Accept-Language": "x" * 5000},
    {"Accept-Language": "*;q=--, ar-;q=0.5, \xe9, zz-ZZ-ZZ-ZZ_ZZ;q=1e999"},
    {"Cookie": "waiting=\x01\xff; waiting; =; organiser=a.b.c; session=" + "x" * 3000},
    {"Cookie": "waiting=\u0661"},
    {"X-Forwarded-For": "'; drop table petition, <script>, ::::, 999.999.999.999"},
    {"X-Forwarded-Proto": "javascript", "X-Forwarded-Host": "evil.example"},
    {"Range": "bytes=-1-5,,"},
    {"If-None-Match": '"' * 99, "If-Modified-Since": "yesterday"},
    {"Content-Length": "-1"},
    {"Origin": "\xff", "Sec-Fetch-Site": "\xff"},
    {"Host": "evil.example"},
    {"Host": "<script>"},
    {"Host": ""},
    {"User-Agent": "", "Accept": "application/xml", "Accept-Encoding": "br;q=x"},
]


def is_guarded(answer: Response) -> bool:
    policy = answer.headers["Content-Security-Policy"]
    return (
        "default-src 'none'" in policy
        and "unsafe" not in policy
        and "frame-ancestors 'none'" in policy
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and answer.headers["Referrer-Policy"] == "same-origin"
        and "Server" not in answer.headers
    )


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_guarded(client: FlaskClient, petition: str, method: str, path: str, status: int) -> None:
    with client.open(path, method=method) as answer:
        assert answer.status_code == status
        assert is_guarded(answer)


def test_a_failure_is_guarded(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("Rima Haddad")

    monkeypatch.setitem(app.view_functions, "public.privacy", broken)
    monkeypatch.setattr(app, "testing", False)
    answer = client.get("/ar/privacy")
    assert answer.status_code == 500
    assert is_guarded(answer)
    page = answer.get_data(as_text=True)
    assert '<html lang="ar"' in page
    assert not any(word in page for word in ("Traceback", "ZeroDivision", "Rima"))


def test_redirects_and_secret_pages_are_guarded_and_not_kept(client: FlaskClient, petition: str, mails: Mails) -> None:
    sent = sign(client, petition)
    shown = client.get(link_in(mails.newest()))
    assert (sent.status_code, shown.status_code) == (303, 200)
    assert is_guarded(sent)
    assert is_guarded(shown)
    assert [answer.headers["Cache-Control"] for answer in (sent, shown)] == ["no-store", "no-store"]


@pytest.mark.parametrize("path", ["/", "/en/petitions/{}", "/en/petitions/{}/check-your-mail", "/nowhere"])
def test_odd_headers_break_nothing(client: FlaskClient, petition: str, path: str) -> None:
    for headers in ODD:
        answer = client.get(path.format(petition), headers=headers)
        assert answer.status_code < 500, headers
        assert is_guarded(answer)
        assert "evil.example" not in answer.get_data(as_text=True) + answer.headers.get("Location", "")


def test_odd_headers_break_no_post(client: FlaskClient, petition: str) -> None:
    for headers in ODD:
        answer = client.post(f"/en/petitions/{petition}/sign", data={"name": "Rima"}, headers=headers)
        assert answer.status_code in (400, 403, 413, 422), headers
        assert is_guarded(answer)
