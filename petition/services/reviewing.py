"""Review: a doubtful signature is released. Whatever else is decided about signatures stands in `moderating.py`."""

from collections.abc import Sequence

from sqlalchemy import select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.signature import Hold, HoldOutcome, Signature, SignatureState
from petition.services import auditing, recording
from petition.services.errors import SettledAlready


def release(signature: Signature, *, by: str) -> None:
    """Let a held signature count. Raises SettledAlready."""
    if not release_all([signature], by=by):
        raise SettledAlready


def release_all(signatures: Sequence[Signature], *, by: str) -> int:
    """Let held signatures count, and say how many did: what was settled or withdrawn meanwhile stays as it is."""
    released = moved(signatures, SignatureState.HELD, SignatureState.COUNTED)
    for signature in released:
        recording.confirmed(signature)
        auditing.record_of_signature("release", signature, actor=by)
    settle(released, HoldOutcome.RELEASED, by)
    return len(released)


def moved(signatures: Sequence[Signature], before: SignatureState, after: SignatureState) -> list[Signature]:
    """Those of them whose state it was that changed."""
    left_at = clock.now() if after is SignatureState.REMOVED else None
    # Two moderators may press at once, and the signer may withdraw: one of them changes the row.
    changed = set(
        db.session.scalars(
            update(Signature)
            .where(Signature.id.in_([signature.id for signature in signatures]), Signature.state == before)
            .values(state=after, left_at=left_at)
            .returning(Signature.id)
        )
    )
    return [signature for signature in signatures if signature.id in changed]


def settle(signatures: Sequence[Signature], outcome: HoldOutcome, by: str) -> None:
    """Keep how their holds ended, and by whom."""
    db.session.execute(
        update(Hold)
        .where(Hold.signature_id.in_([signature.id for signature in signatures]), Hold.outcome.is_(None))
        .values(outcome=outcome, settled_by=by, settled_at=clock.now())
    )


def was_removed_while_held(signature: Signature) -> bool:
    """Whether it never counted. A hold that was released before tells that it did when it was removed."""
    outcome = select(Hold.outcome).where(Hold.signature_id == signature.id)
    return db.session.scalar(outcome) is HoldOutcome.REMOVED


def reopen(signature: Signature) -> None:
    """Let its hold wait for a decision again. Raises SettledAlready where it was decided otherwise meanwhile."""
    waiting = (
        update(Hold)
        .where(Hold.signature_id == signature.id, Hold.outcome == HoldOutcome.REMOVED)
        .values(outcome=None, settled_by=None, settled_at=None)
    )
    if db.session.scalar(waiting.returning(Hold.id)) is None:
        raise SettledAlready
