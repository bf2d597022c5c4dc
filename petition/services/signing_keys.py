"""The key that signs checkpoints, and the names that checkpoints bear."""

from sqlalchemy import select

from petition.extensions import db, keyring
from petition.lib import crypto
from petition.lib.notes import SigningKey as NoteKey
from petition.lib.notes import VerifierKey
from petition.models.ledger import SigningKey
from petition.models.petition import Petition
from petition.services import keys

ID_BYTES = 8


def installation_name() -> str:
    """The name this installation signs with: the same for ever, and no address, so that it can move."""
    return f"countersign/{keys.data_key(keys.INSTALLATION)[:ID_BYTES].hex()}"


def origin_of(petition: Petition) -> str:
    """The first line of a petition's checkpoints."""
    return f"{installation_name()}/{petition.public_id}"


def current() -> NoteKey:
    """The key in force. The first call ever makes it, and must be in a writing transaction."""
    row = db.session.scalar(select(SigningKey).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.id))
    if row is None:
        row = _make()
    return NoteKey(row.name, keyring.open(row.seed, context=_context(row.public_key)))


def verifiers() -> list[VerifierKey]:
    """Every key that ever signed here, for checking old checkpoints too."""
    return [VerifierKey(row.name, row.public_key) for row in db.session.scalars(select(SigningKey))]


def _make() -> SigningKey:
    seed = crypto.new_key()
    name = installation_name()
    public = NoteKey(name, seed).verifier.public
    row = SigningKey(name=name, public_key=public, seed=keyring.seal(seed, context=_context(public)))
    db.session.add(row)
    db.session.flush()
    return row


def _context(public_key: bytes) -> str:
    return f"signing_key.seed:{public_key.hex()}"
