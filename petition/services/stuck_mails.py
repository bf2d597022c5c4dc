"""Mails that did not get through: what the mail servers said, another try, or none.

Nobody is named here: addresses of mails that failed are wiped, those of mails that wait stay sealed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, select, tuple_, update

from petition.extensions import db
from petition.lib import addresses
from petition.lib.mail_providers import LARGE_PROVIDERS
from petition.models.outbox import GOES_FIRST, GOES_LAST, IS_QUEUED, Mail, MailPace, MailState
from petition.services import auditing, leases, mail_pace, mailing
from petition.services.errors import MailIsGone

PER_PAGE = 50
# Of those that wait, the ones that are tried last are looked at: who was put off stands at the end of the line.
MOST_LOOKED_AT = 2_000
IN_DATABASE = {"synchronize_session": False}


@dataclass(frozen=True)
class Resting:
    """A domain that asked for fewer mails. Only that of a large provider has a name: a small one may be a person's."""

    provider: str
    until: datetime
    rests: int


def hesitating() -> list[Mail]:
    """Those that were tried, refused for now, and wait for another try; those that are tried last come first.

    Behind them stand those that go behind all others: nobody waits for these, and their lines may be long.
    """
    return [mail for which in (GOES_FIRST, GOES_LAST) for mail in _hesitating(which)][:PER_PAGE]


def failed(*, before: int | None = None) -> tuple[list[Mail], bool]:
    """One page of those that were given up or came back, the newest first, and whether there is another."""
    query = select(Mail).where(Mail.failed_at.is_not(None)).order_by(Mail.failed_at.desc(), Mail.id.desc())
    if before is not None:
        query = _after(query, before)
    found = list(db.session.scalars(query.limit(PER_PAGE + 1)))
    return found[:PER_PAGE], len(found) > PER_PAGE


def resting() -> list[Resting]:
    """The domains that mails wait for just now."""
    now = leases.database_now()
    rows = select(MailPace.lane, MailPace.rested_at, MailPace.free_at, MailPace.rests)
    query = rows.where(MailPace.free_at > now, MailPace.rests > 0, MailPace.lane != mail_pace.EVERYWHERE)
    found = db.session.execute(query.order_by(MailPace.free_at.desc()).limit(PER_PAGE)).all()
    names = _names_of_lanes() if found else {}
    # A domain that rested earlier is taken, too, for the moment that its ordinary pace takes.
    at_rest = [row for row in found if row.rested_at + mail_pace.RESTS[row.rests - 1] > now]
    return [Resting(names.get(row.lane, ""), row.free_at, row.rests) for row in at_rest]


def by_public_id(public_id: str) -> Mail | None:
    """One that waits after a try, or failed."""
    found = db.session.scalar(select(Mail).where(Mail.public_id == public_id))
    return found if found is not None and (found.failed_at or can_be_tried(found)) else None


def is_over(public_id: str) -> bool:
    """Whether there was such a mail, which waits no more."""
    state = db.session.scalar(select(Mail.state).where(Mail.public_id == public_id))
    return state is not None and state is not MailState.QUEUED


def can_be_tried(mail: Mail) -> bool:
    return mail.state is MailState.QUEUED and bool(mail.server_words)


def words_of(mail: Mail) -> str:
    """What the mail server said, with every mailbox in it unnamed."""
    return addresses.masked(mail.server_words)


def try_again(mail: Mail, *, by: str) -> None:
    """Let it be due now, behind what was due before. Raises MailIsGone."""
    _change(mail, not_before=leases.database_clock())
    auditing.record("retry mail", actor=by, subject=mail.public_id, kind=mail.kind)


def drop(mail: Mail, *, by: str, reason: str) -> None:
    """Never send it; its address is wiped, and what it is about told. Raises MailIsGone."""
    _change(mail, state=MailState.DROPPED, address=None)
    mailing.dropped_by_hand(mail)
    auditing.record("drop mail", actor=by, subject=mail.public_id, kind=mail.kind, reason=reason)


def _change(mail: Mail, **values: Any) -> None:
    """While it waits and no worker has it: who has it settles it, and knows better."""
    now = leases.database_now()
    waiting = (Mail.leased_until.is_(None)) | (Mail.leased_until < now)
    changed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Mail).where(Mail.id == mail.id, IS_QUEUED, waiting).values(leased_until=None, **values),
        execution_options=IN_DATABASE,
    )
    if changed.rowcount == 0:
        raise MailIsGone


def _hesitating(which: ColumnElement[bool]) -> Sequence[Mail]:
    """Of the mails of one line, as the index of those that are due has them."""
    last = select(Mail.id).where(which).order_by(Mail.not_before.desc(), Mail.id.desc()).limit(MOST_LOOKED_AT)
    query = select(Mail).where(Mail.id.in_(last), Mail.server_words != "").order_by(Mail.not_before.desc(), Mail.id)
    return db.session.scalars(query.limit(PER_PAGE)).all()


def _after(query: Select[Any], row_id: int) -> Select[Any]:
    """What stands behind this row in the order of the list."""
    failed_at = db.session.scalar(select(Mail.failed_at).where(Mail.id == row_id))
    return query.where(tuple_(Mail.failed_at, Mail.id) < (failed_at, row_id)) if failed_at else query


def _names_of_lanes() -> dict[str, str]:
    names: Sequence[str] = sorted(LARGE_PROVIDERS)
    return dict(zip(mail_pace.lanes_of([f"@{name}" for name in names]), names, strict=True))
