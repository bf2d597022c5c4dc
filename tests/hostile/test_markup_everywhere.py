"""All that anybody typed, made hostile where it is kept, is text in every answer: pages, pictures, feeds, files."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from tests.addresses import Arguments, addresses_of, rules, set_up
from tests.hostile.test_markup import Tags
from tests.people import browser_of, staff_browser
from tests.reading import Mails

MARKUP = """=1+"><img src=x onerror=alert(1)><script>alert(1)</script>'&\r\nATTACH:https://evil.example\r\n"""
SHOWN = b"onerror=alert(1)"
SHORTEST = 100
# Pictures, and the styles of a mail; the hostile ones would bring an event or a script along.
OUR_OWN = ("img", "svg", "iframe", "style")
# Texts that nobody types, or that can be of one form alone.
OURS = {
    *(
        "slug",
        "zone",
        "note",
        "url",
        "website",
        "cursor",
        "dedupe_key",
        "lane",
        "machine",
        "pid_space",
        "password_hash",
    ),
    *("verb", "subject", "privacy_contact", "press_mail", "address", "public_address", "fingerprint", "server_words"),
}
OUR_TABLES = {"signing_key", "backup", "consent_text"}
# Of JSON those that hold words by language, or lists of them.
WORDS = {
    *("titles", "places", "texts", "labels", "alt", "organisations", "persons", "descriptions", "represents"),
    *("phones",),
}


def typed_columns() -> Iterator[sa.Column[Any]]:
    for table in db.metadata.sorted_tables:
        if table.name not in OUR_TABLES:
            yield from filter(holds_words, table.columns)


def holds_words(column: sa.Column[Any]) -> bool:
    kind = column.type
    if isinstance(kind, sa.JSON):
        return column.name in WORDS
    if not isinstance(kind, sa.String) or isinstance(kind, sa.Enum):
        return False
    return column.name not in OURS and (kind.length or SHORTEST) >= SHORTEST


def poison(value: Any) -> Any:
    if isinstance(value, dict):
        return {language: poison(words) for language, words in value.items()}
    if isinstance(value, list):
        return [poison(words) for words in value]
    return MARKUP if value else value


def spoil(column: sa.Column[Any]) -> None:
    """Put markup into each row that has a text there."""
    [key] = column.table.primary_key
    for row, value in db.session.execute(sa.select(key, column)).all():
        if value:
            db.session.execute(sa.update(column.table).where(key == row).values({column: poison(value)}))


@pytest.fixture
def arguments(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> Arguments:
    """One of everything; then all that anybody typed is markup."""
    made = set_up(app, client, petition, mails)
    with app.app_context():
        db.open_for_writing()
        for column in typed_columns():
            spoil(column)
        db.session.commit()
    return made


def problem(answer: TestResponse) -> str | None:
    """What is wrong with an answer in which hostile words may stand."""
    kind = answer.mimetype or ""
    if answer.status_code >= 500:
        return answer.status
    if kind == "text/html":
        found = [name for name in Tags(answer.get_data(as_text=True)).found if name not in OUR_OWN]
        return f"markup: {found}" if found else None
    if kind.endswith("+xml"):
        tree = ElementTree.fromstring(answer.get_data())  # noqa: S314 -- our own
        names = {element.tag.rpartition("}")[2] for element in tree.iter()}
        return "markup" if names & {"script", "img"} else None
    if kind == "text/calendar":
        return "a line of its own" if b"\r\nATTACH" in answer.get_data() else None
    if kind.endswith("json"):
        json.loads(answer.get_data())
    return None


def looked_at(app: Flask, arguments: Arguments) -> Iterator[tuple[str, TestResponse]]:
    """Each address, by whoever it is for: Alice's team it is, and Sam runs the site."""
    anybody = app.test_client()
    people = {"organiser": browser_of(app, "alice"), "staff": staff_browser(app)}
    for rule in rules(app):
        if "GET" in (rule.methods or ()) and "lang" not in rule.arguments:
            browser = people.get(rule.endpoint.partition(".")[0], anybody)
            for path in addresses_of(rule, arguments):
                yield path, browser.get(path)


def test_it_is_text_on_every_page(app: Flask, arguments: Arguments) -> None:
    kinds, shown = set(), set()
    for path, answer in looked_at(app, arguments):
        assert problem(answer) is None, path
        kinds.add(answer.mimetype)
        if SHOWN in answer.get_data():
            shown.add(path)
    assert kinds >= {"text/html", "image/svg+xml", "application/atom+xml", "text/calendar", "application/json"}
    # It was there, as text.
    assert len(shown) > 80
