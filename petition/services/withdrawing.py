"""What signers do with their own signature afterwards."""

from typing import Any

from sqlalchemy import CursorResult, delete, update

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import ErasureKind
from petition.models.signature import Comment, Signature, SignatureState
from petition.services import consents, erasures, links, origins, recording
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

    What a moderator removed keeps its place, or it could be signed again at once; but nobody restores it any more.
    Withdrawing twice changes nothing.
    """
    was_counted = _moved(signature, SignatureState.COUNTED)
    if not was_counted and not _moved(signature, SignatureState.HELD) and not _ended(signature):
        return
    db.session.execute(delete(Comment).where(Comment.signature_id == signature.id))
    erasures.note(ErasureKind.WITHDRAWN, signature.public_id)
    if was_counted:
        # Of what was doubted it is kept as long as of others: who sends many must not hide the rest by this.
        origins.forget(signature)
        recording.withdrawn(signature)
    db.session.refresh(signature)


def take_back_comment(signature: Signature) -> None:
    """Delete the public comment: nobody reads it any more, nor do the addressees get it. The signature stays.

    Taking it back twice changes nothing.
    """
    taken = delete(Comment).where(Comment.signature_id == signature.id).returning(Comment.public_id)
    row = db.session.execute(taken, execution_options={"synchronize_session": False}).first()
    if row is None:
        return
    if row.public_id is None:
        # An earlier version wrote it: a restored database can at least hide it.
        erasures.note(ErasureKind.COMMENT_HIDDEN, signature.public_id)
    else:
        erasures.note(ErasureKind.WITHDRAWN, row.public_id)


def can_be_withdrawn(signature: Signature) -> bool:
    """Whether it counts, may count, or could be restored."""
    if signature.state is SignatureState.REMOVED:
        return signature.identity is not None and not consents.no_longer_agree([signature.id])
    return signature.state in (SignatureState.COUNTED, SignatureState.HELD)


def _ended(signature: Signature) -> bool:
    """Let nobody restore what was removed."""
    # Whoever restores it at this moment waits, or was first.
    db.session.refresh(signature, with_for_update=True)
    if signature.state is not SignatureState.REMOVED or not can_be_withdrawn(signature):
        return False
    signature.public_name = None
    consents.end(signature)
    return True


def _moved(signature: Signature, state: SignatureState) -> bool:
    # Two tabs may withdraw at once: one of them changes the row, and only that one tells the ledger.
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Signature)
        .where(Signature.id == signature.id, Signature.state == state)
        .values(state=SignatureState.WITHDRAWN, public_name=None, left_at=clock.now())
    )
    return result.rowcount > 0
