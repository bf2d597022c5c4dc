"""The journal of what was taken back: written with each deed, and done again to a database that was restored."""

from petition.lib import clock
from petition.models.erasure import Erasure, ErasureKind
from petition.services.inserting import insert_unless_there


def note(kind: ErasureKind, subject: str) -> None:
    """Keep, in the transaction of the deed, that this was taken back: by public id, or by mailbox index (hex)."""
    insert_unless_there(Erasure, {"kind": kind, "subject": subject, "created_at": clock.now()})
