"""Somebody asks for everything about an at-risk petition, again and again, while one after the other confirms."""

import re
from collections import deque
from datetime import UTC, datetime
from html import unescape
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.extensions import db
from petition.models.ledger import LedgerEntry
from petition.models.petition import NameAudience, Petition, Protection, Publishing
from petition.models.signature import Signature
from petition.services import petitions
from petition.web.public import lists
from petition.worker import ledger
from tests.addresses import rules
from tests.conftest import FakeClock
from tests.making import make_petition, sign_and_confirm

SLUG, ZONE = "a-quiet-ward", "Asia/Damascus"
BATCHES = (range(12), range(12, 25))
# Form tokens are other ones each time.
RANDOM = re.compile(r"[\w.-]{40,}")
# Made for whoever asks: a challenge and a waiting page bear their own moment, an answer its number and its date.
OWN = {"public.challenge", "public.check_your_mail"}
OWN_HEADERS = {"x-request-id", "date"}
NAME = re.compile(r"Signer \d\d")
FURTHER = re.compile(rf'href="(?:https?://[^/"]*)?((?:/en)?/petitions/{SLUG}/(?:signatures\?|ledger)[^"#]*)"')
Answers = dict[str, tuple[int, tuple[tuple[str, str], ...], str]]


class Watcher:
    """A stranger who asks for every address that names the petition, for what these lead to, and for the tiles."""

    def __init__(self, app: Flask) -> None:
        self._client: FlaskClient = app.test_client()
        adapter = app.url_map.bind("localhost")
        about = [rule for rule in rules(app) if rule.arguments == {"slug"} and "GET" in (rule.methods or ())]
        names = {rule.endpoint for rule in about if rule.endpoint.startswith(("public.", "embed."))} - OWN
        self._paths = ["/en/petitions", *(adapter.build(name, {"slug": SLUG}) for name in sorted(names))]

    def look(self) -> Answers:
        seen: Answers = {}
        waiting = deque(self._paths)
        while waiting:
            path = waiting.popleft()
            if path in seen:
                continue
            answer = self._client.get(path)
            body = answer.data.decode("utf-8", "backslashreplace")
            if path.endswith("/ledger/checkpoint"):
                size = int(body.splitlines()[1])
                waiting += (path.replace("checkpoint", f"tile/{kind}/000.p/{size}") for kind in ("0", "entries"))
            waiting += (unescape(found[1]) for found in FURTHER.finditer(body))
            said = RANDOM.sub("…", body) if answer.mimetype == "text/html" else body
            headers = tuple(header for header in answer.headers.items(lower=True) if header[0] not in OWN_HEADERS)
            seen[path] = (answer.status_code, headers, said)
        return seen


@pytest.fixture
def watcher(app: Flask, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    """Of a petition that opened an hour ago, with lists of several pages."""
    monkeypatch.setattr(lists, "NAMES_PER_PAGE", 8)
    time.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with app.app_context():
        db.open_for_writing()
        make_petition(SLUG, protection=Protection.DISCREET, publish=Publishing.BATCHED, zone=ZONE)
        ledger.sequence()
    return Watcher(app)


def confirms(app: Flask, number: int) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(SLUG)
        assert isinstance(found, Petition)
        words = {"give_name_to": NameAudience.PUBLIC, "comment": f"Signer {number:02} says why"}
        address = f"signer{number}@example.org"
        sign_and_confirm(found, address=address, name=f"Signer {number:02}", comment_is_public=True, **words)
        db.session.commit()


def lets_the_ledger_go_on(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        ledger.sequence()
        ledger.publish_held_numbers()


@pytest.fixture
def watched(app: Flask, watcher: Watcher, time: FakeClock) -> tuple[list[Answers], list[datetime]]:
    """What was seen after each batch, and when everybody confirmed. In between nothing is seen to change."""
    seen, moments = [watcher.look()], []
    for batch in BATCHES:
        time.move(hours=1, seconds=20 - time.now.second, minutes=-time.now.minute)
        for number in batch:
            moments.append(time.move(minutes=2, seconds=1))
            confirms(app, number)
            lets_the_ledger_go_on(app)
            # Each of the first dozen is watched by itself, and the others together.
            if number in BATCHES[0] or number == batch[-1]:
                assert watcher.look() == seen[-1]
        time.now = time.now.replace(hour=time.now.hour + 1, minute=0, second=4)
        lets_the_ledger_go_on(app)
        seen.append(watcher.look())
        assert seen[-1] != seen[-2]
    return seen, moments


def in_random_order(app: Flask) -> list[str | None]:
    """All names, as the database sorts their random ids; entered in the ledger in yet another order."""
    with app.app_context():
        found = select(Signature.public_name).join(LedgerEntry, LedgerEntry.commitment == Signature.commitment)
        entered = [name or "" for name in db.session.scalars(found.order_by(LedgerEntry.sequence))]
        shuffled = list(db.session.scalars(select(Signature.public_name).order_by(Signature.public_id.desc())))
    for batch in BATCHES:
        names = entered[batch.start : batch.stop]
        assert sorted(names) == [f"Signer {number:02}" for number in batch]
        assert 0 < sum(earlier < later for earlier, later in pairwise(names)) < len(names) - 1
    return shuffled


def test_nobody_learns_in_which_order_people_signed_or_when(
    app: Flask, watched: tuple[list[Answers], list[datetime]]
) -> None:
    seen, moments = watched
    shuffled, lists_seen = in_random_order(app), 0
    clocks = {f"{moment.astimezone(zone):%H:%M}" for moment in moments for zone in (UTC, ZoneInfo(ZONE))}
    clocks |= {str(int(moment.timestamp())) for moment in moments}
    for answers in seen:
        for path, (_status, headers, body) in answers.items():
            told = list(dict.fromkeys(NAME.findall(body)))
            lists_seen += len(told) > 1
            assert told == [name for name in shuffled if name in told], path
            assert re.search(r"signatures\?before=\d+(?![\w-])", body) is None, path
            assert not [clock for clock in clocks if clock in body or clock in str(headers)], path
    # The petition's page, and the pages of the list, after each batch.
    assert lists_seen >= 7
