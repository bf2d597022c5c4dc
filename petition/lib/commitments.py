"""Ledger entries, and the commitments in them that tell nothing until a field is opened.

A field commitment is SHA-256 over (domain, name, field salt, value), in UTF-8, each after its length as a
big-endian uint32. The field salt is HMAC-SHA256(salt, name): opening one field helps nobody to guess another.
The root is the Merkle tree hash (RFC 6962) over them, sorted by name. Without the salt none can be opened.
"""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from petition.lib import merkle

FIELD_DOMAIN = "countersign/field/v1"
ENTRY_DOMAIN = "countersign/ledger-entry/v1"
RECEIPT_FORMAT = "countersign/receipt/v1"
SALT_BYTES = 32

Opening = list[dict[str, str]]
"""The fields sorted by name, ready for JSON: {name, value, salt}, or {commitment} for one kept closed."""


class InvalidEntry(ValueError):
    """A ledger entry is malformed."""


def field_salt(salt: bytes, field: str) -> bytes:
    """The salt of one field, 32 bytes. ValueError: the salt is not 32 bytes, as when it was erased."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hmac.digest(salt, field.encode(), "sha256")


def commit_field(salt: bytes, field: str, value: str) -> bytes:
    """The commitment to one field, 32 bytes. ValueError: as `field_salt`."""
    return _commit(field, field_salt(salt, field), value)


def commitment_root(salt: bytes, fields: Mapping[str, str]) -> bytes:
    """The commitment to all fields, 32 bytes; `merkle.EMPTY_ROOT` for none. ValueError: as `field_salt`."""
    return _root([commit_field(salt, name, fields[name]) for name in sorted(fields)])


def open_fields(salt: bytes, fields: Mapping[str, str], names: Collection[str]) -> Opening:
    """An opening of the fields named, which shows of the others that they exist, and no more.

    KeyError: a name is not among the fields. ValueError: as `field_salt`.
    """
    if unknown := sorted(set(names) - fields.keys()):
        raise KeyError(unknown[0])
    return [_open(salt, name, fields[name], name in names) for name in sorted(fields)]


def verify_opening(root: bytes, opening: Opening) -> bool:
    """Whether every open field is what the root commits to. False, never an error, for anything malformed."""
    try:
        names = [item["name"] for item in opening if "name" in item]
        commitments = [_commitment_of(item) for item in opening]
    except (ValueError, TypeError, AttributeError):
        return False
    # Names stand once and in order, or one signature could show two names to two readers.
    is_in_order = names == sorted(set(names))
    return is_in_order and hmac.compare_digest(_root(commitments), root)


@dataclass(frozen=True)
class Entry:
    """One event of a ledger: what happened, what it adds to the count, on which petition and revision.

    `commitment` is 32 bytes: a `commitment_root`, or that of the earlier entry this one is about.
    InvalidEntry: a part is not printable ASCII; kind or petition is empty; the commitment is not that long.
    """

    kind: str
    weight: int
    petition: str
    revision: str
    commitment: bytes

    def __post_init__(self) -> None:
        parts = (self.kind, self.petition, self.revision)
        if not all(part.isascii() and part.isprintable() for part in parts):
            raise InvalidEntry("a part is not printable ASCII")
        if not self.kind or not self.petition or len(self.commitment) != merkle.HASH_BYTES:
            raise InvalidEntry("a part is missing")

    def encode(self) -> bytes:
        """Six lines: domain, kind, weight, petition, revision, commitment in hex."""
        head = (ENTRY_DOMAIN, self.kind, str(self.weight), self.petition, self.revision)
        return "".join(f"{line}\n" for line in (*head, self.commitment.hex())).encode()

    @classmethod
    def decode(cls, encoded: bytes) -> Self:
        """The inverse of `encode`; InvalidEntry for any other spelling."""
        try:
            _, kind, weight, petition, revision, commitment, _ = encoded.decode("ascii").split("\n")
            entry = cls(kind, int(weight), petition, revision, bytes.fromhex(commitment))
        except ValueError as error:
            raise InvalidEntry("not a ledger entry") from error
        if entry.encode() != encoded:
            raise InvalidEntry("not the canonical spelling of a ledger entry")
        return entry


def _commit(field: str, salt: bytes, value: str) -> bytes:
    return sha256(_DOMAIN + _sized(field.encode()) + _sized(salt) + _sized(value.encode())).digest()


def _sized(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


_DOMAIN = _sized(FIELD_DOMAIN.encode())


def _root(commitments: list[bytes]) -> bytes:
    return merkle.root_of([merkle.leaf_hash(commitment) for commitment in commitments])


def _open(salt: bytes, name: str, value: str, is_open: bool) -> dict[str, str]:
    if is_open:
        return {"name": name, "value": value, "salt": field_salt(salt, name).hex()}
    return {"commitment": commit_field(salt, name, value).hex()}


def _commitment_of(item: dict[str, str]) -> bytes:
    """ValueError: the item has other keys, or a hash in it has another length."""
    if item.keys() == {"commitment"}:
        return _bytes32(item["commitment"])
    if item.keys() == {"name", "value", "salt"}:
        return _commit(item["name"], _bytes32(item["salt"]), item["value"])
    raise ValueError(f"not a field of an opening: {sorted(item)}")


def _bytes32(text: str) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != 32:
        raise ValueError("32 bytes in hex expected")
    return value
