"""When a batched petition publishes what happened: at the full hour, and once nothing more can be confirmed once a day.

Never at a moment that somebody's deed decides: whoever watches would learn when the last of ten confirmed. Late deeds
are few, and no ten of them hide each other; so nobody learns more than their day.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import LedgerInbox
from petition.models.petition import Petition
from petition.models.signature import Signature

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Of the day's turn, by UTC.
AT_HOUR = 3


def newest_turn(petition: Petition) -> datetime:
    """When its turn was last."""
    return _turn_by(petition, clock.now())


def turn_after(petition: Petition, moment: datetime) -> datetime:
    """When its turn is next after a moment."""
    return _turn_by(petition, moment) + (DAY if petition.is_settled else HOUR)


def is_before(petition: Petition) -> ColumnElement[bool]:
    """Which of its rows waited already when its turn was last, however much later it is looked."""
    before = select(func.max(LedgerInbox.id)).where(
        LedgerInbox.petition_id == petition.id, LedgerInbox.created_at < newest_turn(petition)
    )
    # By their ids, so that none is taken before another that stands before it, whatever the hosts' clocks say.
    return LedgerInbox.id <= before.scalar_subquery()


def is_still(petition: Petition) -> bool:
    """Whether nothing happened since its turn: another number would tell when it did."""
    waits = select(LedgerInbox.id).where(LedgerInbox.petition_id == petition.id)
    left = select(Signature.id).where(Signature.petition_id == petition.id, Signature.left_at >= newest_turn(petition))
    return not any(db.session.scalar(one.limit(1)) for one in (waits, left))


def _turn_by(petition: Petition, moment: datetime) -> datetime:
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if not petition.is_settled:
        return hour
    that_day = hour.replace(hour=AT_HOUR)
    return that_day if that_day <= moment else that_day - DAY
