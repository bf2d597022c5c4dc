"""Several workers on PostgreSQL: what is due happens once, and whoever comes second says nothing.

(On SQLite one transaction writes at a time: the second sees what the first did.)
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, LedgerEntry, LedgerInbox
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.submission import Submission
from petition.services import forgetting, petitions, reminding
from petition.worker import Worker, upkeep
from tests.guarantees import at_once
from tests.making import at, make_petition, submit

pytestmark = [pytest.mark.servers, pytest.mark.parametrize("site", ["postgresql"], indirect=True)]
LONG_AGO = at(2020, 1, 1)
WORKERS = 4


@contextmanager
def transaction(app: Flask) -> Iterator[None]:
    """Committed at the end, as an edge does."""
    with app.app_context():
        db.open_for_writing()
        yield
        db.session.commit()


def by_another_worker(app: Flask, act: Callable[[], bool]) -> None:
    """Let a second worker do it meanwhile; it must not wait for the first."""

    def do() -> None:
        with transaction(app):
            act()

    with ThreadPoolExecutor(1) as other:
        other.submit(do).result(timeout=5)


def due_to_close(app: Flask) -> None:
    with transaction(app):
        make_petition()
        db.session.execute(update(Petition).values(closes_local=LONG_AGO))


def due_to_open(app: Flask) -> None:
    with transaction(app):
        make_petition(opened=False, opens_local=LONG_AGO, opens_itself=True)


def due_to_be_reminded(app: Flask, people: int = 1) -> None:
    with transaction(app):
        slug = make_petition()
        found = petitions.by_slug(slug)
        assert found is not None
        for number in range(people):
            sent = submit(found, address=f"signer{number}@example.org")
            sent.created_at = sent.mailed_at = clock.now() - timedelta(days=3)


def one_state(app: Flask) -> PetitionState:
    with app.app_context():
        return db.session.scalars(select(Petition)).one().state


def entries(app: Flask, kind: EntryKind) -> int:
    """In the ledger or on the way into it."""
    with app.app_context():
        return sum(
            db.session.scalar(select(func.count()).select_from(table).where(table.kind == kind)) or 0
            for table in (LedgerEntry, LedgerInbox)
        )


def reminders(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Mail.id)).where(Mail.kind == MailKind.REMINDER)) or 0


def test_workers_that_close_at_once_close_once(app: Flask) -> None:
    due_to_close(app)
    with transaction(app):
        [petition] = petitions.due_to_close()
        assert petitions.hold(petition)
        petitions.close(petition)
        db.session.flush()
        by_another_worker(app, upkeep.close_due)
    by_another_worker(app, upkeep.close_due)
    assert one_state(app) is PetitionState.CLOSED
    assert entries(app, EntryKind.CLOSED) == 1


def test_who_found_it_before_it_was_closed_sees_that_it_is(app: Flask) -> None:
    due_to_close(app)
    with transaction(app):
        [petition] = petitions.due_to_close()
        by_another_worker(app, upkeep.close_due)
        assert petitions.hold(petition)
        assert not petitions.is_due_to_close(petition)


def test_workers_that_open_at_once_open_once(app: Flask) -> None:
    due_to_open(app)
    with transaction(app):
        [petition] = petitions.due_to_open()
        assert petitions.hold(petition)
        petitions.open_now(petition, languages=["en"])
        db.session.flush()
        by_another_worker(app, upkeep.open_due)
    assert entries(app, EntryKind.OPENED) == 1


def test_holding_a_petition_keeps_nobody_from_signing(app: Flask) -> None:
    with transaction(app):
        make_petition()
    with transaction(app):
        assert petitions.hold(db.session.scalars(select(Petition)).one())
        by_another_worker(app, lambda: bool(submit(db.session.scalars(select(Petition)).one())))


def test_workers_that_remind_at_once_share_the_work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    due_to_be_reminded(app, people=3)
    with transaction(app):
        assert reminding.remind()
        db.session.flush()
        by_another_worker(app, upkeep.remind)
    assert reminders(app) == 3


def test_workers_that_forget_at_once_do_not_wait_for_each_other(app: Flask) -> None:
    due_to_be_reminded(app, people=2)
    with transaction(app):
        db.session.execute(update(Submission).values(expires_at=clock.now() - timedelta(days=1)))
    with transaction(app):
        forgetting.forget()
        by_another_worker(app, upkeep.expire)
    with app.app_context():
        assert db.session.scalars(select(Submission)).all() == []


def test_whole_workers_at_once_do_everything_once_and_fail_at_nothing(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    due_to_open(app)
    with transaction(app):
        make_petition("another", closes_local=LONG_AGO)
    workers = [Worker(app) for _ in range(WORKERS)]
    for _ in range(3):
        at_once(WORKERS, lambda number: workers[number].run_due())
    assert (entries(app, EntryKind.OPENED), entries(app, EntryKind.CLOSED)) == (2, 1)
    assert "duty failed" not in caplog.text
