"""Receipts: what a signer can show to anybody, to prove that their signature stands in the public ledger.

A receipt holds a signed checkpoint, the signature's entry, and the hashes that lead from one to the other. Of the
signer it tells what they chose to open, field by field, and nothing else.
"""

import enum
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.lib import commitments, tiles
from petition.lib.commitments import Opening
from petition.lib.crypto import CannotOpen
from petition.lib.tiles import TileMissing
from petition.models.ledger import Checkpoint, LedgerEntry, LedgerLink, LedgerTile
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import identity, recording, signing_keys
from petition.services.counting import newest_checkpoint

log = logging.getLogger(__name__)


class WhyNone(enum.StrEnum):
    """Why there is no receipt."""

    AT_RISK = "at risk"
    HELD = "held"
    NOT_COUNTED = "not counted"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Receipt:
    """A place in the ledger (counted from 0), and what proves it. `fields` are what its signer can open."""

    checkpoint: Checkpoint
    entry: commitments.Entry
    index: int
    proof: list[bytes]
    keys: list[str]
    # Nothing of these stands in a log.
    fields: dict[str, str] = field(repr=False)
    _salt: bytes = field(repr=False)

    def opened(self, names: Collection[str]) -> Opening:
        """The fields of these names, as far as there are such, with what shows that the entry commits to them."""
        there = [name for name in names if name in self.fields]
        # Without any the others are not even counted.
        return commitments.open_fields(self._salt, self.fields, there) if there else []

    def as_json(self, *, ledger_url: str, names: Collection[str]) -> dict[str, Any]:
        """The file; docs/ledger.md describes it."""
        return {
            "format": commitments.RECEIPT_FORMAT,
            "ledger": ledger_url,
            "keys": self.keys,
            "checkpoint": self.checkpoint.note,
            "index": self.index,
            "entry": self.entry.encode().decode("ascii"),
            "proof": [one.hex() for one in self.proof],
            "opened": self.opened(names),
        }


def of(signature: Signature) -> Receipt | WhyNone:
    """The receipt against the newest checkpoint, or why there is none."""
    petition = signature.petition
    # Found on a telephone, it would prove to anybody what was signed there.
    if petition.is_discreet:
        return WhyNone.AT_RISK
    if signature.state is SignatureState.HELD:
        return WhyNone.HELD
    if signature.state is not SignatureState.COUNTED:
        return WhyNone.NOT_COUNTED
    entry, newest = _entry_of(signature), newest_checkpoint(petition)
    # What speaks against it is taken back already, and the ledger does not know yet.
    if entry is None or entry.weight < 0 or newest is None or newest.size <= entry.sequence:
        return WhyNone.NOT_YET
    try:
        proof = tiles.inclusion_proof(newest.size, entry.sequence, _reading(petition))
    except TileMissing as tile:
        log.error("the ledger of petition %s has lost %s; see `flask petition verify-count`", petition.id, tile)
        return WhyNone.NOT_YET
    fields, salt = _fields_of(signature)
    return Receipt(
        checkpoint=newest,
        entry=entry.entry(petition.public_id),
        index=entry.sequence,
        proof=proof,
        keys=[str(key) for key in signing_keys.verifiers()],
        fields=fields,
        _salt=salt,
    )


def _entry_of(signature: Signature) -> LedgerEntry | None:
    """The newest that speaks of the signature in its present words."""
    return db.session.scalar(
        select(LedgerEntry)
        .join(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
        .where(LedgerLink.signature_id == signature.id, LedgerEntry.commitment == signature.commitment)
        .order_by(LedgerEntry.sequence.desc())
        .limit(1)
    )


def _reading(petition: Petition) -> tiles.Read:
    stored = select(LedgerTile.hashes).where(LedgerTile.petition_id == petition.id)

    def read(level: int, position: int) -> bytes:
        return db.session.scalar(stored.where(LedgerTile.level == level, LedgerTile.position == position)) or b""

    return read


def _fields_of(signature: Signature) -> tuple[dict[str, str], bytes]:
    """What was committed to, and the salt; nothing once it was erased, or is not what the entry says any more."""
    try:
        signer = identity.of_signature(signature)
    except CannotOpen:
        return {}, b""
    if recording.commitment_to(signer, signature.language) != signature.commitment:
        return {}, b""
    return recording.fields_of(signer, signature.language), bytes.fromhex(signer.salt)
