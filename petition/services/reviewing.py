"""Review: a doubtful signature is released or removed, and a counted one can be removed. Nothing is deleted."""

from collections.abc import Sequence

from sqlalchemy import update

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import ErasureKind
from petition.models.signature import Hold, HoldOutcome, Signature, SignatureState
from petition.services import auditing, erasures, recording
from petition.services.errors import SettledAlready


def release(signature: Signature, *, by: str) -> None:
    """Let a held signature count. Raises SettledAlready."""
    if not release_all([signature], by=by):
        raise SettledAlready


def release_all(signatures: Sequence[Signature], *, by: str) -> int:
    """Let held signatures count, and say how many did: what was settled or withdrawn meanwhile stays as it is."""
    released = _moved(signatures, SignatureState.HELD, SignatureState.COUNTED)
    for signature in released:
        recording.confirmed(signature)
        _audit("release", signature, by)
    _settle(released, HoldOutcome.RELEASED, by)
    return len(released)


def remove(signature: Signature, *, by: str, reason: str) -> None:
    """Take a held or counted signature out of the count, for a reason that is kept. Raises SettledAlready.

    One that was only held never stood in the ledger, so the ledger hears nothing of it.
    """
    was_counted = bool(_moved([signature], SignatureState.COUNTED, SignatureState.REMOVED))
    if not was_counted and not _moved([signature], SignatureState.HELD, SignatureState.REMOVED):
        raise SettledAlready
    if was_counted:
        recording.removed(signature)
    else:
        _settle([signature], HoldOutcome.REMOVED, by)
    erasures.note(ErasureKind.REMOVED, signature.public_id)
    _audit("remove", signature, by, reason=reason, was=("counted" if was_counted else "held"))


def _moved(signatures: Sequence[Signature], before: SignatureState, after: SignatureState) -> list[Signature]:
    """Those of them whose state it was that changed."""
    # Two moderators may press at once, and the signer may withdraw: one of them changes the row.
    changed = set(
        db.session.scalars(
            update(Signature)
            .where(Signature.id.in_([signature.id for signature in signatures]), Signature.state == before)
            .values(state=after)
            .returning(Signature.id)
        )
    )
    return [signature for signature in signatures if signature.id in changed]


def _settle(signatures: Sequence[Signature], outcome: HoldOutcome, by: str) -> None:
    db.session.execute(
        update(Hold)
        .where(Hold.signature_id.in_([signature.id for signature in signatures]), Hold.outcome.is_(None))
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
