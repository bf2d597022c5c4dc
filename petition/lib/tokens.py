"""Signed tokens for links, forms and cookies (itsdangerous). Nothing secret is stored for them."""

import hashlib
from datetime import datetime
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer, base64_encode
from itsdangerous.serializer import Serializer
from itsdangerous.url_safe import URLSafeSerializerMixin

from petition.lib import clock, crypto


class InvalidToken(Exception):
    """The token is forged, of another purpose, or malformed."""


class _DatedSigner(TimestampSigner):
    """Dates by our clock, so that whoever sets it sees tokens age."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


class _Uncompressed(URLSafeSerializerMixin):
    """Compressed, a token would be shorter or longer by what it says, and so would the answer it stands in."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(Serializer.dump_payload(self, obj))


class _DatedSerializer(_Uncompressed, URLSafeTimedSerializer):
    default_signer = _DatedSigner


class _UndatedSerializer(_Uncompressed, URLSafeSerializer):
    pass


class Tokens:
    """Makes and reads tokens, one salt per purpose: a token of one purpose is nothing to another."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._sealer = crypto.KeyRing({1: crypto.derive(secret.encode(), "cookie")})

    def make(self, purpose: str, payload: Any) -> str:
        """A token that says when it was made, to the second."""
        return str(self._serializer(_DatedSerializer, purpose).dumps(payload))

    def read(self, purpose: str, token: str) -> tuple[Any, datetime]:
        """The payload and when the token was made (UTC), whatever its age. Raises InvalidToken."""
        serializer = self._serializer(_DatedSerializer, purpose)
        try:
            payload, made_at = serializer.loads(token, return_timestamp=True)
        except (BadData, UnicodeError):
            raise InvalidToken from None
        return payload, made_at

    def make_undated(self, purpose: str, payload: Any) -> str:
        """The same token for the same payload, so that pages which hold it can be shared by a cache."""
        return str(self._serializer(_UndatedSerializer, purpose).dumps(payload))

    def read_undated(self, purpose: str, token: str) -> Any:
        """The payload. Raises InvalidToken."""
        try:
            return self._serializer(_UndatedSerializer, purpose).loads(token)
        except (BadData, UnicodeError):
            raise InvalidToken from None

    def key(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, the same each time, for what is signed in a form of its own."""
        return crypto.derive(self._secret.encode(), purpose)

    def code(self, subject: str, digits: int) -> str:
        """A decimal code for a subject, the same each time, that nobody without the secret can compute."""
        return crypto.numeric_code(self.key("code"), subject, digits)

    def seal(self, purpose: str, payload: bytes) -> bytes:
        """A payload that only we can read, for cookies: 30 bytes longer."""
        return self._sealer.seal(payload, context=purpose)

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """Raises InvalidToken."""
        try:
            return self._sealer.open(sealed, context=purpose)
        except crypto.CannotOpen:
            raise InvalidToken from None

    def _serializer(self, kind: type[Serializer[str]], purpose: str) -> Serializer[str]:
        return kind(
            self._secret,
            salt=f"countersign.{purpose}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
