"""The shipped site.conf with its TLS: only ports, certificate and the application's place are put in."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from petition.lib import clock
from tests.deploy.asking import ask
from tests.deploy.running import RunningProxy, nginx
from tests.deploy.stand_in import StandIn, stand_in
from tests.faults.running import ROOT
from tests.servers import free_port

NAME = "petitions.example.org"
CERTIFICATES = f"/etc/letsencrypt/live/{NAME}"


@pytest.fixture(scope="module")
def told() -> Iterator[StandIn]:
    with stand_in() as made:
        yield made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as certbot leaves it, with a certificate that signs itself."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - dt.timedelta(days=1))
        .not_valid_after(clock.now() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    no_password = serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, no_password))
    return folder


@pytest.fixture(scope="module")
def plain_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def proxy(told: StandIn, certificate: Path, plain_port: int) -> Iterator[RunningProxy]:
    port = free_port()
    text = (ROOT / "deploy/nginx/countersign/site.conf").read_text(encoding="utf-8")
    places = {
        "listen 80": f"listen 127.0.0.1:{plain_port}",
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen [::]:": "# listen [::]:",
        "unix:/run/countersign/web.sock": f"127.0.0.1:{told.port}",
        CERTIFICATES: str(certificate),
    }
    for shipped, here in places.items():
        assert shipped in text
        text = text.replace(shipped, here)
    with nginx(port, text) as running:
        yield running


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate / "fullchain.pem"))


def connected(port: int, context: ssl.SSLContext, name: str = NAME) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 5), server_hostname=name)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_browsers_old_and_new_are_served(
    proxy: RunningProxy, trusting: ssl.SSLContext, version: ssl.TLSVersion
) -> None:
    trusting.minimum_version = trusting.maximum_version = version
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    with connected(proxy.port, trusting) as connection:
        assert connection.selected_alpn_protocol() == "h2"


def test_the_application_hears_who_called_and_how(proxy: RunningProxy, told: StandIn, trusting: ssl.SSLContext) -> None:
    with connected(proxy.port, trusting) as connection:
        connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    heard = told.heard[-1]
    assert (heard["Host"], heard["X-Forwarded-For"], heard["X-Forwarded-Proto"]) == (NAME, "127.0.0.1", "https")


def test_plain_addresses_lead_to_encrypted_ones(proxy: RunningProxy, plain_port: int) -> None:
    answer = ask(plain_port, "GET", "/en/petitions?q=1", headers={"Host": NAME})
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/en/petitions?q=1")


def test_other_names_are_not_served(proxy: RunningProxy, plain_port: int, trusting: ssl.SSLContext) -> None:
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        connected(proxy.port, trusting, "other.example.org")
    with pytest.raises(ConnectionError):
        ask(plain_port, "GET", "/")


def test_a_failed_handshake_names_nobody(proxy: RunningProxy) -> None:
    too_old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    too_old.set_ciphers("AES128-SHA")
    too_old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError):
        connected(proxy.port, too_old)
    assert "127.0.0.1" not in proxy.words()
