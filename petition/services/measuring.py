"""How the site does, in figures from the database: what /metrics and /readyz show, and alarms are raised by.

All of it is asked every few seconds, so each figure comes from an index or from sums that are kept, however many have
signed. Where only a count of rows would do, it stops at MOST.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import LedgerHead, LedgerInbox
from petition.models.outbox import GOES_FIRST, GOES_LAST, IS_QUEUED, Mail, MailKind, MailState, MailUse
from petition.models.petition import Petition, PetitionState, Publishing
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import batch_turns, sequencing
from petition.services.checkpoints import IS_HELD
from petition.services.counting import newest_checkpoint

# Rows that are counted one by one; of more, it is enough to know that they are many.
MOST = 20_000
# Of these the rows themselves are read, for their kinds.
MOST_BY_KIND = 2_000
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def petitions_by_state() -> Mapping[PetitionState, int]:
    found = db.session.execute(select(Petition.state, func.count()).group_by(Petition.state))
    return dict.fromkeys(PetitionState, 0) | dict(found.all())


def counted() -> Mapping[str, int]:
    """What all ledgers add up to, by kind. Sums of sums: nobody's signature is looked at."""
    columns = {"online": LedgerHead.online, "signatories": LedgerHead.signatories, "paper": LedgerHead.paper}
    row = db.session.execute(select(*(func.coalesce(func.sum(column), 0) for column in columns.values()))).one()
    return dict(zip(columns, map(int, row), strict=True))


def held() -> int:
    """How many signatures wait for a review."""
    return _up_to_most(select(Signature.petition_id).where(IS_HELD))


def submissions_waiting() -> int:
    """How many forms wait to be confirmed."""
    return _up_to_most(
        select(Submission.expires_at).where(Submission.expires_at > clock.now()).order_by(Submission.expires_at)
    )


def mails_queued() -> Mapping[MailKind, int]:
    """The mails that wait, by kind: those that are due first."""
    in_turn = (Mail.goes_last, Mail.not_before, Mail.id)
    first = select(Mail.kind).where(IS_QUEUED).order_by(*in_turn).limit(MOST_BY_KIND).subquery()
    found = db.session.execute(select(first.c.kind, func.count()).group_by(first.c.kind))
    return dict.fromkeys(MailKind, 0) | dict(found.all())


def mails_due() -> int:
    """How many mails that somebody waits for could go this moment."""
    return _up_to_most(_due())


def news_waiting() -> int:
    """How many mails wait that go behind all others, those of stopped mailings among them."""
    return _up_to_most(select(Mail.not_before).where(GOES_LAST))


def mail_waits_since() -> datetime | None:
    """Since when the oldest mail that is due could have gone; None where none is."""
    oldest: datetime | None = db.session.scalar(_due().order_by(Mail.not_before).limit(1))
    return oldest


def mails_sent(within: timedelta) -> int:
    """About how many mails were handed over in so long: a mail that was tried twice may count twice.

    Told from the numbers that the rows were given in turn: there may be a million of them.
    """
    recent = select(MailUse.id).where(MailUse.sent_at > clock.now() - within).limit(1)
    first = db.session.scalar(recent.order_by(MailUse.sent_at))
    last = db.session.scalar(recent.order_by(MailUse.sent_at.desc()))
    return 0 if first is None or last is None else abs(last - first) + 1


def mails_failed(within: timedelta) -> Mapping[MailState, int]:
    """How many mails were given up, or came back, in so long."""
    failed = select(Mail.state, func.count()).where(Mail.failed_at > clock.now() - within).group_by(Mail.state)
    return {MailState.FAILED: 0, MailState.BOUNCED: 0} | dict(db.session.execute(failed).all())


def ledger_waiting() -> int:
    """How many confirmations, withdrawals … have no place in the ledger yet."""
    return _up_to_most(select(LedgerInbox.id).order_by(LedgerInbox.id))


def ledger_lag() -> timedelta:
    """For how long the sequencer should have taken what it has not: nothing, where it keeps up."""
    since = [moment for moment in (_live_waits_since(), _batched_waits_since()) if moment is not None]
    return max(clock.now() - min(since, default=clock.now()), timedelta(0))


def _due() -> Select[Any]:
    return select(Mail.not_before).where(GOES_FIRST, Mail.not_before <= clock.now())


def _up_to_most(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.limit(MOST).subquery())) or 0


def _live_waits_since() -> datetime | None:
    oldest = select(LedgerInbox.created_at).where(LedgerInbox.petition_id == Petition.id).order_by(LedgerInbox.id)
    ids = sequencing.petitions_waiting().c.id
    return db.session.scalar(
        select(func.min(oldest.limit(1).scalar_subquery()))
        .select_from(Petition)
        .join(ids.table, ids == Petition.id)
        .where(Petition.publish == Publishing.LIVE)
    )


def _batched_waits_since() -> datetime | None:
    """Since when the longest overdue batch could have been published."""
    batched = select(Petition).where(
        Petition.publish == Publishing.BATCHED, Petition.id.in_(select(sequencing.petitions_waiting().c.id))
    )
    due = [_batch_is_due_since(petition) for petition in db.session.scalars(batched.limit(100))]
    return min((moment for moment in due if moment is not None), default=None)


def _batch_is_due_since(petition: Petition) -> datetime | None:
    """When the turn of those that wait came, or comes; None where they are too few for any."""
    there = select(LedgerInbox.created_at).where(LedgerInbox.petition_id == petition.id).order_by(LedgerInbox.id)
    if newest_checkpoint(petition) is None:
        return db.session.scalar(there.limit(1))
    if petition.is_settled:
        last_needed = db.session.scalar(there.limit(1))
    else:
        last_needed = db.session.scalar(
            there.where(sequencing.HIDES_OTHERS).offset(sequencing.BATCH_LEAST - 1).limit(1)
        )
    if last_needed is None:
        # Few wait, then: a correction among them is found at once.
        last_needed = db.session.scalar(there.where(sequencing.IS_OF_NOBODY).limit(1))
    return batch_turns.turn_after(petition, last_needed) if last_needed else None
