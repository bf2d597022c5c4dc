"""Whoever goes through all there might be finds nothing: no numbers to count up, no draft that answers otherwise."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from petition.extensions import db
from tests.addresses import addresses_of, rules, set_up
from tests.guarantees import likeness
from tests.making import make_petition
from tests.reading import Mails

DRAFT, NEVER = "a-draft-of-ours", "a-thing-of-none"
OPEN_TO_ALL = ("public", "embed")
# What everybody may count: events and checkpoints of a petition in their order, versions of the embed's script. (The
# mailbox is there on laptops alone.)
COUNTED_UP = {"event_calendar", "past_checkpoint", "element", "mailbox_mail", "mailbox_html"}
PUBLIC_ID = re.compile(r"[\w-]{22}")


@pytest.fixture
def drafts(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition(DRAFT, opened=False)
        db.session.commit()


def of_petitions(app: Flask, method: str) -> Iterator[Rule]:
    for rule in rules(app):
        audience = rule.endpoint.partition(".")[0]
        of_teams = rule.rule.startswith(("/teams", "/<any(en, fr, ar):lang>/teams"))
        if audience in OPEN_TO_ALL and "slug" in rule.arguments and method in (rule.methods or ()) and not of_teams:
            yield rule


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_draft_answers_as_what_never_was(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, drafts: None, method: str
) -> None:
    arguments = set_up(app, client, petition, mails)
    asked = 0
    for rule in of_petitions(app, method):
        here = addresses_of(rule, {**arguments, "slug": [DRAFT]})
        nowhere = addresses_of(rule, {**arguments, "slug": [NEVER]})
        for ours, none in zip(here, nowhere, strict=True):
            one, other = (_told(app, method, path) for path in (ours, none))
            assert one == other, ours
            asked += 1
    assert asked > 5


def _told(app: Flask, method: str, path: str) -> str:
    """All that a stranger is told, with what was asked for left out."""
    answer = app.test_client().open(path, method=method, data={"name": "X"} if method == "POST" else None)
    assert answer.status_code >= 400, path
    return str(likeness(answer)).replace(DRAFT, "*").replace(NEVER, "*")


def test_people_and_their_words_are_named_by_random_ids(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    arguments = set_up(app, client, petition, mails)
    assert all(PUBLIC_ID.fullmatch(one) for one in arguments["public_id"])
    assert len(set(arguments["public_id"])) == len(arguments["public_id"])
    numbered = {
        rule.endpoint.partition(".")[2]
        for rule in rules(app)
        if rule.endpoint.partition(".")[0] in OPEN_TO_ALL and {"number", "name"} & rule.arguments
    }
    assert numbered == COUNTED_UP
