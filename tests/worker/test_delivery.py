"""Mail that really goes: over SMTP, after deaths and refusals, within quotas, and never in the way of signing."""

import threading
import time as time_module
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.backends import mail_smtp
from petition.backends.mail import FolderMailer
from petition.extensions import db, mailer
from petition.models.outbox import Mail, MailState
from petition.services import bouncing, mail_pace, outbox
from petition.worker import Worker, delivery, writing
from petition.worker.packing import Parcel
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.reading import Mails, sign
from tests.servers import SmtpSink
from tests.worker.queueing import queue, the_mails, use_mailer

ADDRESS = "rima@example.org"


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


def the_mail(app: Flask) -> Mail:
    [mail] = the_mails(app)
    return mail


def test_it_goes_and_its_address_is_wiped(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink
) -> None:
    sign(client, petition)
    worker.run_all()
    [mail] = sink.wait_for(1)
    assert mail.recipients == (ADDRESS,)
    assert (the_mail(app).state, the_mail(app).address) == (MailState.SENT, None)


def test_its_return_address_names_it_authentically(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink
) -> None:
    sign(client, petition)
    worker.run_all()
    [mail] = sink.wait_for(1)
    with app.app_context():
        token = bouncing.token_for(db.session.execute(sa.select(Mail)).scalar_one())
    assert mail.sender == f"petitions+{token}@localhost"
    assert "Return-Path" not in mail


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_dies_loses_nothing_and_repeats_itself_recognisably(
    app: Flask,
    client: FlaskClient,
    petition: str,
    worker: Worker,
    sink: SmtpSink,
    time: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    sign(client, petition)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_hand_over", dying(moment))
        with pytest.raises(Killed):
            worker.run_all()
    worker.run_all()
    assert len(sink.messages) == (0 if moment == "before" else 1)
    time.move(minutes=2, seconds=1)
    worker.run_all()
    assert len(sink.messages) == (1 if moment == "before" else 2)
    assert len({mail["Message-ID"] for mail in sink.messages}) == 1
    assert the_mail(app).state is MailState.SENT


def dying(moment: str) -> Callable[[Parcel], None]:
    """Handing over, by a process that is killed before or after the server has the mail."""

    def hand_over(parcel: Parcel) -> None:
        if moment == "after":
            mailer.send(writing.write(parcel.draft), sender=parcel.sender, recipient=parcel.draft.recipient)
        raise Killed

    return hand_over


def test_later_is_tried_again_with_the_same_message_id(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    sink.refusals[ADDRESS] = "451 4.7.1 Greylisted, try again"
    sign(client, petition)
    worker.run_all()
    waiting = the_mail(app)
    assert (waiting.state, waiting.attempts) == (MailState.QUEUED, 1)
    assert "Greylisted" in waiting.server_words
    sink.refusals.clear()
    worker.run_all()
    assert sink.messages == []
    time.move(seconds=60)
    worker.run_all()
    assert sink.wait_for(1)[0]["Message-ID"] == f"<{waiting.public_id}@localhost>"


def test_never_is_given_up_and_shown_to_the_operator(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    sink.refusals[ADDRESS] = f"550 5.1.1 <{ADDRESS}> No such mailbox here"
    sign(client, petition)
    worker.run_all()
    output = app.test_cli_runner().invoke(args=["petition", "doctor"]).output
    assert "No such mailbox here" in output
    assert ADDRESS not in output
    time.move(days=4)
    worker.run_all()
    assert (the_mail(app).state, the_mail(app).attempts, sink.messages) == (MailState.FAILED, 1, [])


def test_one_refused_mail_does_not_hold_up_the_next(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink
) -> None:
    sink.refusals[ADDRESS] = "550 5.1.1 No such mailbox"
    sign(client, petition)
    sign(client, petition, mail="karim@example.org")
    worker.run_all()
    assert [mail.recipients for mail in sink.wait_for(1)] == [("karim@example.org",)]


def test_a_mail_that_cannot_be_read_does_not_hold_up_the_next(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink
) -> None:
    sign(client, petition)
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Mail).values(address=b"\0\1sealed with a key that is lost"))
        db.session.commit()
    sign(client, petition, mail="karim@example.org")
    worker.run_all()
    assert [mail.recipients for mail in sink.wait_for(1)] == [("karim@example.org",)]
    assert "DATA_KEYS" in the_mails(app)[0].server_words
    assert the_mails(app)[0].address is not None


def test_signing_goes_on_while_the_mail_server_thinks(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answers = threading.Event(), threading.Event()

    def think(*_mail: object, **_envelope: object) -> None:
        asked.set()
        answers.wait(20)

    monkeypatch.setattr(FolderMailer, "send", think)
    sign(client, petition)
    thread = threading.Thread(target=worker.run_all)
    thread.start()
    try:
        assert asked.wait(5)
        assert sign(app.test_client(), petition, mail="karim@example.org").status_code == 303
    finally:
        answers.set()
        thread.join()


def test_no_transaction_is_open_while_the_mail_server_thinks(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_transactions: list[bool] = []
    monkeypatch.setattr(FolderMailer, "send", lambda *_a, **_k: open_transactions.append(db.session().in_transaction()))
    for number in range(3):
        sign(client, petition, mail=f"signer{number}@example.org")
    worker.run_all()
    assert open_transactions == [False] * 3


def test_two_workers_answer_one_form_sent_often_with_one_mail(
    app: Flask, petition: str, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 1)
    for _ in range(12):
        sign(app.test_client(), petition)
    at_once(4, lambda _n: Worker(app).run_all())
    assert len(mails.to(ADDRESS)) == 1
    assert {mail.state for mail in the_mails(app)} == {MailState.SENT, MailState.DROPPED}


def test_two_workers_keep_to_one_mail_in_ten_minutes(
    app: Flask, petition: str, mails: Mails, time: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 1)
    for number in range(8):
        sign(app.test_client(), petition, comment=f"Words {number}")
    at_once(4, lambda _n: Worker(app).run_all())
    assert len(mails.to(ADDRESS)) == 1
    assert [mail.state for mail in the_mails(app)].count(MailState.QUEUED) == 7


def test_what_was_put_off_goes_when_its_turn_comes(
    client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    for number in range(4):
        sign(client, petition, comment=f"Words {number}")
    sent = [len(mails.all())]
    for minutes in (9, 1, 10, 10, 24 * 60 - 31, 1):
        time.move(minutes=minutes)
        sent.append(len(mails.all()))
    assert sent == [1, 1, 2, 3, 3, 3, 4]


def test_a_quota_of_a_day_is_kept(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    use_mailer(app, f"{sink.url}?per_day=3")
    for number in range(5):
        sign(client, petition, mail=f"signer{number}@example.org")
    worker.run_all()
    assert len(sink.messages) == 3
    time.move(hours=23)
    worker.run_all()
    assert len(sink.messages) == 3
    time.move(hours=1, seconds=1)
    worker.run_all()
    assert len(sink.wait_for(5)) == 5


def test_a_kill_repeats_the_mails_that_were_not_settled_and_no_more(
    app: Flask,
    petition: str,
    worker: Worker,
    sink: SmtpSink,
    time: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue(app, *(f"signer{number}@example.org" for number in range(25)))
    deaths = iter([False] * 17 + [True])
    hand_over = delivery._hand_over
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_hand_over", lambda parcel: die() if next(deaths) else hand_over(parcel))
        # By the number of mails alone: a slow machine would settle for the time it took, and have nothing to repeat.
        patch.setattr(delivery, "SETTLE_AFTER_SECONDS", 3600)
        with pytest.raises(Killed):
            worker.run_all()
    time.move(minutes=2, seconds=1)
    worker.run_all()
    assert len({mail["Message-ID"] for mail in sink.messages}) == 25
    assert 25 < len(sink.messages) <= 25 + delivery.SETTLE_AFTER_MAILS


def die() -> None:
    raise Killed


def test_what_a_slow_server_leaves_no_time_for_is_given_back(
    app: Flask, petition: str, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(app, *(f"signer{number}@example.org" for number in range(3)))
    monkeypatch.setattr(delivery, "PORTION", 0.6)
    monkeypatch.setattr(delivery, "_hand_over", lambda parcel: time_module.sleep(0.7))
    worker.run_due("mail")
    found = [(mail.state, mail.attempts, mail.leased_until) for mail in the_mails(app)]
    assert found == [(MailState.SENT, 1, None), *[(MailState.QUEUED, 0, None)] * 2]


def test_a_mail_that_is_begun_last_is_through_before_the_lease_is_over() -> None:
    latest = delivery.PORTION + mail_pace.HORIZON.total_seconds() + mail_smtp.LONGEST
    # What is left is for looking up the mails before, writing this one, and settling it.
    assert latest + 5 < outbox.LEASE.total_seconds()
