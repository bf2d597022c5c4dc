"""The mail server that keeps links: what it makes of mails as they are sent."""

import smtplib
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from socket import create_connection

import pytest

from tests.faults.running import RunningProgram, wait_until
from tests.servers import free_port

PATH = "/en/confirm/" + "A-token_of~many.letters" * 5


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    smtp, asking = free_port(), free_port()
    command = ("-m", "bench.sink", f"--smtp={smtp}", f"--asking={asking}")
    program = RunningProgram(tmp_path_factory.mktemp("sink") / "log", command, {})
    program.start()
    try:
        wait_until(lambda: _listens(smtp) and _listens(asking))
        yield smtp, asking
    finally:
        program.end()


def _listens(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def mail_with(words: str, encoding: str) -> EmailMessage:
    mail = EmailMessage()
    mail["To"], mail["From"] = "rima@example.org", "petitions@example.org"
    mail.set_content(words, cte=encoding)
    return mail


def links(port: int, number: int) -> str:
    with closing(create_connection(("127.0.0.1", port), 5)) as asking:
        asking.sendall(b"%d\n" % number)
        return asking.makefile().readline().strip()


def test_it_keeps_the_link_of_each_mail(ports: tuple[int, int]) -> None:
    with smtplib.SMTP("127.0.0.1", ports[0]) as server:
        for encoding in ("quoted-printable", "8bit"):
            server.send_message(mail_with(f"Press here:\nhttp://127.0.0.1:8000{PATH}\nThank you.", encoding))
        server.send_message(mail_with("Nothing to press.", "8bit"))
    assert links(ports[1], 0) == f"3 {PATH} {PATH} -"
    assert links(ports[1], 2) == "3 -"
    assert links(ports[1], 10**7) == "3"
