"""What is handed out again without asking the application, and what never is."""

import gzip
import threading
from collections.abc import Iterable
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from petition.web.kept_answers import ASK_AGAIN_AFTER, MOST_BYTES, KeptAnswers
from petition.web.sharing import MARK, WHILE_ASKING, WHILE_AWAY, Sharing
from tests.guarantees import statements
from tests.reading import sign

LONG = b"<p>Keep the ward open. " * 100


class Origin:
    """A WSGI application that notes how often it was asked, and does as it is told."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = "200 OK"
        self.sharing: Sharing | None = Sharing(args=("q",))
        self.waits_for = threading.Event()
        self.waits_for.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        number = self.asked
        self.waits_for.wait(10)
        if self.sharing is not None and self.status == "200 OK":
            environ[MARK] = self.sharing
        start_response(
            self.status, [("Content-Type", "text/html"), ("ETag", f'"tag{number}"'), ("X-Number", str(number))]
        )
        return [LONG]


@pytest.fixture
def origin() -> Origin:
    return Origin()


@pytest.fixture
def front(origin: Origin) -> KeptAnswers:
    return KeptAnswers(origin, seconds=60)


@pytest.fixture
def visitor(front: KeptAnswers) -> Client:
    return Client(front)


def grow_old(front: KeptAnswers, seconds: float) -> None:
    for answer in front._answers.values():
        answer.made_at -= seconds


def test_it_asks_once(origin: Origin, visitor: Client) -> None:
    answers = [visitor.get("/x"), visitor.get("/x"), visitor.head("/x")]
    assert [answer.headers["X-Number"] for answer in answers] == ["1", "1", "1"]
    assert [answer.data for answer in answers] == [LONG, LONG, b""]
    assert origin.asked == 1


def test_an_old_one_is_made_anew(origin: Origin, front: KeptAnswers, visitor: Client) -> None:
    visitor.get("/x")
    grow_old(front, 61)
    assert visitor.get("/x").headers["X-Number"] == "2"
    assert visitor.get("/x").headers["X-Number"] == "2"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_it_is_kept_compressed(visitor: Client, coding: str) -> None:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[coding]
    answer = visitor.get("/x", headers={"Accept-Encoding": coding})
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == (coding, "Accept-Encoding")
    assert unpack(answer.data) == LONG
    assert answer.content_length == len(answer.data)
    assert answer.headers["ETag"] == f'"tag1-{coding}"'


def test_it_is_not_sent_again_unchanged(origin: Origin, visitor: Client) -> None:
    headers = {"Accept-Encoding": "br"}
    tag = visitor.get("/x", headers=headers).headers["ETag"]
    again = visitor.get("/x", headers=headers | {"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert visitor.get("/x", headers={"If-None-Match": tag}).status_code == 200


def test_only_arguments_that_matter_make_another_page(origin: Origin, visitor: Client) -> None:
    numbers = [visitor.get(path).headers["X-Number"] for path in ("/x", "/x?a=1", "/x?q=1", "/x?a=2&q=1", "/x?q=2")]
    assert numbers == ["1", "1", "2", "2", "3"]


def test_hosts_and_schemes_are_apart(origin: Origin, visitor: Client) -> None:
    for place in ("http://a.example", "http://b.example", "https://a.example"):
        visitor.get("/x", base_url=place)
    assert origin.asked == 3


def test_a_host_is_one_however_it_is_written(origin: Origin, visitor: Client) -> None:
    for host in ("a.example", "A.Example", "a.example:80", "a.example:8443", "a.example:"):
        visitor.get("/x", headers={"Host": host})
    assert origin.asked == 1


def test_what_is_not_marked_is_never_kept(origin: Origin, visitor: Client) -> None:
    origin.sharing = None
    assert [visitor.get("/x").headers["X-Number"] for _ in range(2)] == ["1", "2"]


def test_posts_go_through(origin: Origin, visitor: Client) -> None:
    visitor.get("/x")
    assert visitor.post("/x").headers["X-Number"] == "2"


def test_while_it_is_made_anew_others_get_the_old_one(origin: Origin, front: KeptAnswers, visitor: Client) -> None:
    visitor.get("/x")
    grow_old(front, 61)
    # Not so old that nobody may see it: as good as new for a second in the product, for a minute here.
    front._seconds = 1
    grow_old(front, -50)
    origin.waits_for.clear()
    slow = threading.Thread(target=visitor.get, args=("/x",))
    slow.start()
    while origin.asked < 2:
        pass
    assert visitor.get("/x").headers["X-Number"] == "1"
    origin.waits_for.set()
    slow.join()
    assert visitor.get("/x").headers["X-Number"] == "2"


def test_a_head_has_nothing_made_anew_and_holds_nobody_up(front: KeptAnswers, visitor: Client) -> None:
    visitor.get("/x")
    grow_old(front, 61)
    assert visitor.head("/x").headers["X-Number"] == "2"
    assert visitor.get("/x").headers["X-Number"] == "3"


def test_two_who_make_it_at_once_leave_one(origin: Origin, front: KeptAnswers) -> None:
    origin.waits_for.clear()
    askers = [threading.Thread(target=Client(front).get, args=(f"/x?q={number % 20}",)) for number in range(60)]
    for asker in askers:
        asker.start()
    while origin.asked < len(askers):
        pass
    origin.waits_for.set()
    for asker in askers:
        asker.join()
    assert front._size == sum(answer.size for answer in front._answers.values())


@pytest.mark.parametrize("status", ["500 INTERNAL SERVER ERROR", "503 SERVICE UNAVAILABLE"])
def test_while_the_application_fails_the_old_one_is_sent(
    origin: Origin, front: KeptAnswers, visitor: Client, status: str
) -> None:
    visitor.get("/x")
    grow_old(front, WHILE_AWAY - 10)
    origin.status = status
    kept = visitor.get("/x")
    assert (kept.status_code, kept.headers["X-Number"], kept.headers["Age"]) == (200, "1", str(WHILE_AWAY - 10))
    grow_old(front, 20)
    assert visitor.get("/x").status == status


def test_an_application_that_fails_is_asked_now_and_then(origin: Origin, front: KeptAnswers, visitor: Client) -> None:
    visitor.get("/x")
    grow_old(front, WHILE_ASKING + 61)
    origin.status = "503 SERVICE UNAVAILABLE"
    assert [visitor.get("/x").status_code for _ in range(3)] == [200] * 3
    assert origin.asked == 2
    for answer in front._answers.values():
        answer.failed_at -= ASK_AGAIN_AFTER
    origin.status = "200 OK"
    assert visitor.get("/x").headers["X-Number"] == "3"


def test_what_was_taken_down_is_gone_at_once(origin: Origin, front: KeptAnswers, visitor: Client) -> None:
    visitor.get("/x")
    grow_old(front, 61)
    origin.status = "410 GONE"
    assert visitor.get("/x").status_code == 410
    origin.status = "503 SERVICE UNAVAILABLE"
    assert visitor.get("/x").status_code == 503


def test_it_keeps_no_more_than_fits(origin: Origin, front: KeptAnswers, visitor: Client) -> None:
    origin.sharing = Sharing(args=("q",))
    for number in range(3000):
        visitor.get(f"/x?q={number}")
    assert front._size <= MOST_BYTES
    assert front._size == sum(answer.size for answer in front._answers.values())
    assert visitor.get("/x?q=2999").headers["X-Number"] == "3000"


PATHS = ("/en/petitions/{}", "/petitions/{}/count.json", "/en/embed/{}", "/badge/{}.svg", "/en/petitions", "/ar/")


@pytest.mark.parametrize("path", PATHS)
def test_a_kept_page_asks_the_database_nothing(
    app: Flask, petition: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping_none: KeptAnswers = app.wsgi_app  # type: ignore[assignment]
    monkeypatch.setattr(app, "wsgi_app", KeptAnswers(keeping_none._application, seconds=60))
    visitor, headers = app.test_client(), {"Accept-Encoding": "br"}
    first = visitor.get(path.format(petition), headers=headers)
    with statements(app) as sent:
        again = visitor.get(path.format(petition), headers=headers)
        same = visitor.get(path.format(petition), headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.data, same.status_code, sent) == (first.data, 304, [])


@pytest.mark.parametrize("path", PATHS)
def test_public_answers_say_how_long_they_may_be_kept(client: FlaskClient, petition: str, path: str) -> None:
    answer = client.get(path.format(petition))
    assert "s-maxage=2, stale-while-revalidate=30, stale-if-error=3600" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_the_form_token_is_not_part_of_the_page(client: FlaskClient, petition: str, time: Any) -> None:
    path = f"/en/petitions/{petition}"
    time.now = time.now.replace(hour=10, minute=30)
    first = client.get(path)
    time.move(hours=1)
    an_hour_later = client.get(path)
    time.move(days=1)
    a_day_later = client.get(path)
    assert first.data != an_hour_later.data
    assert first.headers["ETag"] == an_hour_later.headers["ETag"] != a_day_later.headers["ETag"]


def test_an_answer_to_a_form_is_not_kept(client: FlaskClient, petition: str) -> None:
    assert sign(client, petition).headers["Cache-Control"] == "no-store"
