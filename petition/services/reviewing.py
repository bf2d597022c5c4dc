"""Review: a doubtful signature is released or removed, and a counted one can be removed. Nothing is deleted."""

from typing import Any

from sqlalchemy import CursorResult, update

from petition.extensions import db
from petition.lib import clock
from petition.models.signature import Hold, HoldOutcome, Signature, SignatureState
from petition.services import auditing, recording
from petition.services.errors import SettledAlready


def release(signature: Signature, *, by: str) -> None:
    """Let a held signature count. Raises SettledAlready."""
    if not _moved(signature, SignatureState.HELD, SignatureState.COUNTED):
        raise SettledAlready
    recording.confirmed(signature, signature.revision.sha256)
    _settle(signature, HoldOutcome.RELEASED, by)
    _audit("release", signature, by)


def remove(signature: Signature, *, by: str, reason: str) -> None:
    """Take a held or counted signature out of the count, for a reason that is kept. Raises SettledAlready.

    One that was only held never stood in the ledger, so the ledger hears nothing of it.
    """
    was_counted = _moved(signature, SignatureState.COUNTED, SignatureState.REMOVED)
    if not was_counted and not _moved(signature, SignatureState.HELD, SignatureState.REMOVED):
        raise SettledAlready
    if was_counted:
        recording.removed(signature)
    else:
        _settle(signature, HoldOutcome.REMOVED, by)
    _audit("remove", signature, by, reason=reason, was=("counted" if was_counted else "held"))


def _moved(signature: Signature, before: SignatureState, after: SignatureState) -> bool:
    # Two moderators may press at once, and the signer may withdraw: one of them changes the row.
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Signature).where(Signature.id == signature.id, Signature.state == before).values(state=after)
    )
    return result.rowcount > 0


def _settle(signature: Signature, outcome: HoldOutcome, by: str) -> None:
    db.session.execute(
        update(Hold)
        .where(Hold.signature_id == signature.id, Hold.outcome.is_(None))
        .values(outcome=outcome, settled_by=by, settled_at=clock.now())
    )


def _audit(verb: str, signature: Signature, by: str, **details: str) -> None:
    petition = signature.petition
    auditing.record(
        verb,
        actor=by,
        subject=signature.public_id,
        team_id=petition.team_id,
        petition=petition.public_id,
        **details,
    )
