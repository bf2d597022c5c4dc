"""The form that the database could not take: everything typed is there, and it is taken when it is sent again."""

import contextlib
import sqlite3
from collections.abc import Iterator
from html import escape
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.form import FieldDefinition
from petition.models.submission import Submission
from petition.services import identity
from petition.web.public import signing as signing_view
from tests.hostile.test_markup import MARKUP, is_calm
from tests.joining import TYPED as LINE
from tests.joining import form_of_a_letter, picture, post_form
from tests.making import make_petition
from tests.outages import database_away
from tests.reading import Mails, form_on, link_in, sign

TYPED = {
    **{"name": "ريما حداد", "mail": "rima@example.org", "country": "LB", "answer_city": "حلب"},
    **{"give_name_to": "public", "public_name_style": "initials", "comment": "One\r\n\r\n<b>two</b>"},
    **{"comment_public": "y", "petition_news": "y", "website": "a program"},
}


@pytest.fixture
def petition(app: Flask) -> str:
    """It asks for a city."""
    with app.app_context():
        db.open_for_writing()
        return make_petition(fields=[FieldDefinition(position=1, key="city", labels={"en": "City", "ar": "المدينة"})])


def sent_while_away(app: Flask, client: FlaskClient, path: str, values: dict[str, str]) -> TestResponse:
    with database_away(app):
        answer = client.post(path, data=values)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    return answer


def submissions(app: Flask) -> list[Submission]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Submission)))


# --- Signing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_everything_typed_is_still_there(app: Flask, client: FlaskClient, petition: str, language: str) -> None:
    path = f"/{language}/petitions/{petition}/sign"
    values = form_on(client.get(path.removesuffix("/sign")), "/sign") | TYPED
    answer = sent_while_away(app, client, path, values)
    kept = form_on(answer, path)
    assert kept.pop("comment").splitlines() == values.pop("comment").splitlines()
    assert kept == values
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_taken_when_it_is_sent_again_once(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    path = f"/en/petitions/{petition}/sign"
    values = form_on(client.get(path.removesuffix("/sign")), "/sign") | TYPED
    kept = form_on(sent_while_away(app, client, path, values), path)
    assert [client.post(path, data=kept).status_code for _ in range(2)] == [303, 303]
    assert len(mails.all()) == 1
    made = submissions(app)[0]
    with app.app_context():
        signer = identity.of_submission(made)
    assert (signer.name, signer.answers, signer.consents) == ("ريما حداد", {"city": "حلب"}, ("petition_news",))
    assert made.risk == ["honeypot"]


def test_it_says_that_answers_it_cannot_show_are_kept(app: Flask, client: FlaskClient, petition: str) -> None:
    path = f"/en/petitions/{petition}/sign"
    plain = {"name": "Rima", "mail": "rima@example.org", "form_token": "a-token"}
    assert "Your other answers" in sent_while_away(app, client, path, plain | {"answer_city": "Aleppo"}).text
    assert "Your other answers" not in sent_while_away(app, client, path, plain).text


def test_typed_markup_is_text(app: Flask, client: FlaskClient, petition: str) -> None:
    typed = dict.fromkeys(("name", "mail", "comment", "answer_city", "form_token"), MARKUP) | {MARKUP: MARKUP}
    answer = sent_while_away(app, client, f"/en/petitions/{petition}/sign", typed)
    assert escape("<img src=x onerror=alert(1)>", quote=False) in answer.text
    assert is_calm(answer.text)


def test_nothing_typed_becomes_a_header(app: Flask, client: FlaskClient, petition: str) -> None:
    broken = "10\r\nSet-Cookie: waiting=forged\r\n\r\n<script>"
    answer = sent_while_away(app, client, f"/en/petitions/{petition}/sign", {"name": broken, broken: broken})
    assert "Set-Cookie" not in answer.headers
    assert is_calm(answer.text)


def test_an_endless_form_is_not_made_longer(app: Flask, client: FlaskClient, petition: str) -> None:
    with database_away(app):
        answer = client.post(f"/en/petitions/{petition}/sign", data=MultiDict([("x", "y")] * 10_000))
    assert answer.text.count('name="x"') == 100


def test_what_is_too_large_is_told_so(app: Flask, client: FlaskClient, petition: str) -> None:
    with database_away(app):
        answer = client.post(f"/en/petitions/{petition}/sign", data={"comment": "x" * 200_000})
    assert answer.status_code == 413


def test_a_form_from_another_site_is_refused_as_ever(app: Flask, client: FlaskClient, petition: str) -> None:
    with database_away(app):
        answer = client.post(f"/en/petitions/{petition}/sign", data=TYPED, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_in_a_flood_it_is_kept_all_the_same(app: Flask, client: FlaskClient, petition: str) -> None:
    path = f"/en/petitions/{petition}/sign"
    for _ in range(int(signing_view.PER_NETWORK.split()[0])):
        client.post("/en/petitions/no-such-ward/sign")
    assert form_on(sent_while_away(app, client, path, TYPED), path)["name"] == TYPED["name"]


# --- Cut off on the way ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
@pytest.mark.parametrize("moment", ["before_cursor_execute", "after_cursor_execute", "commit"])
def test_wherever_the_connection_is_cut_nobody_is_thanked(
    app: Flask, client: FlaskClient, petition: str, moment: str
) -> None:
    path = f"/en/petitions/{petition}/sign"
    values = form_on(client.get(path.removesuffix("/sign")), "/sign") | TYPED
    # There is one commit, and three statements at the least before it.
    for nth in (1,) if moment == "commit" else (1, 2, 3):
        with cut_at(app, moment, nth):
            answer = client.post(path, data=values)
        assert (answer.status_code, form_on(answer, path)["name"]) == (503, TYPED["name"])
        assert "Set-Cookie" not in answer.headers
    assert submissions(app) == []


@contextlib.contextmanager
def cut_at(app: Flask, moment: str, nth: int) -> Iterator[None]:
    """At the nth such moment, PostgreSQL sends the connection away."""
    left = count(nth, -1)

    def cut(connection: Connection, *_about: object) -> None:
        if next(left) == 1:
            terminate(connection)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, moment, cut)
    try:
        yield
    finally:
        sa.event.remove(engine, moment, cut)


def terminate(connection: Connection) -> None:
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    others = sa.create_engine(connection.engine.url, poolclass=sa.NullPool)
    with others.connect() as other:
        assert other.scalar(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@pytest.fixture
def connecting(app: Flask) -> Iterator[list[str]]:
    """Statements that every connection to a SQLite database begins with."""
    with app.app_context():
        engine = db.engine
    first = list[str]()

    def begin(driver: sqlite3.Connection, _record: object) -> None:
        for statement in first:
            driver.execute(statement)

    sa.event.listen(engine, "connect", begin)
    yield first
    sa.event.remove(engine, "connect", begin)
    engine.dispose()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_another_process_that_writes_for_too_long_loses_nothing(
    app: Flask, client: FlaskClient, petition: str, connecting: list[str], new_connections: Path
) -> None:
    connecting.append("PRAGMA busy_timeout=50")
    path = f"/en/petitions/{petition}/sign"
    with contextlib.closing(sqlite3.connect(new_connections, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(path, data=TYPED)
    assert (answer.status_code, form_on(answer, path)["name"]) == (503, TYPED["name"])


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing(
    app: Flask, client: FlaskClient, petition: str, connecting: list[str], new_connections: Path
) -> None:
    # Never below what there is: there is no room for one page more.
    connecting.append("PRAGMA max_page_count=1")
    path, long = f"/en/petitions/{petition}/sign", {"comment": "𓀀" * 500}
    values = form_on(client.get(path.removesuffix("/sign")), "/sign") | TYPED | long
    answers = [client.post(path, data=values | {"mail": f"signer{number}@example.org"}) for number in range(40)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[-1] == 503
    assert statuses.count(303) == len(submissions(app))
    assert form_on(answers[-1], path)["mail"] == "signer39@example.org"


@pytest.fixture
def new_connections(app: Flask, petition: str) -> Path:
    """The file of the SQLite database, to which nobody is connected yet."""
    with app.app_context():
        db.engine.dispose()
        return Path(str(db.engine.url.database))


# --- The other forms ---------------------------------------------------------------------------------------------


def test_what_is_changed_before_confirming_is_kept(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    path = link_in(mails.newest())
    changed = form_on(client.get(path), path) | {"name": "Rima H.", "comment": "Because."}
    answer = sent_while_away(app, client, path, changed)
    assert form_on(answer, path) == changed
    again = client.post(path, data=form_on(answer, path), follow_redirects=True)
    assert "You are counted" in again.text


@pytest.mark.parametrize(
    ("target", "typed"), [("code", {"code": "1234 5678"}), ("correct-address", {"mail": "x@y.zz"})]
)
def test_code_and_address_are_kept(
    app: Flask, client: FlaskClient, petition: str, target: str, typed: dict[str, str]
) -> None:
    path = f"/en/petitions/{petition}/{target}"
    assert form_on(sent_while_away(app, client, path, typed), path) == typed


def test_a_line_under_a_letter_is_kept_but_for_its_logo(app: Flask, client: FlaskClient) -> None:
    path = form_of_a_letter(app)
    values = form_on(client.get(path), path) | LINE | {"organisation_ar": "ممرضات"}
    with database_away(app):
        answer = post_form(client, path, values, logo=picture(600, 600))
    assert answer.status_code == 503
    assert given(form_on(answer, path)) == given(values)
    assert "cannot keep a file" in answer.text
    assert "data-again" not in answer.text


def given(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def test_without_a_logo_it_is_sent_again_by_itself(app: Flask, client: FlaskClient) -> None:
    path = form_of_a_letter(app)
    values = form_on(client.get(path), path) | LINE
    answer = sent_while_away(app, client, path, values)
    assert "data-again" in answer.text
    assert client.post(path, data=form_on(answer, path)).status_code == 303
