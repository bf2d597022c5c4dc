"""Every answer carries the headers that keep a browser safe, whatever was asked, however it ended."""

from itertools import product
from urllib.parse import urlencode

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.addresses import rules
from tests.guarding import flaws
from tests.hostile.conftest import Twin
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


GUARDS = ("Content-Security-Policy", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Resource-Policy")
# Values for arguments behind which there is nothing; all others, and the query, try to add a header.
NOTHING = {"number": 1, "width": 1, "language": "fr"}
ADDING = "nothing\r\nX-Added: yes"
QUERY = "?" + urlencode(dict.fromkeys(("next", "ref", "read", "theme", "only", "q", "day", "after"), f"/{ADDING}"))
METHODS = ("GET", "POST", "PUT")


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_guarded(app: Flask, petition: str, method: str, path: str, status: int) -> None:
    with app.test_client() as client, client.open(path, method=method) as answer:
        assert answer.status_code == status
        assert flaws(answer, request.endpoint, by_link="confirm" in path) == []


def test_no_address_is_forgotten(app: Flask) -> None:
    """Strangers ask all of them for what is not there, in ways that most do not know. (Owners: tests/test_doors.py.)"""
    found = {}
    with app.test_client() as client:
        for rule, method in product((rule for rule in rules(app) if "lang" not in rule.arguments), METHODS):
            made = rule.build({name: NOTHING.get(name, ADDING) for name in rule.arguments})
            assert made
            with client.open(made[1] + QUERY, method=method) as answer:
                assert (answer.status_code < 500, "X-Added" in answer.headers) == (True, False)
                # Not always of that rule: /signature/erased is only looked at.
                by_link = request.url_rule is not None and "token" in request.url_rule.arguments
                found[method, rule.rule] = flaws(answer, request.endpoint, by_link=by_link)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_over_https_browsers_are_told_to_stay_there(twin: Twin) -> None:
    """Also by what is refused, and by files. Nobody is put on a list that ships with browsers."""
    site = twin(base_url="https://petitions.example.org")
    client = site.test_client()
    for path in ("/en/", "/nowhere", "/static/0/css/site.css", "/healthz", "/login"):
        with client.get(path) as answer:
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(("size", "status"), [(100, 422), (200_000, 413)])
def test_what_is_too_large_is_guarded(client: FlaskClient, petition: str, size: int, status: int) -> None:
    answer = client.post(f"/en/petitions/{petition}/sign", data={"name": "x" * size})
    assert (answer.status_code, flaws(answer, "public.sign")) == (status, [])


def test_whoever_has_to_wait_is_guarded(client: FlaskClient, petition: str) -> None:
    path = f"/en/petitions/{petition}/report"
    refused = next(answer for answer in (client.post(path) for _ in range(50)) if answer.status_code == 429)
    assert flaws(refused, "public.do_report_petition") == []


def test_what_a_browser_has_already_is_guarded(client: FlaskClient, petition: str) -> None:
    """A 304 renews the headers of what was kept."""
    for path, endpoint in (
        (f"/en/petitions/{petition}", "public.petition"),
        (f"/badge/{petition}.svg", "embed.badge_svg"),
    ):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304
        whole = client.get(path)
        assert [name for name in GUARDS if again.headers.get(name) != whole.headers.get(name)] == []
        assert flaws(whole, endpoint) == []


def test_a_failure_is_guarded(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("Rima Haddad")

    monkeypatch.setitem(app.view_functions, "public.privacy", broken)
    monkeypatch.setattr(app, "testing", False)
    answer = client.get("/ar/privacy")
    assert answer.status_code == 500
    assert flaws(answer, "public.privacy") == []
    page = answer.get_data(as_text=True)
    assert '<html lang="ar"' in page
    assert not any(word in page for word in ("Traceback", "ZeroDivision", "Rima"))


def test_redirects_and_secret_pages_are_guarded_and_not_kept(client: FlaskClient, petition: str, mails: Mails) -> None:
    sent = sign(client, petition)
    shown = client.get(link_in(mails.newest()))
    assert (sent.status_code, shown.status_code) == (303, 200)
    assert flaws(sent, "public.sign") + flaws(shown, "public.confirm", by_link=True) == []
    assert [answer.headers["Cache-Control"] for answer in (sent, shown)] == ["no-store", "no-store"]


@pytest.mark.parametrize("path", ["/", "/en/petitions/{}", "/en/petitions/{}/check-your-mail", "/nowhere"])
def test_odd_headers_break_nothing(app: Flask, petition: str, path: str) -> None:
    for headers in ODD:
        with app.test_client() as client:
            answer = client.get(path.format(petition), headers=headers)
            assert answer.status_code < 500, headers
            assert flaws(answer, request.endpoint) == []
        assert "evil.example" not in answer.get_data(as_text=True) + answer.headers.get("Location", "")


def test_odd_headers_break_no_post(client: FlaskClient, petition: str) -> None:
    for headers in ODD:
        answer = client.post(f"/en/petitions/{petition}/sign", data={"name": "Rima"}, headers=headers)
        assert answer.status_code in (400, 403, 413, 421, 422), headers
        assert flaws(answer, "public.sign") == []
