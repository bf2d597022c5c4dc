"""Signed statements of what a ledger says (C2SP tlog-checkpoint)."""

from sqlalchemy import func, literal, select

from petition.extensions import db
from petition.lib import clock, notes
from petition.models.ledger import Checkpoint, LedgerHead
from petition.models.petition import Petition, Publishing
from petition.models.signature import Signature, SignatureState
from petition.services import batch_turns, epochs, signing_keys
from petition.services.counting import newest_checkpoint

# Spelled out in the statement: a value sent beside it would hide from SQLite that a partial index fits.
IS_HELD = Signature.state == literal(SignatureState.HELD, Signature.state.type, literal_execute=True)
KINDS = ("online", "signatories", "paper", "withdrawn", "removed", "held")


def publish(petition: Petition, *, root: bytes, size: int) -> Checkpoint:
    """Sign the head as it stands in this transaction. From its commit on this is the number shown."""
    head = db.session.get_one(LedgerHead, petition.id, populate_existing=True)
    figures = {kind: getattr(head, kind) for kind in KINDS}
    now = clock.now().replace(microsecond=0)
    checkpoint = Checkpoint(
        petition_id=petition.id,
        size=size,
        root=root.hex(),
        note=notes.sign(
            notes.Checkpoint(
                signing_keys.origin_of(petition),
                size,
                root,
                extensions_of(figures, now.isoformat()) + epochs.lines_of(petition),
            ).text(),
            signing_keys.current(),
        ),
        created_at=now,
        **figures,
    )
    db.session.add(checkpoint)
    return checkpoint


def extensions_of(figures: dict[str, int], time: str) -> tuple[str, ...]:
    """The lines a checkpoint carries beyond size and root: the count by kind, and when it was signed."""
    return (*(f"{kind} {figures[kind]}" for kind in KINDS), f"time {time}")


def with_stale_held_number() -> list[Petition]:
    """The petitions whose newest checkpoint gives another number of held signatures than there are.

    Where publishing is batched this number too waits for the next batch, or for the day's turn once there is none.
    """
    held = (
        select(Signature.petition_id, func.count(Signature.id).label("n"))
        .where(IS_HELD)
        .group_by(Signature.petition_id)
        .subquery()
    )
    stale = db.session.scalars(
        select(Petition)
        .join(LedgerHead, LedgerHead.petition_id == Petition.id)
        .outerjoin(held, held.c.petition_id == Petition.id)
        .where(LedgerHead.held != func.coalesce(held.c.n, 0), LedgerHead.size > 0)
    )
    return [
        petition
        for petition in stale
        if petition.publish is Publishing.LIVE or (petition.is_settled and batch_turns.is_still(petition))
    ]


def publish_held_number(petition: Petition) -> None:
    """Sign a checkpoint of the same ledger with today's number of held signatures."""
    head = db.session.get_one(LedgerHead, petition.id, with_for_update=True)
    newest = newest_checkpoint(petition)
    if newest is None or newest.size != head.size:
        return
    head.held = (
        db.session.scalar(select(func.count(Signature.id)).where(Signature.petition_id == petition.id, IS_HELD)) or 0
    )
    db.session.flush()
    publish(petition, root=bytes.fromhex(newest.root), size=newest.size)
