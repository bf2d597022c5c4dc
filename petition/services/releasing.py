"""Letting count what was held for an outage of the limits alone.

While the store of limits is away each process counts for itself, so one sender gets as many times through as there
are processes. Such a flood stays for review; a minute that could have come through shared limits is released:

- one in which no more was sent for a petition than `holds.release_after_outage_up_to`, by default what a single
  network may send, or
- one that brought at most three times what the petition had in its busiest hour before.

The window of an outage is nowhere written down. Each process notices for itself, and may be cut off alone; what it
took meanwhile says so, and in which minute it was sent. So any number of processes agree, and nothing has to be
closed afterwards.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, Tally
from petition.models.petition import Petition, Protection
from petition.models.signature import Hold, HoldRule, Signature, SignatureState
from petition.services import auditing, reviewing
from petition.services.policy import RELEASED_UP_TO

BATCH = 500
# A petition that many have signed already may grow a few times faster, at the moment its limits are away.
CROWD = 3
# Later than this a person decides, even where the petition has become busier or the policy was changed.
JUDGED_FOR = timedelta(days=30)


def release_after_outage() -> bool:
    """Release a batch of what was sent in plausible minutes. True where more may be waiting.

    To be called when limits can be shared again. A minute is judged once it is over; whoever confirms later is
    judged with all that are known by then.
    """
    released, plausible_anywhere = 0, RELEASED_UP_TO.value()
    for petition_id, minute, sent in _waiting_minutes():
        if sent > plausible_anywhere and sent > _crowd_of(petition_id, before=minute):
            continue
        released += reviewing.release_all(_held(petition_id, minute, limit=BATCH - released), by=auditing.SYSTEM)
        if released == BATCH:
            return True
    return False


def _waiting_minutes() -> list[tuple[int, datetime, int]]:
    """Petition, minute, and how many were sent and confirmed of it, whatever became of them; the oldest first."""
    is_waiting = Hold.outcome.is_(None) & (Hold.rule == HoldRule.LIMITS_AWAY) & (Signature.state == SignatureState.HELD)
    this_minute = clock.minute_of(clock.now())
    # Of all that was ever held in outages only these are looked at.
    minutes = select(Hold.sent_minute).where(
        Hold.outcome.is_(None), Hold.sent_minute < this_minute, Hold.sent_minute > this_minute - JUDGED_FOR
    )
    rows = db.session.execute(
        select(Signature.petition_id, Hold.sent_minute, func.count())
        .join(Signature, Signature.id == Hold.signature_id)
        .where(Hold.sent_minute.in_(minutes))
        .group_by(Signature.petition_id, Hold.sent_minute)
        .having(func.count().filter(is_waiting) > 0)
        .order_by(Hold.sent_minute, Signature.petition_id)
    )
    return [(petition_id, minute, sent) for petition_id, minute, sent in rows if minute is not None]


def _crowd_of(petition_id: int, *, before: datetime) -> float:
    """What a minute may bring of a petition, by its busiest hour so far, or an hour of its busiest day."""
    hours = (
        select(func.sum(Tally.n).label("n"))
        .where(
            Tally.petition_id == petition_id,
            Tally.kind == EntryKind.CONFIRMED,
            Tally.hour < before.replace(minute=0),
        )
        .group_by(Tally.hour)
        .subquery()
    )
    protection = select(Petition.protection).where(Petition.id == petition_id).scalar_subquery()
    query = select(func.max(hours.c.n), protection)
    busiest, noted = db.session.execute(query).one()
    # Where signers are at risk only the day is noted.
    length = 24 if noted is Protection.DISCREET else 1
    return CROWD * (busiest or 0) / (60 * length)


def _held(petition_id: int, minute: datetime, *, limit: int) -> list[Signature]:
    """The signatures themselves, locked: several workers at once take different ones."""
    return list(
        db.session.scalars(
            select(Signature)
            .join(Hold, Hold.signature_id == Signature.id)
            .where(
                Signature.petition_id == petition_id,
                Signature.state == SignatureState.HELD,
                Hold.sent_minute == minute,
                Hold.rule == HoldRule.LIMITS_AWAY,
                Hold.outcome.is_(None),
            )
            .order_by(Signature.id)
            .limit(limit)
            .with_for_update(of=Signature, skip_locked=True)
        )
    )
