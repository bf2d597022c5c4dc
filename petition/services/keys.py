"""Keys of the installation and of single petitions: made when first needed, kept sealed."""

from sqlalchemy import select

from petition.extensions import db, keyring
from petition.lib import crypto
from petition.models.petition import Petition
from petition.models.record import DataKey
from petition.services.inserting import insert_unless_there

MAILBOX = "mailbox"
LOGIN = "login"
RECOVERY = "recovery"
INSTALLATION = "installation"
# To be read along by a statement that is sent anyway.
SEALED_MAILBOX = select(DataKey.sealed).where(DataKey.name == MAILBOX).scalar_subquery()


def data_key(name: str, sealed: bytes | None = None) -> bytes:
    """The installation's key of that name. The first call ever makes it, and must be in a writing transaction.

    `sealed` is the key as it is kept, where it was read already.
    """
    sealed = sealed or _sealed(name)
    if sealed is None:
        # Two processes may be first at once: one row wins, both read it.
        fresh = keyring.seal(crypto.new_key(), context=_context(name))
        insert_unless_there(DataKey, {"name": name, "sealed": fresh})
        sealed = _sealed(name) or fresh
    return keyring.open(sealed, context=_context(name))


def new_index_key(petition: Petition) -> None:
    """Give a petition the key of its blind indexes."""
    petition.index_key = keyring.seal(crypto.new_key(), context=f"petition.index_key:{petition.public_id}")


def index_key(petition: Petition) -> bytes:
    """The key of a petition's blind indexes. Raises CannotOpen once it was destroyed."""
    if petition.index_key is None:
        raise crypto.CannotOpen
    return keyring.open(petition.index_key, context=f"petition.index_key:{petition.public_id}")


def _sealed(name: str) -> bytes | None:
    return db.session.scalar(select(DataKey.sealed).where(DataKey.name == name))


def _context(name: str) -> str:
    return f"data_key.sealed:{name}"
