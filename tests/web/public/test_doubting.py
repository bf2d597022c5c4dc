"""Who is doubted beforehand is taken as everybody, and held."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib.kept import Kept
from petition.models.block import BlockKind
from petition.models.signature import Hold, HoldRule
from petition.models.submission import Submission
from petition.services import blocking, policy
from petition.web import doubting
from tests.guarantees import keep_what_is_read, likeness, statements
from tests.reading import Mails, confirm, form_on, link_in, sign

Block = Callable[..., None]


@pytest.fixture
def block(app: Flask) -> Block:
    def add(kind: BlockKind, typed: str) -> None:
        with app.app_context():
            db.open_for_writing()
            blocking.add(kind, typed, reason="a flood", lasting=timedelta(days=1), by="sam")
            db.session.commit()

    return add


def risks(app: Flask) -> list[list[str]]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Submission.risk).order_by(Submission.id)))


def test_it_is_mailed_confirmed_and_held(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, block: Block
) -> None:
    block(BlockKind.NETWORK, "127.0.0.0/8")
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    with app.app_context():
        assert db.session.scalars(sa.select(Hold.rule)).one() is HoldRule.BLOCKED


def test_its_sender_cannot_tell(app: Flask, client: FlaskClient, petition: str, block: Block) -> None:
    sign(client, petition)
    block(BlockKind.DOMAIN, "blocked.org")
    block(BlockKind.MAILBOX, "rima@mailbox.org")
    seen = []
    for mail in ("rima@another.org", "rima@blocked.org", "rima@mailbox.org"):
        with statements(app) as executed:
            answer = sign(app.test_client(), petition, mail=mail)
        seen.append([*likeness(answer), *executed])
    assert seen[1:] == seen[:1] * 2
    assert risks(app)[1:] == [[], ["blocked"], ["blocked"]]


def test_a_corrected_address_is_looked_at_too(app: Flask, client: FlaskClient, petition: str, block: Block) -> None:
    block(BlockKind.DOMAIN, "blocked.org")
    sign(client, petition)
    client.post(f"/en/petitions/{petition}/correct-address", data={"mail": "rima@blocked.org"})
    assert risks(app) == [["blocked"]]


def test_under_attack_everything_is_held(app: Flask, client: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("signing.under_attack_until", "2999-01-01 00:00")
        db.session.commit()
    sign(client, petition)
    assert risks(app) == [["under_attack"]]


def test_it_is_read_by_one_statement_once_in_a_while(
    app: Flask, client: FlaskClient, petition: str, block: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_what_is_read(app, monkeypatch)
    block(BlockKind.DOMAIN, "blocked.org")
    sign(client, petition)
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    typed = form | {"name": "Karim", "mail": "karim@blocked.org"}
    app.extensions[doubting.EXTENSION] = Kept(lasting=timedelta(minutes=1), most=1)
    numbers = []
    for _ in range(2):
        with statements(app) as sent:
            client.post(f"/en/petitions/{petition}/sign", data=typed)
        numbers.append(len(sent))
    assert numbers == [4, 3]
