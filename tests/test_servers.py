"""The servers that other tests lean on do answer, each over its own protocol."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
import valkey
from sqlalchemy import NullPool, create_engine, text

from tests.servers import SmtpSink, postgres_server, require, smtp_sink, valkey_server

pytestmark = pytest.mark.servers


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as server:
        yield server


@pytest.fixture
def client(sink: SmtpSink) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", urlsplit(sink.url).port or 0, timeout=5) as connection:
        yield connection


def mail_to(recipient: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "site@example.org", recipient, "Un signe, une voix: توقيع"
    mail.set_content("Please confirm.")
    return mail


@pytest.mark.parametrize(("durable", "fsync"), [(False, "off"), (True, "on")])
def test_postgres_answers(durable: bool, fsync: str) -> None:
    with (
        postgres_server(durable=durable) as url,
        create_engine(url, poolclass=NullPool).connect() as connection,
    ):
        assert str(connection.scalar(text("SELECT version()"))).startswith("PostgreSQL 18")
        assert connection.scalar(text("SHOW fsync")) == fsync


def test_valkey_answers() -> None:
    with valkey_server() as url, valkey.Valkey.from_url(url) as client:
        assert client.ping()


def test_a_mail_arrives_with_its_envelope(sink: SmtpSink, client: smtplib.SMTP) -> None:
    client.send_message(mail_to("amina@example.org"))
    [mail] = sink.wait_for(1)
    assert mail["Subject"] == "Un signe, une voix: توقيع"
    assert mail.get_content() == "Please confirm.\r\n"
    assert (mail.sender, mail.recipients) == ("site@example.org", ("amina@example.org",))


@pytest.mark.parametrize("answer", ["550 5.1.1 No such mailbox", "451 4.7.1 Try again later"])
def test_a_chosen_recipient_is_refused(sink: SmtpSink, client: smtplib.SMTP, answer: str) -> None:
    sink.refusals["gone@example.org"] = answer
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.send_message(mail_to("gone@example.org"))
    code, words = answer.split(" ", 1)
    assert refused.value.recipients == {"gone@example.org": (int(code), words.encode())}
    assert sink.messages == []


def test_waiting_in_vain_says_how_many_came(sink: SmtpSink) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 mails"):
        sink.wait_for(1, timeout=0.05)


def test_a_missing_tool_skips_on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERSIGN_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Chromium is missing"):
        require(False, "Chromium")


def test_a_missing_tool_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="Chromium is missing"):
        require(False, "Chromium")
