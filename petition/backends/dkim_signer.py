"""Signing mails with the domain's own key (DKIM: RFC 6376, RFC 8301 and, for Ed25519, RFC 8463)."""

import base64
import importlib
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

# What a mail reader shows or acts upon. RFC 8058 asks for the two about unsubscribing.
SIGNED = (
    b"from",
    b"to",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"content-language",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"list-id",
)
UNREADABLE = "DKIM_KEY must be a private key in PEM, without a password: RSA or Ed25519."


@dataclass(frozen=True)
class DkimSigner:
    """Puts a DKIM-Signature on top of a mail."""

    domain: str
    selector: str
    algorithm: bytes
    # As the library wants it: PEM for RSA, base64 of the seed for Ed25519.
    _key: bytes = field(repr=False)
    # What the domain's DNS record has to say.
    dns_value: str
    _dkim: Any = field(repr=False)

    @property
    def dns_name(self) -> str:
        """Where receivers look for the public key."""
        return f"{self.selector}._domainkey.{self.domain}"

    def sign(self, mail: bytes) -> bytes:
        """The mail, its CRLF line ends kept, with its signature as the first header."""
        head = {line.partition(b":")[0].lower() for line in mail.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        # From once more than it is there: a second one added on the way breaks the signature.
        names = [name for name in SIGNED if name in head] + [b"from"]
        signature: bytes = self._dkim.sign(
            mail,
            self.selector.encode(),
            self.domain.encode(),
            self._key,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=self.algorithm,
            include_headers=names,
        )
        return signature + mail


def signer_from_pem(pem: str, *, domain: str, selector: str) -> DkimSigner:
    """The signer of a domain. ValueError, with a sentence for the operator, where it cannot sign."""
    try:
        dkim = importlib.import_module("dkim")
    except ModuleNotFoundError:
        raise ValueError("DKIM_KEY needs the package dkimpy: install requirements-production.txt.") from None
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(UNREADABLE) from None
    if isinstance(key, Ed25519PrivateKey):
        seed = base64.b64encode(key.private_bytes_raw())
        public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        return DkimSigner(domain, selector, b"ed25519-sha256", seed, f"v=DKIM1; k=ed25519; p={public}", dkim)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(UNREADABLE)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    public = base64.b64encode(spki).decode()
    return DkimSigner(domain, selector, b"rsa-sha256", private, f"v=DKIM1; k=rsa; p={public}", dkim)
