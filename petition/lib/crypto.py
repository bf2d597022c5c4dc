"""Sealing (authenticated encryption) and blind indexes (keyed hashes)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_NUMBER_BYTES = 2


class CannotOpen(Exception):
    """A sealed value was changed, moved to another place, or its key is not in the ring."""


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869), so that no key serves two."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def blind_index(key: bytes, label: str, value: str) -> bytes:
    """A 32-byte HMAC-SHA256 by which equal values are found without being readable.

    Whoever holds the key can still test a guess; SECURITY.md says so.
    """
    return hmac.digest(key, label.encode() + b"\0" + value.encode(), "sha256")


def numeric_code(key: bytes, subject: str, digits: int) -> str:
    """A decimal code of so many digits that only the key's holder can compute (as HOTP, RFC 4226, does)."""
    number = int.from_bytes(hmac.digest(key, subject.encode(), "sha256")[:8], "big")
    return str(number % 10**digits).zfill(digits)


def key_number(sealed: bytes) -> int:
    """The number of the key that a value is sealed under."""
    return int.from_bytes(sealed[:KEY_NUMBER_BYTES], "big")


def fingerprint(value: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(value).hexdigest()


class KeyRing:
    """AES-256-GCM under numbered keys: the last one seals, all of them open.

    A sealed value is key number (2 bytes, big-endian), nonce (12), ciphertext and tag (16). Its context,
    `table.column:public_id`, is authenticated but not stored: a value copied to another row does not open.
    """

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._ciphers = {number: AESGCM(derive(key, "seal")) for number, key in keys.items()}
        self.current = list(keys)[-1]
        # Tells two keys of one number apart, and nothing more: a key is 32 random bytes.
        self.checks = {number: fingerprint(derive(key, "check")) for number, key in keys.items()}

    def seal(self, plaintext: bytes, *, context: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, plaintext, context.encode())
        return self.current.to_bytes(KEY_NUMBER_BYTES, "big") + nonce + sealed

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """The plaintext. Raises CannotOpen, which never says why."""
        cipher = self._ciphers.get(key_number(sealed))
        if cipher is None:
            raise CannotOpen
        nonce_end = KEY_NUMBER_BYTES + NONCE_BYTES
        try:
            return cipher.decrypt(sealed[KEY_NUMBER_BYTES:nonce_end], sealed[nonce_end:], context.encode())
        except (InvalidTag, ValueError):
            raise CannotOpen from None
