"""What signers do with their own signature afterwards."""

from typing import Any

from sqlalchemy import CursorResult, delete, update

from petition.extensions import db
from petition.models.erasure import ErasureKind
from petition.models.signature import Comment, Signature, SignatureState
from petition.services import erasures, links, recording
from petition.services.errors import LinkIsGone

LINK = "signature"


def link_token(signature: Signature) -> str:
    """What the link to "my signature" ends in."""
    return links.token_for(LINK, signature)


def look_up(token: str) -> Signature:
    """Raises LinkIsGone."""
    signature = links.row_of(LINK, token, Signature)
    if signature is None:
        raise LinkIsGone
    return signature


def withdraw(signature: Signature) -> None:
    """Take the signature back: it no longer counts, and name and comment are no longer shown.

    Withdrawing twice, or what a moderator removed, changes nothing.
    """
    was_counted = _moved(signature, SignatureState.COUNTED)
    if not was_counted and not _moved(signature, SignatureState.HELD):
        return
    db.session.execute(delete(Comment).where(Comment.signature_id == signature.id))
    erasures.note(ErasureKind.WITHDRAWN, signature.public_id)
    if was_counted:
        recording.withdrawn(signature)
    db.session.refresh(signature)


def _moved(signature: Signature, state: SignatureState) -> bool:
    # Two tabs may withdraw at once: one of them changes the row, and only that one tells the ledger.
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Signature)
        .where(Signature.id == signature.id, Signature.state == state)
        .values(state=SignatureState.WITHDRAWN, public_name=None)
    )
    return result.rowcount > 0
