"""How long a certificate is good, asked over a real connection."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server, socket
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from petition.backends.certificate import NotTrusted, good_until

NOW = datetime.now(UTC).replace(microsecond=0)


def make(folder: Path, *, until: datetime) -> Path:
    """A key and its certificate for localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=90))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    form, unprotected = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, form, unprotected) + made.public_bytes(pem))
    return path


@contextmanager
def shown_at(path: Path) -> Iterator[int]:
    """A server that shows it to one caller; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=answer_once, args=(listener, context))
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def answer_once(listener: socket, context: ssl.SSLContext) -> None:
    connection, _ = listener.accept()
    with connection:
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


def test_it_is_good_until_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end = NOW + timedelta(days=30)
    path = make(tmp_path, until=end)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with shown_at(path) as port:
        assert good_until("localhost", port) == end


def test_nobody_trusts_what_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path, until=NOW - timedelta(days=1))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with shown_at(path) as port, pytest.raises(NotTrusted, match="certificate has expired"):
        good_until("localhost", port)


def test_nobody_trusts_what_nobody_signed(tmp_path: Path) -> None:
    with shown_at(make(tmp_path, until=NOW + timedelta(days=30))) as port, pytest.raises(NotTrusted):
        good_until("localhost", port)


def test_where_nobody_answers_nothing_is_known() -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert good_until("localhost", port) is None
