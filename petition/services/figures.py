"""What organisers see of a petition in numbers. From sums; of partial indexes no more than MOST rows are counted."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from petition.extensions import db
from petition.lib import addresses
from petition.lib.disclosure import hidden_cells
from petition.models.outbox import GOES_FIRST, Mail, MailState
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.models.tally import Part, TallyTotal

MOST_FAILURES = 20
# Rows that are counted one by one; of more, it is enough to know that they are many.
MOST = 5000


@dataclass(frozen=True)
class Shares:
    """How many counted signatures each country, language or link has; `hidden` cells are left out as too small."""

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
    """Signatures under review, counted as far as MOST; the public number is the newest checkpoint's."""
    there = select(Signature.id).where(Signature.petition_id == petition.id, Signature.state == SignatureState.HELD)
    return db.session.scalar(select(func.count()).select_from(there.limit(MOST).subquery())) or 0


# Of all these `shown` are the cells of what was shown the last time, if anything was.


def by_country(petition: Petition, shown: Container[str] | None = None) -> Shares:
    """The largest first. The empty code stands for those who told no country."""
    return _shares(_totals(petition, Part.COUNTRY), shown)


def by_language(petition: Petition, shown: Container[str] | None = None) -> Shares:
    return _shares(_totals(petition, Part.LANGUAGE), shown)


def by_source(petition: Petition, shown: Container[str] | None = None) -> Shares:
    """By the code of the link that they came by; the empty one stands for all who came by none."""
    counts = _totals(petition, Part.SOURCE)
    counts[""] = sum(_totals(petition, Part.LANGUAGE).values()) - sum(counts.values())
    return _shares(counts, shown)


def mails(petition: Petition) -> MailFigures:
    """Of the mails that wait and those that failed, the ones about this petition.

    Mails are tied to what they are about, not to a petition: of the whole site's no more than MOST are looked at, the
    next to go and the last to fail, and those about forms that expired are not found.
    """
    waiting = _about(petition, select(Mail.subject).where(GOES_FIRST).order_by(Mail.not_before))
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


def _shares(counts: Counter[str], shown_before: Container[str] | None) -> Shares:
    there = {cell: number for cell, number in counts.items() if number > 0}
    hidden = hidden_cells(there, shown=shown_before)
    shown = sorted(((cell, n) for cell, n in there.items() if cell not in hidden), key=lambda pair: (-pair[1], pair[0]))
    return Shares(shown, len(hidden))


def _totals(petition: Petition, part: Part) -> Counter[str]:
    query = select(TallyTotal.value, TallyTotal.n).where(TallyTotal.petition_id == petition.id, TallyTotal.part == part)
    return Counter(dict(db.session.execute(query).all()))
