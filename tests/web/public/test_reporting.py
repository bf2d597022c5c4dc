"""Reporting a comment, as a reader does."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.report import Report
from petition.models.signature import Comment, CommentState
from petition.web.public import reporting
from tests.guarantees import rows_of
from tests.reading import Mails, confirm, form_on, link_in, sign

PETITION = "/en/petitions/keep-the-ward-open"


@pytest.fixture
def link(client: FlaskClient, petition: str, mails: Mails) -> str:
    """Where a comment on the page is reported."""
    sign(client, petition, comment="They are all thieves", comment_public="y")
    confirm(client, link_in(mails.newest()))
    mails.all()
    found = re.search(r'href="([^"]+/report)"', client.get(PETITION).get_data(as_text=True))
    assert found
    return found[1]


def send(client: FlaskClient, link: str, **typed: str) -> TestResponse:
    return client.post(link, data=form_on(client.get(link), "/report") | {"reason": "insult"} | typed)


def reports(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Report.id))) or 0


def test_both_lists_lead_to_a_form_that_quotes_the_comment(client: FlaskClient, link: str) -> None:
    assert link in client.get(f"{PETITION}/signatures").get_data(as_text=True)
    page = client.get(link)
    assert "They are all thieves" in page.get_data(as_text=True)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Set-Cookie" not in page.headers


def test_it_is_sent_and_thanked_for(app: Flask, client: FlaskClient, link: str) -> None:
    answer = send(client, link, words="My brother is meant")
    assert (answer.status_code, answer.location) == (303, f"{PETITION}/comments/reported")
    assert "The team looks at it" in client.get(answer.location).get_data(as_text=True)
    assert reports(app) == 1


@pytest.mark.parametrize("typed", [{"reason": ""}, {"reason": "nonsense"}, {"words": "x" * 501}])
def test_what_was_typed_is_kept(client: FlaskClient, link: str, typed: dict[str, str]) -> None:
    answer = send(client, link, **{"words": "My own words", **typed})
    assert answer.status_code == 422
    kept = form_on(answer, "/report")
    assert kept["words"] == typed.get("words", "My own words")
    assert "There is a problem" in answer.get_data(as_text=True)


def test_a_form_of_nowhere_is_not_taken(app: Flask, client: FlaskClient, link: str) -> None:
    assert client.post(link, data={"reason": "insult"}).status_code == 422
    answer = client.post(link, data={"reason": "insult"}, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, reports(app)) == (403, 0)


def test_the_answer_is_the_same_whatever_comes_of_it(app: Flask, client: FlaskClient, link: str) -> None:
    values = form_on(client.get(link), "/report") | {"reason": "insult"}
    known = client.post(link, data=values)
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Comment).values(state=CommentState.HIDDEN))
        db.session.commit()
    unknown = f"{PETITION}/comments/unknown/report"
    others = [client.post(path, data=values) for path in (link, unknown)]
    assert {(one.status_code, one.location) for one in (known, *others)} == {(303, known.location)}
    assert {client.get(path).status_code for path in (link, unknown)} == {404}
    known_id = link.split("/")[-2]
    assert client.get(link).text.replace(known_id, "unknown") == client.get(unknown).text


def test_programs_are_answered_alike_and_change_nothing(app: Flask, client: FlaskClient, link: str) -> None:
    before = rows_of(app)
    assert send(client, link, website="https://spam.example").status_code == 303
    assert rows_of(app) == before


def test_a_flood_is_told_to_wait_with_all_that_was_typed(
    client: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = form_on(client.get(link), "/report") | {"reason": "insult", "words": "Mine"}
    most = int(reporting.PER_NETWORK.split()[0])
    answers = [client.post(link, data=values | {"website": "x"}).status_code for _ in range(most)]
    answer = client.post(link, data=values)
    assert ({*answers}, answer.status_code) == ({303}, 429)
    assert form_on(answer, "/report")["words"] == "Mine"


def test_pages_say_nothing_of_reports(client: FlaskClient, link: str) -> None:
    def page() -> str:
        return re.sub(r'value="[^"]+"', "", client.get(PETITION).get_data(as_text=True))

    before = page()
    send(client, link)
    assert page() == before
