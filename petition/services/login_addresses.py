"""The mail address of an account: kept sealed, and found at login by a blind index."""

from petition.extensions import keyring
from petition.lib import addresses, crypto
from petition.models.organiser import Organiser
from petition.services import keys


def index_of(address: str) -> bytes:
    """The blind index of a mailbox, under a key that serves nothing else."""
    return crypto.blind_index(keys.data_key(keys.LOGIN), "login", addresses.mailbox(address))


def sealed(address: str, *, public_id: str) -> bytes:
    """The address as the account of this public id keeps it."""
    return keyring.seal(address.encode(), context=_context(public_id))


def of(organiser: Organiser) -> str:
    return keyring.open(organiser.address, context=_context(organiser.public_id)).decode()


def _context(public_id: str) -> str:
    return f"organiser.address:{public_id}"
