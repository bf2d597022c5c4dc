"""Signed mails verify after they went through a real mail server; a key that cannot sign stops the start."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import dkim
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import config
from config import SettingsError
from petition import create_app
from petition.backends.dkim_signer import DkimSigner, signer_from_pem
from petition.backends.mail import mailer_from_url
from tests.backends.mails import ALICE, BOUNCE, make_mail
from tests.servers import SmtpSink, smtp_sink


@dataclasses.dataclass
class RawSink(SmtpSink):
    """Keeps the mails as they came, byte for byte."""

    raw: list[bytes] = dataclasses.field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.original_content, bytes)
        self.raw.append(envelope.original_content)
        return await super().handle_DATA(server, session, envelope)


def pem(key: RSAPrivateKey | Ed25519PrivateKey | EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


KEYS = {
    "rsa": pem(generate_rsa_key(public_exponent=65537, key_size=2048)),
    "ed25519": pem(Ed25519PrivateKey.generate()),
}


@pytest.fixture(params=sorted(KEYS))
def signer(request: pytest.FixtureRequest) -> DkimSigner:
    return signer_from_pem(KEYS[request.param], domain="example.org", selector="autumn")


@pytest.fixture
def sink() -> Iterator[RawSink]:
    with smtp_sink(RawSink()) as running:
        assert isinstance(running, RawSink)
        yield running


def delivered(sink: RawSink, signer: DkimSigner) -> bytes:
    mailer = mailer_from_url(sink.url, signer)
    mailer.send(make_mail(), sender=BOUNCE, recipient=ALICE)
    mailer.close()
    return sink.raw[0]


def is_good(mail: bytes, signer: DkimSigner) -> bool:
    published = {f"{signer.dns_name}.".encode(): signer.dns_value.encode()}
    return bool(dkim.verify(mail, dnsfunc=lambda name, timeout=5: published.get(name)))


def test_a_signature_verifies_after_the_journey(sink: RawSink, signer: DkimSigner) -> None:
    mail = delivered(sink, signer)
    assert signer.dns_name == "autumn._domainkey.example.org"
    assert is_good(mail, signer)


@pytest.mark.parametrize(
    ("original", "forged"),
    [
        (b"Hello", b"Hullo"),
        (b"\r\nTo: ", b"\r\nTo: mallory@example.com, "),
        (b"List-Unsubscribe: <https://", b"List-Unsubscribe: <https://x."),
        (b"\r\nFrom: ", b"\r\nFrom: mallory@example.com\r\nFrom: "),
    ],
)
def test_nothing_that_matters_can_be_changed(sink: RawSink, signer: DkimSigner, original: bytes, forged: bytes) -> None:
    mail = delivered(sink, signer)
    assert original in mail
    assert not is_good(mail.replace(original, forged, 1), signer)


@pytest.mark.parametrize("key", ["no key", KEYS["rsa"][:300], pem(generate_ec_key(SECP256R1()))])
def test_a_key_that_cannot_sign_stops_the_start(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="DKIM_KEY must be a private key in PEM"):
        create_app(config.load({"DATA_DIR": str(tmp_path), "DKIM_KEY": key}))


def test_the_doctor_shows_what_to_publish(tmp_path: Path) -> None:
    given = {"MAIL_URL": "smtp://127.0.0.1:1", "DKIM_KEY": KEYS["ed25519"], "MAIL_FROM": "petitions@example.org"}
    app = create_app(config.load({"DATA_DIR": str(tmp_path), **given}))
    output = app.test_cli_runner().invoke(args=["petition", "doctor"]).output
    assert "countersign._domainkey.example.org TXT v=DKIM1; k=ed25519; p=" in output
    assert "PRIVATE KEY" not in output
