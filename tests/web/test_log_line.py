"""Whatever is noted in the audit has a sentence."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from petition.models.record import Audit
from petition.services import account_mails, team_decisions
from petition.services.team_log import Named
from petition.web.deeds_on_petitions import OF_PETITIONS
from petition.web.deeds_on_site import OF_SITE
from petition.web.deeds_on_teams import OF_TEAMS
from petition.web.log_line import log_line
from tests.source_tree import sources

# The functions that note a deed, and those by which modules do; of all of them the verb comes first.
NOTING = {"record", "record_of_petition", "record_of_signature", "_audit", "_record", "_take_out"}
ALL = OF_PETITIONS | OF_TEAMS | OF_SITE


def verbs() -> set[str]:
    """Those that the source notes anywhere."""
    calls = (node for one in sources("petition") for node in ast.walk(one.tree) if isinstance(node, ast.Call))
    written = {word for call in calls if _name(call.func) in NOTING and call.args for word in _words(call.args[0])}
    return written | {*account_mails.DECISIONS.values(), *team_decisions.DECISIONS.values()}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _words(verb: ast.expr) -> Iterator[str]:
    """The verb, or both where one of two is chosen."""
    for part in (verb.body, verb.orelse) if isinstance(verb, ast.IfExp) else (verb,):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_deed_has_its_sentence() -> None:
    found = verbs()
    assert len(found) >= 80
    assert found - ALL.keys() == set()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_sentence_can_be_said(app: Flask, language: str) -> None:
    named = Named({}, {}, {})
    for sentences, team_id in ((OF_SITE, None), (OF_PETITIONS | OF_TEAMS, 1)):
        for verb in sentences:
            line = Audit(verb=verb, actor="gone", subject="gone", team_id=team_id, details={})
            with app.test_request_context(f"/{language}/staff"):
                said = log_line(line, named).sentence
            assert "%(" not in said
            assert f"<bdi>{verb}</bdi>" not in said
