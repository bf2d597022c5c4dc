"""Signed notes, and the checkpoints in them, by C2SP signed-note and tlog-checkpoint (c2sp.org/signed-note).

A note is text, an empty line, and signature lines. Only Ed25519 (signature type 0x01) is made and verified;
signatures by unknown keys are passed over, as the standard asks. Parsing is strict: one spelling per note.
"""

import contextlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"

# Control characters, and lone surrogates: they have no UTF-8, and so no bytes to sign.
_FORBIDDEN = r"\x00-\x09\x0b-\x1f\ud800-\udfff"
_TEXT = re.compile(rf"[^{_FORBIDDEN}]*\n")
_LINE = re.compile(rf"[^\n{_FORBIDDEN}]+")
_NAME = re.compile(rf"[^\s+{_FORBIDDEN}]+")
_SIGNATURES = re.compile(r"(?:— [^\s+]+ [A-Za-z0-9+/=]+\n){1,100}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class InvalidNote(ValueError):
    """A note, key or checkpoint is malformed, or nobody trusted has signed it."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key (32 bytes) under a name, which is not empty and holds neither a space nor a plus sign."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != 32:
            raise InvalidNote(f"not a key: {self.name!r}")

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; they prove nothing."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """`name+hexid+base64`, the form in which keys are published."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str`. InvalidNote: another spelling, another algorithm, an id not of this key."""
        name, _, id_and_key = text.partition("+")
        key = cls(name, _from_base64(id_and_key.partition("+")[2])[1:])
        if str(key) != text:
            raise InvalidNote(f"not an Ed25519 key: {text!r}")
        return key


@dataclass(frozen=True)
class SigningKey:
    """A private key, from its seed of 32 secret bytes, under a name. InvalidNote: either is unfit."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.seed) != 32:
            raise InvalidNote(f"not a key: {self.name!r}")

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, private.public_key().public_bytes_raw())


def sign(text: str, key: SigningKey) -> str:
    """The whole note. InvalidNote: the text does not end with a newline, or holds a control character."""
    if not _TEXT.fullmatch(text):
        raise InvalidNote("not the text of a note")
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode())
    return f"{text}\n— {key.name} {b64encode(key.verifier.key_id + signature).decode()}\n"


def open_note(note: str, verifiers: Iterable[VerifierKey]) -> str:
    """The text, if one of `verifiers` has signed it, and none of them wrongly; InvalidNote otherwise."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not _TEXT.fullmatch(note) or not _SIGNATURES.fullmatch(tail):
        raise InvalidNote("not a signed note")
    known = {(key.name, key.key_id): key for key in verifiers}
    is_signed = False
    for line in tail.splitlines():
        _, name, encoded = line.split(" ")
        signature = _from_base64(encoded)
        if key := known.get((name, signature[:4])):
            _verify(f"{head}\n", signature[4:], key)
            is_signed = True
    if not is_signed:
        raise InvalidNote("no signature by a known key")
    return f"{head}\n"


@dataclass(frozen=True)
class Checkpoint:
    """A log's head: its origin, its size in entries, its root (32 bytes), and more lines it vouches for.

    InvalidNote: a line is empty or holds a control character, or size or root are out of range.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        are_lines = all(_LINE.fullmatch(line) for line in (self.origin, *self.extensions))
        if not are_lines or not _SIZE.fullmatch(str(self.size)) or len(self.root) != 32:
            raise InvalidNote("not a checkpoint")

    def text(self) -> str:
        """The text to sign: origin, size, root in base64, extensions, each a line."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `text`; InvalidNote for any other spelling."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not _SIZE.fullmatch(lines[1]):
            raise InvalidNote("not a checkpoint")
        return cls(lines[0], int(lines[1]), _from_base64(lines[2]), tuple(lines[3:-1]))


def _verify(text: str, signature: bytes, key: VerifierKey) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as error:
        raise InvalidNote(f"bad signature by {key.name!r}") from error


def _from_base64(text: str) -> bytes:
    with contextlib.suppress(ValueError):
        value = b64decode(text)
        # Whatever does not come out the same was no base64, or one of several spellings of it.
        if b64encode(value).decode() == text:
            return value
    raise InvalidNote(f"not base64: {text!r}")
