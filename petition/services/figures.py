"""What organisers see of a petition in numbers. From hourly sums and partial indexes: nothing here counts signers."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select

from petition.extensions import db
from petition.lib import addresses
from petition.lib.disclosure import hidden_cells
from petition.models.ledger import WEIGHTS, EntryKind, Tally
from petition.models.outbox import Mail, MailState
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission

MOST_DAYS = 90
MOST_FAILURES = 20
UNDELIVERED = (MailState.FAILED, MailState.BOUNCED)


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
    """What became of the mails about a petition, as far as it is still known: they are forgotten after 30 days."""

    numbers: dict[MailState, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def __getitem__(self, state: str) -> int:
        return self.numbers.get(MailState(state), 0)


def waiting(petition: Petition) -> int:
    """Forms sent and not confirmed yet."""
    return db.session.scalar(select(func.count(Submission.id)).where(Submission.petition_id == petition.id)) or 0


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
    """Mails are tied to what they are about, not to a petition: those about forms that expired are not found."""
    about = or_(
        exists().where(Signature.public_id == Mail.subject, Signature.petition_id == petition.id),
        exists().where(Submission.public_id == Mail.subject, Submission.petition_id == petition.id),
    )
    numbers = db.session.execute(select(Mail.state, func.count(Mail.id)).where(about).group_by(Mail.state))
    failed = db.session.execute(
        select(Mail.created_at, Mail.server_words)
        .where(about, Mail.state.in_(UNDELIVERED))
        .order_by(Mail.id.desc())
        .limit(MOST_FAILURES)
    )
    return MailFigures(
        numbers=dict(numbers.all()),
        failures=[Failure(moment.date(), addresses.masked(words)) for moment, words in failed],
    )


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
