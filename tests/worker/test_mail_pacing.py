"""Domains that want fewer mails, and mail servers in trouble: nobody else waits for them, and nothing is lost."""

import pytest
from flask import Flask

from petition.extensions import db, mailer
from petition.models.outbox import MailState
from petition.services import policy
from petition.worker import Worker, delivery
from tests.conftest import FakeClock
from tests.servers import SmtpSink
from tests.worker.queueing import queue, the_mails, use_mailer

SLOW = [f"signer{number}@slow.example" for number in range(5)]
OTHERS = [f"signer{number}@example.net" for number in range(3)]


def arrived(sink: SmtpSink) -> list[str]:
    return [mail.recipients[0] for mail in sink.messages]


def test_a_domain_gets_its_mails_one_after_the_other(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    use_mailer(app, f"{sink.url}?per_domain=0.4")
    queue(app, *SLOW)
    received = []
    for _ in range(6):
        worker.run_all()
        received.append(len(sink.messages))
        time.move(seconds=2.5)
    assert received == [1, 2, 3, 4, 5, 5]
    assert {mail.attempts for mail in the_mails(app)} == {1}


def test_a_decision_slows_all_of_them_down_without_a_restart(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    use_mailer(app, f"{sink.url}?per_second=50")
    with app.app_context():
        db.open_for_writing()
        policy.decide("mail.per_second", "0.4")
        db.session.commit()
    queue(app, *OTHERS)
    received = []
    for _ in range(3):
        worker.run_all()
        received.append(len(sink.messages))
        time.move(seconds=2.5)
    assert received == [1, 2, 3]


def test_mails_that_wait_for_their_domain_use_up_no_quota_of_the_day(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    use_mailer(app, f"{sink.url}?per_domain=0.4&per_day=5")
    queue(app, *SLOW)
    worker.run_all()
    queue(app, "one@fast.example", "two@quick.example")
    worker.run_all()
    assert arrived(sink) == [SLOW[0], "one@fast.example", "two@quick.example"]


def test_a_flood_to_a_slow_domain_is_in_nobodys_way(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    use_mailer(app, f"{sink.url}?per_domain=0.4")
    queue(app, *SLOW, OTHERS[0])
    worker.run_all()
    assert arrived(sink) == [SLOW[0], OTHERS[0]]


def test_a_domain_that_asks_for_it_is_left_alone_and_others_are_not(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    sink.refusals |= dict.fromkeys(SLOW, "421 4.7.28 Unusual rate of mail")
    queue(app, *SLOW, *OTHERS)
    worker.run_all()
    assert arrived(sink) == OTHERS
    assert [mail.attempts for mail in the_mails(app)] == [1, 0, 0, 0, 0, 1, 1, 1]
    sink.refusals.clear()
    time.move(seconds=6)
    worker.run_all()
    assert sorted(arrived(sink)) == sorted(SLOW[1:] + OTHERS)


def test_greylisting_is_about_one_mail_alone(app: Flask, petition: str, worker: Worker, sink: SmtpSink) -> None:
    sink.refusals[SLOW[0]] = "451 4.7.1 Greylisted, try again"
    queue(app, *SLOW)
    worker.run_all()
    assert arrived(sink) == SLOW[1:]


def test_ten_minutes_of_421_cost_no_mail_an_attempt_and_then_all_go(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    sink.refusals |= dict.fromkeys(SLOW + OTHERS, "421 4.3.2 Closing")
    queue(app, *SLOW, *OTHERS)
    for _ in range(10):
        worker.run_all()
        time.move(minutes=1)
    assert {(mail.state, mail.attempts) for mail in the_mails(app)} == {(MailState.QUEUED, 0)}
    sink.refusals.clear()
    time.move(minutes=1)
    worker.run_all()
    assert sorted(arrived(sink)) == sorted(SLOW + OTHERS)


def test_a_server_in_trouble_is_asked_ever_more_rarely(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    sink.refusals |= dict.fromkeys(SLOW, "421 4.3.2 Closing")
    queue(app, *SLOW)
    rests = []
    for seconds in (0.9, 0.2, 1.8, 0.4, 4, 1.1):
        worker.run_all()
        rests.append(sum(bool(mail.server_words) for mail in the_mails(app)))
        time.move(seconds=seconds)
    assert rests == [1, 1, 2, 2, 3, 3]


def test_a_clock_that_is_set_back_does_not_prolong_a_rest(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    with app.app_context():
        mailer.rest.begin()
        assert mailer.rest.is_on
        time.move(hours=-1)
        assert not mailer.rest.is_on
