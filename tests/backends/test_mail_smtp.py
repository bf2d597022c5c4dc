"""Mail reaches a real SMTP server over one connection, and trouble is told apart from refusal."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from petition.backends import mail_smtp
from petition.backends.mail import MailDeferred, Mailer, MailRefused, MailServerTrouble, mailer_from_url
from tests.backends.mails import ALICE, BOUNCE, SUBJECT, UNSUBSCRIBE, make_mail, send
from tests.servers import SmtpSink, smtp_sink

SELMA = "سلمى@أطباء.example"
HELLO = ["220 mx", "250 mx"]
MAIL = ["250 sender", "250 recipient", "354 go on", "250 taken"]
# A server that says nothing before all commands of a mail are there, which only one that allows it may do.
QUICK_HELLO = ["220 mx", "250-mx\r\n250 PIPELINING"]
QUICK_MAIL = ["", "", "250 sender\r\n250 recipient\r\n354 go on", "250 taken"]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as running:
        yield running


@pytest.fixture
def mailer(sink: SmtpSink) -> Iterator[Mailer]:
    mailer = mailer_from_url(sink.url)
    yield mailer
    mailer.close()


@contextmanager
def scripted(*sessions: list[str]) -> Iterator[Mailer]:
    """A mailer of a server that answers its first caller by the first script, the second by the second …

    A script's first line is the greeting, each other the answer to a command, if it has one. At its end the server
    hangs up.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_play, args=(server, sessions), daemon=True)
        thread.start()
        mailer = mailer_from_url(f"smtp://127.0.0.1:{server.getsockname()[1]}")
        yield mailer
        mailer.close()
        thread.join(5)
        assert not thread.is_alive()


def _play(server: socket.socket, sessions: tuple[list[str], ...]) -> None:
    for script in sessions:
        caller = server.accept()[0]
        with caller, caller.makefile("rb") as commands:
            caller.sendall(script[0].encode() + b"\r\n")
            for answer in script[1:]:
                commands.readline()
                caller.sendall(f"{answer}\r\n".encode() if answer else b"")
                if "354" in answer:
                    # The line that ends the mail counts as the next command.
                    while commands.peek(3)[:3] != b".\r\n":
                        commands.readline()


def test_a_mail_arrives_whole(sink: SmtpSink, mailer: Mailer) -> None:
    send(mailer)
    (mail,) = sink.wait_for(1)
    assert (mail.sender, mail.recipients) == (BOUNCE, (ALICE,))
    assert mail["Subject"] == SUBJECT
    assert mail["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert next(mail.iter_parts()).get_content().split() == ["Hello", "."]
    assert "Return-Path" not in mail


def test_an_international_address_is_reached(sink: SmtpSink, mailer: Mailer) -> None:
    send(mailer, SELMA)
    send(mailer)
    international, plain = sink.wait_for(2)
    assert international.recipients == (SELMA,)
    assert str(international["To"]).encode(errors="surrogateescape") == SELMA.encode()
    assert plain.recipients == (ALICE,)


def test_an_international_domain_is_reached_by_any_server() -> None:
    with scripted(HELLO + MAIL) as mailer:
        send(mailer, "selma@straße.example")


def test_a_server_without_smtputf8_is_not_asked_again() -> None:
    with scripted(HELLO + MAIL) as mailer:
        with pytest.raises(MailRefused, match="SMTPUTF8"):
            send(mailer, SELMA)
        send(mailer)


def test_a_4xx_defers(sink: SmtpSink, mailer: Mailer) -> None:
    sink.refusals[ALICE] = "451 4.7.1 Greylisted"
    with pytest.raises(MailDeferred) as deferred:
        send(mailer)
    assert deferred.value.server_words == "451 4.7.1 Greylisted"


def test_a_5xx_for_the_recipient_refuses(sink: SmtpSink, mailer: Mailer) -> None:
    sink.refusals[ALICE] = f"550 5.1.1 <{ALICE}> is unknown"
    with pytest.raises(MailRefused) as refused:
        send(mailer)
    assert refused.value.server_words == "550 5.1.1 <address> is unknown"
    assert refused.value.__suppress_context__


def test_after_a_refusal_the_connection_is_used_on() -> None:
    refusal = ["250 sender", "550 unknown", "250 reset"]
    with scripted(HELLO + refusal + MAIL) as mailer:
        with pytest.raises(MailRefused):
            send(mailer)
        send(mailer)


def test_a_server_that_allows_it_is_waited_for_twice_for_each_mail() -> None:
    with scripted(QUICK_HELLO + QUICK_MAIL + QUICK_MAIL) as mailer:
        for number in range(2):
            send(mailer, number=number)


@pytest.mark.parametrize(
    "refusal",
    [["", "", "250 sender\r\n550 unknown\r\n503 nobody"], ["250 sender", "550 unknown", "354 go on", "554 nobody"]],
)
def test_after_a_refusal_the_rest_of_what_was_sent_ahead_is_no_mail(refusal: list[str]) -> None:
    with scripted(QUICK_HELLO + refusal + ["250 reset"] + QUICK_MAIL) as mailer:
        with pytest.raises(MailRefused, match="550 unknown"):
            send(mailer)
        send(mailer)


def test_a_server_that_hangs_up_leaves_nothing_to_wait_for() -> None:
    with scripted([*QUICK_HELLO, "", "", "421 closing"], QUICK_HELLO + QUICK_MAIL) as mailer:
        with pytest.raises(MailServerTrouble, match="421 closing"):
            send(mailer)
        send(mailer)


@pytest.mark.parametrize("answers", [["554 no"], ["354 go on", "552 too big"]])
def test_a_5xx_for_the_content_refuses(answers: list[str]) -> None:
    with scripted([*HELLO, "250 sender", "250 recipient", *answers]) as mailer, pytest.raises(MailRefused):
        send(mailer)


@pytest.mark.parametrize(
    "script",
    [
        [],
        ["554 no service"],
        ["421 too busy"],
        ["220 mx", "500 what?", "500 what?"],
        [*HELLO, "550 not from you"],
        [*HELLO, "250 sender", "421 closing"],
        [*HELLO, "250 sender", "530 log in first"],
        [*HELLO, "250 sender"],
        [*HELLO, "250 sender", "250 recipient", "354 go on"],
        [*HELLO, "250 sender", "250 recipient", "354 go on", "451 disk full"],
        [*HELLO, "250 sender", "250 recipient", "nonsense"],
    ],
)
def test_trouble_that_is_not_the_recipients_defers(script: list[str]) -> None:
    with scripted(script or [""]) as mailer, pytest.raises(MailDeferred):
        send(mailer)


@pytest.mark.parametrize(
    ("script", "may_have_arrived"),
    [
        ([*HELLO, "421 4.3.2 closing"], False),
        ([*HELLO, "250 sender", "421 4.3.2 closing"], False),
        ([*HELLO, "250 sender", "250 recipient", "354 go on", "421 4.3.2 closing"], False),
        ([*HELLO, "250 sender"], False),
        ([*HELLO, "250 sender", "250 recipient", "354 go on"], True),
    ],
)
def test_trouble_says_whether_the_mail_may_be_there(script: list[str], may_have_arrived: bool) -> None:
    with scripted(script) as mailer, pytest.raises(MailServerTrouble) as trouble:
        send(mailer)
    assert trouble.value.may_have_arrived is may_have_arrived


@pytest.mark.parametrize("step", [[], ["250 recipient", "354 go on"]])
def test_a_never_that_is_about_our_account_is_trouble_of_the_server(step: list[str]) -> None:
    answers = [*step, "550 5.4.5 Daily user sending limit exceeded", "250 reset"]
    with scripted([*HELLO, "250 sender", *answers, *MAIL]) as mailer:
        with pytest.raises(MailServerTrouble) as trouble:
            send(mailer)
        assert not trouble.value.may_have_arrived
        send(mailer)


def test_a_domain_that_wants_fewer_mails_is_no_trouble_of_the_server() -> None:
    with scripted([*HELLO, "250 sender", "421 4.7.28 unusual rate"], HELLO + MAIL) as mailer:
        with pytest.raises(MailDeferred) as deferred:
            send(mailer)
        assert not isinstance(deferred.value, MailServerTrouble)
        send(mailer)


def test_a_mail_takes_no_longer_than_a_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_smtp, "LONGEST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(MailServerTrouble):
            send(mailer_from_url(f"smtp://127.0.0.1:{silent.getsockname()[1]}"))
    assert time.monotonic() - begun < 5


def test_no_server_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(MailDeferred, match="refused"):
        send(mailer_from_url(f"smtp://127.0.0.1:{port}"))


def test_one_connection_carries_several_mails() -> None:
    with scripted(HELLO + MAIL + MAIL + MAIL) as mailer:
        for number in range(3):
            send(mailer, number=number)


def test_a_connection_is_not_used_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_smtp, "MAILS_PER_CONNECTION", 2)
    goodbye = ["221 bye"]
    with scripted(HELLO + MAIL + MAIL + goodbye, HELLO + MAIL + goodbye) as mailer:
        for number in range(3):
            send(mailer, number=number)


@pytest.mark.parametrize("farewell", [[], ["421 4.4.2 idle for too long"]])
def test_a_closed_connection_is_replaced(farewell: list[str]) -> None:
    with scripted(HELLO + MAIL + farewell, HELLO + MAIL) as mailer:
        send(mailer, number=1)
        send(mailer, number=2)


def test_after_trouble_the_next_mail_is_sent() -> None:
    with scripted([*HELLO, "451 later"], HELLO + MAIL) as mailer:
        with pytest.raises(MailDeferred):
            send(mailer)
        send(mailer)


def test_what_is_no_address_is_refused(mailer: Mailer) -> None:
    with pytest.raises(MailRefused, match="not a plain mail address"):
        mailer.send(make_mail(), sender=BOUNCE, recipient="alice@example.net> NOTIFY=NEVER")
