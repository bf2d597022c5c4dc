"""What organisers see of a petition in numbers. From hourly sums and partial indexes: nothing here counts signers."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select

from petition.extensions import db
from petition.lib import addresses
from petition.lib.disclosure import hidden_cells
from petition.models.ledger import WEIGHTS, EntryKind, Tally
from petition.models.outbox import IS_QUEUED, Mail, MailState
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission

MOST_DAYS = 90
MOST_FAILURES = 20
# Rows that are counted one by one; of more, it is enough to know that they are many.
MOST = 5000


@dataclass(frozen=True)
class DayLine:
    """What one day brought, in the petition's own zone."""

    day: date
    confirmed: int
    withdrawn: int
    removed: int


@dataclass(frozen=True)
class Shares:
    """How many counted signatures each country or language has; `hidden` cells are left out, each too small."""

    shown: list[tuple[str, int]]
    hidden: int


@dataclass(frozen=True)
class Failure:
    """A mail that did not arrive: when it was written, and why not in the mail server's words."""

    day: date
    words: str


@dataclass(frozen=True)
class MailFigures:
    """The mails about a petition that wait or failed, as far as it is still known: they are forgotten after 30 days."""

    numbers: Counter[MailState]
    failures: list[Failure]

    def __getitem__(self, state: str) -> int:
        return self.numbers[MailState(state)]


def waiting(petition: Petition) -> int:
    """Forms sent and not confirmed yet, counted as far as MOST."""
    there = select(Submission.address_index).where(Submission.petition_id == petition.id)
    some = there.order_by(Submission.address_index).limit(MOST)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def held(petition: Petition) -> int:
    """Signatures under review at this moment; the public number is the newest checkpoint's."""
    query = select(func.count(Signature.id)).where(
        Signature.petition_id == petition.id, Signature.state == SignatureState.HELD
    )
    return db.session.scalar(query) or 0


def by_day(petition: Petition) -> list[DayLine]:
    """The newest days first."""
    zone = ZoneInfo(petition.zone)
    days: dict[date, Counter[EntryKind]] = defaultdict(Counter)
    for hour, kind, n in db.session.execute(_sums(petition, Tally.hour, Tally.kind)):
        days[hour.astimezone(zone).date()][kind] += n
    newest = sorted(days.items(), reverse=True)[:MOST_DAYS]
    return [
        DayLine(day, kinds[EntryKind.CONFIRMED], kinds[EntryKind.WITHDRAWN], kinds[EntryKind.REMOVED])
        for day, kinds in newest
    ]


def by_country(petition: Petition) -> Shares:
    """The largest first. The empty code stands for those who told no country."""
    return _shares(petition, Tally.country)


def by_language(petition: Petition) -> Shares:
    return _shares(petition, Tally.language)


def mails(petition: Petition) -> MailFigures:
    """Of the mails that wait and those that failed, the ones about this petition.

    Mails are tied to what they are about, not to a petition: of the whole site's no more than MOST are looked at, the
    next to go and the last to fail, and those about forms that expired are not found.
    """
    waiting = _about(petition, select(Mail.subject).where(IS_QUEUED).order_by(Mail.not_before))
    there = select(Mail.subject, Mail.state, Mail.created_at, Mail.server_words)
    failed = _about(petition, there.where(Mail.failed_at.is_not(None)).order_by(Mail.failed_at.desc()))
    numbers = Counter({MailState.QUEUED: len(waiting)})
    numbers.update(row.state for row in failed)
    newest = [Failure(row.created_at.date(), addresses.masked(row.server_words)) for row in failed[:MOST_FAILURES]]
    return MailFigures(numbers, newest)


def _about(petition: Petition, mails: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    first = mails.limit(MOST).subquery()
    # Asked for one mail after the other: PostgreSQL would read all signatures rather than a few by their ids.
    whose = [
        select(one.petition_id).where(one.public_id == first.c.subject).limit(1).scalar_subquery()
        for one in (Signature, Submission)
    ]
    return db.session.execute(select(first).where(func.coalesce(*whose) == petition.id)).all()


def _shares(petition: Petition, column: Any) -> Shares:
    counts: Counter[str] = Counter()
    for cell, kind, n in db.session.execute(_sums(petition, column, Tally.kind)):
        counts[cell] += WEIGHTS.get(kind, 0) * n
    there = {cell: number for cell, number in counts.items() if number > 0}
    hidden = hidden_cells(there)
    shown = sorted(((cell, n) for cell, n in there.items() if cell not in hidden), key=lambda pair: (-pair[1], pair[0]))
    return Shares(shown, len(hidden))


def _sums(petition: Petition, *columns: Any) -> Any:
    return select(*columns, func.sum(Tally.n)).where(Tally.petition_id == petition.id).group_by(*columns)
