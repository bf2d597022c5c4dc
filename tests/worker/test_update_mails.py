"""Updates on their way: what stands in the mail, and that it goes behind all that somebody waits for."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.update_mail import MailingState, UpdateMailing
from petition.services import update_mails
from petition.worker import Worker
from tests.conftest import FakeClock
from tests.guarantees import at_once, statements
from tests.mailings import asked, choose_all, mailed, news_mails
from tests.reading import Mails, link_in, text_of
from tests.servers import SmtpSink
from tests.worker.queueing import queue, use_mailer

Begin = Callable[..., None]


@pytest.fixture
def begin(app: Flask, petition: str, load: Callable[[str], Petition]) -> Begin:
    """Begins to mail an update to people of these names; with `chosen`, their mails wait in the outbox."""

    def act(*names: str, language: str = "en", chosen: bool = False) -> None:
        with app.app_context():
            db.open_for_writing()
            asked(load(petition), *names, language=language)
            mailed(load(petition))
            if chosen:
                choose_all()
            db.session.commit()

    return act


def arrived(sink: SmtpSink) -> list[str]:
    return [mail.recipients[0].partition("@")[0] for mail in sink.messages]


def test_it_says_the_news_why_it_comes_and_how_to_end_it(begin: Begin, mails: Mails, client: FlaskClient) -> None:
    begin("rima")
    [mail] = mails.all()
    text = text_of(mail)
    assert (mail["To"], mail["Subject"]) == ("rima@example.org", "The ward stays open")
    assert "you signed this petition and asked for news on it" in text
    assert "before=2#update-1" in text
    assert client.get(link_in(mail, "/signature/")).status_code == 200
    assert client.post(link_in(mail, "/unsubscribe/"), data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_it_speaks_arabic_from_the_right(begin: Begin, mails: Mails) -> None:
    begin("omar", language="ar")
    [mail] = mails.all()
    html = mail.get_body(preferencelist=("html",))
    assert html is not None
    assert 'dir="rtl"' in html.get_content()
    assert "/ar/unsubscribe/" in str(mail["List-Unsubscribe"])


def test_mail_programs_can_end_it_by_one_press(
    app: Flask, begin: Begin, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = app.extensions["petition.settings"]
    monkeypatch.setitem(app.config, "PREFERRED_URL_SCHEME", "https")
    begin("rima")
    [mail] = mails.all()
    assert str(mail["List-Unsubscribe"]).startswith("<https://")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(mail["List-Id"]).endswith(f".{there.mail_from.partition('@')[2]}>")
    assert (mail["Precedence"], mail["Auto-Submitted"]) == ("bulk", "auto-generated")


def test_without_https_no_press_is_offered(begin: Begin, mails: Mails) -> None:
    begin("rima")
    [mail] = mails.all()
    assert "List-Unsubscribe" in mail
    assert "List-Unsubscribe-Post" not in mail


def test_confirmation_mails_overtake_news(app: Flask, begin: Begin, worker: Worker, sink: SmtpSink) -> None:
    use_mailer(app, f"{sink.url}?per_domain=1000")
    begin(*[f"reader{number}" for number in range(25)], chosen=True)
    queue(app, "signer@example.org")
    worker.run_due("mail")
    assert arrived(sink)[0] == "signer"
    assert len(arrived(sink)) == 21


def test_news_leave_half_of_the_day_to_others(app: Flask, begin: Begin, worker: Worker, sink: SmtpSink) -> None:
    use_mailer(app, f"{sink.url}?per_day=4")
    begin("a", "b", "c", "d", chosen=True)
    worker.run_all()
    assert arrived(sink) == ["a", "b"]
    queue(app, "signer@example.org")
    worker.run_all()
    assert arrived(sink) == ["a", "b", "signer"]


def test_news_that_wait_for_a_slow_domain_are_not_in_a_signers_way(
    app: Flask, begin: Begin, worker: Worker, sink: SmtpSink, time: FakeClock
) -> None:
    use_mailer(app, f"{sink.url}?per_domain=0.4")
    begin("a", "b", "c", "d", chosen=True)
    worker.run_all()
    time.move(seconds=2.5)
    queue(app, "signer@example.org")
    worker.run_all()
    assert arrived(sink) == ["a", "signer"]


def test_three_workers_choose_nobody_twice(app: Flask, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_mails, "PORTION", 2)
    begin(*[f"reader{number}" for number in range(9)])

    def work(_number: int) -> None:
        with app.app_context():
            db.open_for_writing()
            state = MailingState.GOING
            # Who finds it in other hands has nothing to do, and asks again.
            while state is MailingState.GOING:
                update_mails.choose()
                state = db.session.scalars(sa.select(UpdateMailing.state)).one()
                db.session.commit()

    at_once(3, work)
    with app.app_context():
        [done] = db.session.scalars(sa.select(UpdateMailing))
        assert done.chosen == len(news_mails()) == 9


def test_a_signers_mail_asks_the_database_as_often_as_without_news(
    app: Flask, petition: str, worker: Worker, sink: SmtpSink
) -> None:
    queue(app, "first@example.org")
    with statements(app) as sent:
        worker.run_due("mail")
    assert [statement for statement in sent if "update_mail" in statement] == []
