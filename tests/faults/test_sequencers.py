"""Two writers and two sequencers at once, on PostgreSQL: nothing is lost, nothing counted twice.

Each guarantee is checked by `check`, and `check` is shown to fail where the guarantee is taken out. (SQLite has
one writer at a time: there the second simply waits.)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, delete, func, insert, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, Lease, LedgerEntry, LedgerHead, LedgerInbox, LedgerLink
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import sequencing, verifying
from petition.worker import ledger
from tests.services.counting import confirmed

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.parametrize("site", ["postgresql"], indirect=True)]


@contextmanager
def transaction(app: Flask) -> Iterator[Petition]:
    """A connection of its own, committed at the end. They may be nested."""
    with app.app_context():
        db.open_for_writing()
        yield db.session.scalars(select(Petition)).one()
        db.session.commit()


def tick(app: Flask) -> None:
    with transaction(app):
        ledger.sequence()


@pytest.fixture
def opened(app: Flask, petition: str) -> Flask:
    """An open petition with one counted signature: every key is made, the ledger has begun."""
    with transaction(app) as found:
        confirmed(found)
    tick(app)
    return app


def check(app: Flask, signatures: int) -> None:
    """Everyone is in the ledger once, nobody waits, and all numbers agree."""
    with transaction(app) as found:
        places = select(func.count(LedgerEntry.id)).where(LedgerEntry.kind == EntryKind.CONFIRMED)
        assert db.session.scalar(select(func.count(Signature.id))) == signatures
        assert db.session.scalar(select(func.count(LedgerInbox.id))) == 0
        assert db.session.scalar(places) == signatures
        assert list(verifying.problems_of(found)) == []


def let_a_lower_id_commit_late(app: Flask) -> None:
    with transaction(app) as slow:
        confirmed(slow)
        db.session.flush()
        with transaction(app) as quick:
            confirmed(quick)
        tick(app)
        tick(app)
    tick(app)


def test_a_lower_id_that_commits_late_is_counted_once(opened: Flask) -> None:
    let_a_lower_id_commit_late(opened)
    check(opened, signatures=3)


def test_with_a_watermark_it_would_be_lost(opened: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "_batch", watermark())
    let_a_lower_id_commit_late(opened)
    with pytest.raises(AssertionError, match="assert 1 == 0"):
        check(opened, signatures=3)


def watermark() -> Callable[[int, ColumnElement[bool]], list[LedgerInbox]]:
    """Rows taken by id, as it must not be: those above the highest that was ever seen."""
    highest = 0

    def batch(petition_id: int, _due: ColumnElement[bool]) -> list[LedgerInbox]:
        nonlocal highest
        above = select(LedgerInbox).where(LedgerInbox.petition_id == petition_id, LedgerInbox.id > highest)
        rows = list(db.session.scalars(above.order_by(LedgerInbox.id)))
        highest = max([highest, *(row.id for row in rows)])
        return rows

    return batch


def let_a_sequencer_oversleep(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first stops when it has read head and inbox; its lease runs out; the second does the work and commits."""
    with transaction(app) as found:
        confirmed(found, 3)
    in_order = sequencing._in_order

    def oversleep(rows: list[LedgerInbox]) -> list[LedgerInbox]:
        monkeypatch.setattr(sequencing, "_in_order", in_order)
        monkeypatch.setattr(ledger, "HOLDER", "the second")
        with transaction(app):
            db.session.execute(update(Lease).values(until=clock.now() - timedelta(seconds=1)))
        tick(app)
        return in_order(rows)

    monkeypatch.setattr(sequencing, "_in_order", oversleep)
    tick(app)


def test_a_sequencer_that_oversleeps_changes_nothing(
    opened: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    let_a_sequencer_oversleep(opened, monkeypatch)
    check(opened, signatures=4)
    assert "another sequencer was faster" in caplog.text


def test_after_oversleeping_it_goes_on(opened: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    let_a_sequencer_oversleep(opened, monkeypatch)
    with transaction(opened) as found:
        confirmed(found, 2)
    tick(opened)
    check(opened, signatures=6)


def test_without_a_fence_it_would_count_twice(opened: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, without_fence in (("_move_head", move_head), ("_write_entries", write), ("_take_from_inbox", take)):
        monkeypatch.setattr(sequencing, name, without_fence)
    let_a_sequencer_oversleep(opened, monkeypatch)
    with pytest.raises(AssertionError, match="assert 7 == 4"):
        check(opened, signatures=4)


# The sequencer's last three steps as they must not be: each believes that nobody was here meanwhile.


def move_head(head: LedgerHead, rows: list[LedgerInbox]) -> None:
    more = sum(row.weight for row in rows)
    moved = {"size": LedgerHead.size + len(rows), "online": LedgerHead.online + more}
    db.session.execute(update(LedgerHead).values(moved).execution_options(synchronize_session=False))


def write(petition_id: int, _size: int, rows: list[LedgerInbox]) -> list[int]:
    size = db.session.scalar(select(func.count(LedgerEntry.id))) or 0
    names = ("kind", "weight", "revision", "commitment")
    values: list[dict[str, Any]] = [
        {"petition_id": petition_id, "sequence": size + place} | {name: getattr(row, name) for name in names}
        for place, row in enumerate(rows)
    ]
    return list(db.session.scalars(insert(LedgerEntry).returning(LedgerEntry.id), values))


def take(rows: list[LedgerInbox], entries: list[int]) -> None:
    links = [{"entry_id": entry, "signature_id": row.signature_id} for row, entry in zip(rows, entries, strict=True)]
    db.session.execute(insert(LedgerLink), links)
    db.session.execute(delete(LedgerInbox).where(LedgerInbox.id.in_([row.id for row in rows])))
