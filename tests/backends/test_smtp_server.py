"""The connection is encrypted to a server that proves its name, and logged in."""

import asyncio
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from petition.backends.mail import MailDeferred, mailer_from_url
from petition.backends.smtp_server import Connection, Encryption, SmtpServer
from petition.lib import clock
from tests.backends.mails import send


class _AnyPort(Controller):
    """aiosmtpd's server on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def running(**options: Any) -> Iterator[str]:
    """A server; yields what follows `user:password@` in its MAIL_URL."""
    controller = _AnyPort(Sink(), hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def knows_alice(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword) -> AuthResult:
    return AuthResult(success=login == LoginPassword(b"alice@example.org", b"p/w:?"), handled=False)


def try_to_send(url: str) -> None:
    mailer = mailer_from_url(url)
    try:
        send(mailer)
    finally:
        mailer.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    start = clock.now() - timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(start + timedelta(days=9))
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = builder.add_extension(names, critical=True).sign(key, SHA256()).public_bytes(Encoding.PEM)
    path.write_bytes(public + private)
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("starttls", ["required", "optional"])
def test_starttls(tls: ssl.SSLContext, starttls: str) -> None:
    with running(tls_context=tls, require_starttls=True) as address:
        try_to_send(f"smtp://{address}?starttls={starttls}")


@pytest.mark.usefixtures("trusted")
def test_encrypted_from_the_start(tls: ssl.SSLContext) -> None:
    with running(ssl_context=tls) as address:
        try_to_send(f"smtps://{address}")


@pytest.mark.parametrize("starttls", ["required", "optional"])
def test_a_server_that_cannot_prove_its_name_gets_no_mail(tls: ssl.SSLContext, starttls: str) -> None:
    with running(tls_context=tls) as address, pytest.raises(MailDeferred, match="certificate verify failed"):
        try_to_send(f"smtp://{address}?starttls={starttls}")


def test_a_server_without_starttls_gets_no_mail_where_it_is_required() -> None:
    with running() as address, pytest.raises(MailDeferred, match="STARTTLS"):
        try_to_send(f"smtp://{address}?starttls=required")


@pytest.mark.parametrize("starttls", ["optional", "off"])
def test_a_server_without_starttls_gets_mail_otherwise(starttls: str) -> None:
    with running() as address:
        try_to_send(f"smtp://{address}?starttls={starttls}")


@pytest.mark.usefixtures("trusted")
def test_it_logs_in(tls: ssl.SSLContext) -> None:
    with running(tls_context=tls, authenticator=knows_alice, auth_required=True) as address:
        try_to_send(f"smtp://alice%40example.org:p%2Fw%3A%3F@{address}?starttls=required")


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_defers(tls: ssl.SSLContext) -> None:
    url = "smtp://alice%40example.org:wrong@{}?starttls=required"
    with (
        running(tls_context=tls, authenticator=knows_alice) as address,
        pytest.raises(MailDeferred, match=r"^535 ") as deferred,
    ):
        try_to_send(url.format(address))
    assert "wrong" not in deferred.value.server_words


@contextmanager
def trickling(greeting: bytes, *, every: float) -> Iterator[SmtpServer]:
    """A server that says its greeting byte by byte, and then neither speaks nor listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()
        thread = threading.Thread(target=_trickle, args=(listening, greeting, every, over))
        thread.start()
        yield SmtpServer("127.0.0.1", listening.getsockname()[1], Encryption.OFF)
        over.set()
        thread.join()


def _trickle(listening: socket.socket, words: bytes, every: float, over: threading.Event) -> None:
    with listening.accept()[0] as caller, suppress(OSError):
        for byte in words:
            caller.sendall(bytes([byte]))
            over.wait(every)
        over.wait(20)


def test_a_server_that_answers_byte_by_byte_is_not_waited_for_beyond_the_deadline() -> None:
    begun = time.monotonic()
    with trickling(b"220-" + b"x" * 60, every=0.1) as server, pytest.raises(OSError, match=r"timed out|too long"):
        server.connect(begun + 1)
    assert time.monotonic() - begun < 3


def test_a_server_that_takes_nothing_in_is_not_waited_for_beyond_the_deadline() -> None:
    begun = time.monotonic()
    with trickling(b"220 mx\r\n", every=0.01) as server:
        connection = Connection(begun + 9, server.host, server.port)
        connection.deadline = time.monotonic() + 1
        with pytest.raises(OSError, match=r"timed out|too long|not connected"):
            connection.hand_over(b"x" * 30_000_000)
        connection.close()
    assert time.monotonic() - begun < 5


def test_after_the_deadline_nothing_is_said() -> None:
    with trickling(b"220 mx\r\n", every=0.01) as server:
        connection = Connection(time.monotonic() + 9, server.host, server.port)
        connection.deadline = time.monotonic() - 1
        with pytest.raises(TimeoutError, match="takes too long"):
            connection.putcmd("NOOP")
        connection.close()
