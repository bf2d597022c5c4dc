"""A link opens the door it was made for and no other, whoever carries it there; a changed one opens none."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.addresses import Arguments, addresses_of, rules, set_up
from tests.guarantees import rows_of
from tests.reading import Mails

NOT_HERE = (404, 410)
# Over the last sign of base64 some bits mean nothing; another letter may then be the same token.
INSIGNIFICANT = 1


@pytest.fixture
def arguments(app: Flask, client: FlaskClient, petition: str, mails: Mails, alice: None) -> Arguments:
    """One of everything, links included; among them one by which Alice gets another address."""
    return set_up(app, client, petition, mails)


def door(rule: Rule) -> str:
    """The kind of door: what stands before the token, in no language."""
    return rule.rule.partition("<token>")[0]


def doors(app: Flask, method: str) -> Iterator[Rule]:
    for rule in rules(app):
        if "token" in rule.arguments and "lang" not in rule.arguments and method in (rule.methods or ()):
            yield rule


def is_open(answer: TestResponse) -> bool:
    """Whether it shows anything, or leads anywhere but to where somebody signs in."""
    return answer.status_code not in NOT_HERE and not answer.headers.get("Location", "").startswith("/en/login")


def opened(app: Flask, arguments: Arguments, browser: FlaskClient, token: str) -> set[str]:
    """The kinds of doors that a token opens to somebody who only looks."""
    paths = ((door(rule), path) for rule in doors(app, "GET") for path in _paths(rule, arguments, token))
    return {kind for kind, path in paths if is_open(browser.get(path))}


def _paths(rule: Rule, arguments: Arguments, token: str) -> Iterator[str]:
    return addresses_of(rule, {**arguments, "token": [token]})


def test_each_link_opens_one_kind_of_door(app: Flask, browser: FlaskClient, arguments: Arguments) -> None:
    kinds = [opened(app, arguments, browser, token) for token in arguments["token"]]
    assert [kind for kind in kinds if len(kind) != 1] == []
    assert set.union(*kinds) == {door(rule) for rule in doors(app, "GET")}


def test_nothing_is_done_behind_another_door(app: Flask, browser: FlaskClient, arguments: Arguments) -> None:
    its_own = {token: opened(app, arguments, browser, token) for token in arguments["token"]}
    before = rows_of(app)
    for rule in doors(app, "POST"):
        for token in arguments["token"]:
            if door(rule) not in its_own[token]:
                for path in _paths(rule, arguments, token):
                    answer = browser.post(path, data={"name": "X", "confirm": "y"})
                    assert answer.status_code >= 400 or not is_open(answer), path
    assert rows_of(app) == before


def test_a_changed_letter_opens_nothing(app: Flask, client: FlaskClient, arguments: Arguments) -> None:
    token = arguments["token"][1]
    assert client.get(f"/confirm/{token}").status_code == 200
    for place in range(len(token) - INSIGNIFICANT):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert client.get(f"/confirm/{changed}").status_code in NOT_HERE, place
