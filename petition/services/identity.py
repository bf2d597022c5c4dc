"""Who a signer is, as it is sealed and as it is looked up."""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from petition.extensions import keyring
from petition.lib import addresses, crypto, text
from petition.lib.crypto import KeyRing
from petition.models.consent import ConsentPurpose
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import keys

SALT_BYTES = 32
NOTHING_KNOWN = {"address": "", "answers": {}, "comment": "", "comment_is_public": False}


@dataclass(frozen=True)
class Identity:
    """What a signer typed, cleaned; the part of a submission or signature that is only kept sealed.

    `salt` is the signature's ledger salt (hex): whoever lacks it can check no guess against the
    ledger. `answers` are the petition's own fields, by key.
    """

    name: str
    address: str
    country: str | None
    give_name_to: NameAudience
    name_style: str = "full"
    comment: str = ""
    comment_is_public: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    consents: tuple[ConsentPurpose, ...] = ()
    salt: str = field(default_factory=lambda: secrets.token_hex(SALT_BYTES))

    def shown_name(self) -> str | None:
        """The name as it is published, or None where it is given to nobody but the addressees, or to nobody."""
        if self.give_name_to is not NameAudience.PUBLIC:
            return None
        return NAME_STYLES[self.name_style](self.name)

    def corrected(self, **changes: object) -> "Identity":
        """The same person with some words changed, under a new salt."""
        return replace(self, salt=secrets.token_hex(SALT_BYTES), **changes)  # type: ignore[arg-type]


NAME_STYLES: dict[str, Callable[[str], str]] = {
    "full": str,
    "first_initial": text.first_name_and_initial,
    "initials": text.initials,
}


@dataclass(frozen=True)
class Indexes:
    """Blind indexes of one identity under one petition's own key: no linking from petition to petition."""

    address: bytes
    name: bytes
    content: bytes


def indexes_of(identity: Identity, petition: Petition) -> Indexes:
    key = keys.index_key(petition)
    content = vars(identity) | {"salt": "", "address": addresses.mailbox(identity.address)}
    return Indexes(
        address=crypto.blind_index(key, "address", addresses.mailbox(identity.address)),
        name=crypto.blind_index(key, "name", text.fold(identity.name)),
        content=crypto.blind_index(key, "content", json.dumps(content, sort_keys=True)),
    )


def address_index_of(address: str, petition: Petition) -> bytes:
    """The blind index of a mail address under a petition's own key. Raises CannotOpen once that was destroyed."""
    return crypto.blind_index(keys.index_key(petition), "address", addresses.mailbox(address))


def mailbox_index(address: str, key: bytes | None = None) -> bytes:
    """The global index of a mailbox, for suppression and mail caps only.

    `key` is the mailbox key, where so many are computed that it is not looked up for each.
    """
    return crypto.blind_index(key or keys.data_key(keys.MAILBOX), "mailbox", addresses.mailbox(address))


def seal(identity: Identity, *, context: str) -> bytes:
    plain = json.dumps(vars(identity), ensure_ascii=False, separators=(",", ":"))
    return keyring.seal(plain.encode(), context=context)


def open_sealed(sealed: bytes, *, context: str) -> Identity:
    """Raises CannotOpen."""
    fields = json.loads(keyring.open(sealed, context=context))
    fields["give_name_to"] = NameAudience(fields["give_name_to"])
    fields["consents"] = tuple(ConsentPurpose(purpose) for purpose in fields["consents"])
    return Identity(**fields)


def address_in(sealed: bytes | None, *, context: str) -> str:
    """The mail address in a sealed form or signature; "" where there is none, or it cannot be read any more."""
    try:
        return str(json.loads(keyring.open(sealed, context=context))["address"]) if sealed else ""
    except crypto.CannotOpen:
        return ""


def fields_of_signatures(sealed: Iterable[tuple[str, bytes]], *, lost: str) -> list[dict[str, Any]]:
    """The fields of many identities, given by public id and sealed value, as plain as they were sealed.

    All are parsed at once: an `Identity` of each would take longer than opening it. Of one whose key is missing nothing
    is known, and in the place of its name stands `lost`.
    """
    ring: KeyRing = keyring._get_current_object()  # type: ignore[attr-defined]
    nothing = json.dumps(NOTHING_KNOWN | {"name": lost}).encode()
    opened = []
    for public_id, value in sealed:
        try:
            opened.append(ring.open(value, context=signature_context(public_id)))
        except crypto.CannotOpen:
            opened.append(nothing)
    fields: list[dict[str, Any]] = json.loads(b"[" + b",".join(opened) + b"]")
    return fields


def of_submission(submission: Submission) -> Identity:
    return open_sealed(submission.sealed, context=submission_context(submission.public_id))


def of_signature(signature: Signature) -> Identity:
    """Raises CannotOpen once the signature was erased."""
    if signature.identity is None:
        raise crypto.CannotOpen
    return open_sealed(signature.identity, context=signature_context(signature.public_id))


def submission_context(public_id: str) -> str:
    return f"submission.sealed:{public_id}"


def signature_context(public_id: str) -> str:
    return f"signature.identity:{public_id}"
