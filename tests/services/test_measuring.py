"""Figures of the site: they come from indexes and kept sums, and say what there is."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Mail, MailKind, MailState, MailUse
from petition.models.petition import Petition, PetitionState, Publishing
from petition.services import measuring, outbox
from petition.services.sequencing import BATCH_LEAST
from tests.conftest import FakeClock
from tests.services.counting import confirmed, revision_row, sequenced

HOUR = 3600
# These grow with what people do. (`ledger_head` has a row for each petition, `ledger_inbox` only holds what waits.)
WHOLE = re.compile(r"(?:^SCAN|Seq Scan on) (?:signature|submission|outbox|mail_use)\b(?!.* INDEX )")


def lag() -> float:
    return measuring.ledger_lag().total_seconds()


def test_nothing_lags_where_nothing_waits(ward: Petition) -> None:
    sequenced(ward)
    assert (lag(), measuring.ledger_waiting()) == (0, 0)


def test_a_live_count_lags_from_the_first_that_waits(ward: Petition, time: FakeClock) -> None:
    sequenced(ward)
    confirmed(ward)
    time.move(seconds=7)
    confirmed(ward)
    db.session.flush()
    assert (lag(), measuring.ledger_waiting()) == (7, 2)


@pytest.fixture
def batched(ward: Petition, time: FakeClock) -> Petition:
    """A petition that publishes by the hour, and has just done so."""
    time.now = time.now.replace(minute=0, second=1)
    ward.publish = Publishing.BATCHED
    sequenced(ward)
    return ward


def test_a_batch_lags_when_its_hour_has_passed(batched: Petition, time: FakeClock) -> None:
    confirmed(batched, BATCH_LEAST)
    db.session.flush()
    time.move(seconds=HOUR - 5)
    assert lag() == 0
    time.move(seconds=15)
    assert 10 <= lag() < 12


def test_a_correction_that_is_not_taken_lags(batched: Petition, time: FakeClock) -> None:
    db.session.add(revision_row(batched))
    db.session.flush()
    time.move(hours=3)
    assert lag() > HOUR


def test_a_small_batch_may_wait(batched: Petition, time: FakeClock) -> None:
    confirmed(batched, BATCH_LEAST - 1)
    db.session.flush()
    time.move(seconds=5 * HOUR)
    assert lag() == 0
    confirmed(batched)
    db.session.flush()
    time.move(seconds=HOUR)
    assert 1 <= lag() < 3


def test_petitions_are_told_by_state(ward: Petition) -> None:
    found = measuring.petitions_by_state()
    assert (found[PetitionState.OPEN], found[PetitionState.HIDDEN]) == (1, 0)


def test_mails_of_an_hour_are_told_from_their_numbers(ward: Petition, time: FakeClock) -> None:
    for name in ("old", "a", "b", "c"):
        values = {"mailbox_index": b"x", "petition_public_id": "p", "mail_public_id": name, "sent_at": time.now}
        db.session.add(MailUse(**values))
        db.session.flush()
        time.move(minutes=40 if name == "old" else 10)
    assert measuring.mails_sent(measuring.HOUR) == 3
    assert measuring.mails_sent(measuring.DAY) == 4
    time.move(days=2)
    assert measuring.mails_sent(measuring.DAY) == 0


def test_failures_are_those_of_the_time(ward: Petition, time: FakeClock) -> None:
    outbox.put(MailKind.REMINDER, subject="x", address="rima@example.org", language="en", dedupe_key="x")
    mail = db.session.scalars(sa.select(Mail)).one()
    mail.state, mail.failed_at = MailState.BOUNCED, time.now
    db.session.flush()
    assert measuring.mails_failed(measuring.HOUR) == {MailState.FAILED: 0, MailState.BOUNCED: 1}
    time.move(minutes=61)
    assert sum(measuring.mails_failed(measuring.HOUR).values()) == 0


FIGURES = (
    measuring.counted,
    measuring.held,
    measuring.ledger_lag,
    measuring.ledger_waiting,
    measuring.mail_waits_since,
    measuring.mails_due,
    measuring.mails_queued,
    lambda: measuring.mails_failed(measuring.HOUR),
    lambda: measuring.mails_sent(measuring.DAY),
    measuring.petitions_by_state,
    measuring.submissions_waiting,
)


@pytest.mark.parametrize("figure", FIGURES)
def test_no_table_that_grows_is_read_from_end_to_end(ward: Petition, figure: Callable[[], object]) -> None:
    assert [line for line in plans(figure) if WHOLE.search(line)] == []


def test_reading_one_whole_would_be_seen(ward: Petition) -> None:
    whole = plans(lambda: db.session.scalar(sa.text("SELECT count(server_words) FROM outbox")))
    assert any(WHOLE.search(line) for line in whole)


def plans(figure: Callable[[], object]) -> list[str]:
    """The lines of the plans of every statement sent for a figure."""
    sent: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        sent.append((statement, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    figure()
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert sent
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        found = [connection.exec_driver_sql(explain + words, values).all() for words, values in sent]  # type: ignore[arg-type]
    return [str(row[-1]).strip(" ->") for plan in found for row in plan]
