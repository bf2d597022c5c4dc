from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.block import Block, BlockKind
from petition.models.record import Audit
from petition.services import blocking, forgetting
from petition.services.staff_errors import BlockDecidedMeanwhile, TooManyBlocks
from tests.conftest import FakeClock
from tests.guarantees import at_once

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NETWORK, DOMAIN, MAILBOX = BlockKind.NETWORK, BlockKind.DOMAIN, BlockKind.MAILBOX


def block(
    kind: BlockKind, typed: str, *, reason: str = "a flood", lasting: timedelta | None = WEEK, by: str = "sam"
) -> bool:
    return blocking.add(kind, typed, reason=reason, lasting=lasting, by=by)


def only_one() -> Block:
    return db.session.scalars(sa.select(Block)).one()


def lift(one: Block, *, seen: str = "") -> None:
    blocking.lift(one.public_id, by="sam", reason="over", seen=seen or blocking.fingerprint_of(one))


@pytest.mark.usefixtures("database")
def test_the_same_in_another_spelling_is_there_already(time: FakeClock) -> None:
    assert (block(NETWORK, "192.0.2.7/24"), block(NETWORK, "192.0.2.0/24")) == (True, False)
    assert (block(DOMAIN, "*.Example.org"), block(DOMAIN, "example.org")) == (True, False)
    assert (block(MAILBOX, "ri.ma+x@googlemail.com"), block(MAILBOX, "rima@gmail.com")) == (True, False)


@pytest.mark.usefixtures("database")
def test_what_is_there_gets_the_later_end_and_the_new_reason(time: FakeClock) -> None:
    block(DOMAIN, "example.org", lasting=WEEK)
    block(DOMAIN, "example.org", lasting=DAY, reason="more of it", by="kim")
    one = only_one()
    assert (one.expires_at, one.reason, one.blocked_by) == (time.now + WEEK, "more of it", "kim")
    block(DOMAIN, "example.org", lasting=None)
    block(DOMAIN, "example.org", lasting=DAY)
    assert only_one().expires_at is None


@pytest.mark.usefixtures("database")
def test_one_whose_time_is_over_begins_anew(time: FakeClock) -> None:
    block(DOMAIN, "example.org", lasting=WEEK)
    time.move(weeks=1)
    assert blocking.listed() == ([], False)
    assert block(DOMAIN, "example.org", lasting=DAY)
    assert (only_one().created_at, only_one().expires_at) == (time.now, time.now + DAY)


@pytest.mark.usefixtures("database")
def test_one_whose_time_is_over_is_deleted(time: FakeClock) -> None:
    block(DOMAIN, "example.org", lasting=None)
    block(DOMAIN, "example.net", lasting=DAY)
    time.move(days=1, seconds=1)
    forgetting.forget()
    assert only_one().value == "example.org"


@pytest.mark.usefixtures("database")
def test_there_are_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST", 1)
    block(DOMAIN, "example.org")
    with pytest.raises(TooManyBlocks):
        block(DOMAIN, "example.net")
    assert not block(DOMAIN, "example.org")


@pytest.mark.usefixtures("database")
def test_one_that_begins_anew_counts_too(time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST", 1)
    block(DOMAIN, "example.org", lasting=DAY)
    time.move(days=1, seconds=1)
    block(DOMAIN, "example.net")
    with pytest.raises(TooManyBlocks):
        block(DOMAIN, "example.org")


@pytest.mark.usefixtures("database")
def test_a_mailbox_is_kept_as_a_hash_and_what_is_blocked_stands_in_no_audit() -> None:
    block(MAILBOX, "rima@example.org")
    block(NETWORK, "192.0.2.7")
    kept = [str(row) for table in (Block, Audit) for row in db.session.execute(sa.select(table.__table__))]
    assert not any("rima" in row for row in kept)
    assert ["192.0.2.7" in row for row in kept] == [False, True, False, False]


@pytest.mark.usefixtures("database")
def test_lifting_is_noted_with_its_reason() -> None:
    block(DOMAIN, "example.org", lasting=None)
    one = only_one()
    lift(one)
    line = db.session.scalars(sa.select(Audit).where(Audit.verb == "lift block")).one()
    assert line.details == {"reason": "over", "kind": "domain", "until": "lifted"}
    assert line.subject == one.public_id
    assert blocking.listed() == ([], False)


@pytest.mark.usefixtures("database")
def test_what_a_colleague_decided_meanwhile_stays() -> None:
    block(DOMAIN, "example.org", lasting=DAY)
    seen = blocking.fingerprint_of(only_one())
    block(DOMAIN, "example.org", lasting=WEEK, by="kim")
    with pytest.raises(BlockDecidedMeanwhile):
        lift(only_one(), seen=seen)
    lift(only_one())
    with pytest.raises(BlockDecidedMeanwhile):
        blocking.lift("gone", by="sam", reason="over", seen=seen)


@pytest.mark.usefixtures("database")
def test_it_is_looked_up_by_all_that_it_holds() -> None:
    block(NETWORK, "192.0.2.0/24")
    block(DOMAIN, "example.org")
    block(MAILBOX, "rima@example.org")
    found = {typed: [one.kind for one in blocking.matching(typed)] for typed in ("192.0.2.7", "192.0.0.0/16")}
    assert found == {"192.0.2.7": [NETWORK], "192.0.0.0/16": []}
    assert [one.kind for one in blocking.matching("Rima@Example.org")] == [MAILBOX, DOMAIN]
    assert [one.kind for one in blocking.matching("mail.example.org")] == [DOMAIN]
    assert blocking.matching("example.com") == []


def test_two_who_block_the_same_at_once_make_one(app: Flask) -> None:
    def add(number: int) -> bool:
        with app.app_context():
            db.open_for_writing()
            is_new = block(DOMAIN, "example.org", by=f"sam {number}")
            db.session.commit()
            return is_new

    assert sorted(at_once(4, add)) == [False, False, False, True]
