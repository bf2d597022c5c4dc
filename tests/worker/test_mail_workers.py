"""Many workers at one queue: each mail once, and all of them together within the quota."""

import time as time_module
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask

from petition import create_app
from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import MailState
from petition.services import mailing
from petition.worker import Worker, delivery
from petition.worker.packing import Parcel
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.servers import SmtpSink
from tests.worker.queueing import pause_mail, queue, the_mails, use_mailer

ADDRESSES = [f"signer{number}@example{number % 5}.org" for number in range(40)]
Crowd = Callable[[str], None]


@pytest.fixture
def crowd(app: Flask, petition: str, sink: SmtpSink) -> Iterator[Crowd]:
    """Three workers with an app and a connection each, as on three hosts, that empty the queue at once."""
    with ExitStack() as stack:
        hosts = [create_app(app.extensions["petition.settings"]) for _ in range(3)]
        for host in hosts:
            stack.callback(use_mailer, host, sink.url)

        def work(options: str) -> None:
            for host in hosts:
                use_mailer(host, sink.url + options)
            at_once(3, lambda number: Worker(hosts[number]).run_due("mail"))
            at_once(3, lambda number: Worker(hosts[number]).run_all())

        yield work
        for host in hosts:
            host.extensions["petition.mailer"].close()
            with host.app_context():
                db.engine.dispose()


def test_each_mail_goes_once(app: Flask, crowd: Crowd, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BATCH", 4)
    queue(app, *ADDRESSES)
    crowd("")
    assert sorted(mail.recipients[0] for mail in sink.messages) == sorted(ADDRESSES)
    assert {mail.attempts for mail in the_mails(app)} == {1}


def test_the_quota_of_a_day_is_never_exceeded(app: Flask, crowd: Crowd, sink: SmtpSink) -> None:
    queue(app, *ADDRESSES)
    crowd("?per_day=7")
    assert len(sink.messages) == 7


def test_the_quota_of_a_second_is_shared(app: Flask, crowd: Crowd, sink: SmtpSink) -> None:
    queue(app, *ADDRESSES[:16])
    begun = time_module.monotonic()
    crowd("?per_second=10")
    assert len(sink.messages) == 16
    assert time_module.monotonic() - begun >= 15 / 10


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_host_with_a_wrong_clock_neither_starves_nor_steals(
    app: Flask, petition: str, time: FakeClock, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setattr(clock, "now", lambda: time.now + timedelta(hours=hours))
    queue(app, *ADDRESSES[:2])
    with app.app_context():
        db.open_for_writing()
        taken = [len(mailing.claim(1)) for _ in range(3)]
    assert taken == [1, 1, 0]


def test_a_late_worker_undoes_nothing(app: Flask, petition: str, time: FakeClock) -> None:
    queue(app, ADDRESSES[0])
    with app.app_context():
        db.open_for_writing()
        late = mailing.claim(1)
        time.move(minutes=2, seconds=1)
        mailing.sent(mailing.claim(1))
        mailing.deferred(late[0], "451 later")
        mailing.refused(late[0], "550 never")
        mailing.give_back(late)
        mailing.put_off([(late[0], time.now)])
        db.session.commit()
    [mail] = the_mails(app)
    assert (mail.state, mail.server_words, mail.failed_at) == (MailState.SENT, "", None)


def test_a_late_worker_takes_no_lease_away(app: Flask, petition: str, time: FakeClock) -> None:
    queue(app, ADDRESSES[0])
    with app.app_context():
        db.open_for_writing()
        late = mailing.claim(1)
        time.move(minutes=2, seconds=1)
        mailing.claim(1)
        mailing.give_back(late)
        assert mailing.claim(1) == []


def test_the_switch_lets_all_mail_wait_and_loses_none(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink
) -> None:
    queue(app, *ADDRESSES)
    pause_mail(app, "on")
    worker.run_all()
    assert sink.messages == []
    pause_mail(app, "off")
    worker.run_all()
    assert len(sink.wait_for(40)) == 40


def test_the_switch_stops_a_batch_on_its_way(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(app, *ADDRESSES)
    hand_over = delivery._hand_over
    acts: Iterator[Callable[[], None]] = iter([lambda: pause_mail(app, "on"), *[lambda: None] * 40])

    def hand_over_while_somebody_pauses(parcel: Parcel) -> None:
        hand_over(parcel)
        next(acts)()

    monkeypatch.setattr(delivery, "_hand_over", hand_over_while_somebody_pauses)
    worker.run_all()
    assert len(sink.messages) <= delivery.SETTLE_AFTER_MAILS
    waiting = [mail for mail in the_mails(app) if mail.state is MailState.QUEUED]
    assert {(mail.attempts, mail.leased_until) for mail in waiting} == {(0, None)}
