"""The way from a page that is opened to a signature that counts, and where it is lost; by mail domain too."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from petition.extensions import db
from petition.lib import clock, waits
from petition.lib.crypto import CannotOpen
from petition.lib.disclosure import LEAST, hidden_cells
from petition.models.petition import Petition
from petition.models.tally import Part, Step, TallyDomain, TallyDomainHour, TallyHour, TallyInbox, TallyTotal
from petition.services import domain_sums

# So many domains are named, if they are large.
NAMED = 8
# Warnings look at the shortest of these that tells enough; of the last hour not everyone has read the mail.
WINDOWS = (timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
READING = timedelta(hours=1)
# What others' rate lets expect of a domain: of less than that a half may be chance.
EXPECTED_LEAST = 20
FALL = 0.5
# From the form on.
STEPS = domain_sums.STEPS[1:]
Named = list[tuple[str, TallyDomain]]
# Forms, and confirmations, by domain.
Window = tuple[Counter[str], Counter[str]]


@dataclass(frozen=True)
class Funnel:
    """What became of everything since an hour; `is_whole` where nobody confirmed before it.

    It is complete where it knows of everyone who has confirmed since: while an earlier version ran, after this one had
    begun, some were counted of whom nothing else is known.
    """

    since: datetime
    numbers: Counter[Step]
    is_whole: bool
    is_complete: bool


@dataclass(frozen=True)
class DomainLine:
    """One mail domain, or the others together where `name` is empty. None where a number is too small to be told."""

    name: str
    submitted: int
    mailed: int | None
    returned: int | None
    confirmed: int | None


@dataclass(frozen=True)
class Warned:
    """A large domain whose people hardly confirm: its rate of the last days, and that of all others."""

    name: str
    rate: float
    others: float


@dataclass(frozen=True)
class Median:
    """About how long confirming took, and from how many that is known."""

    took: timedelta
    people: int


def funnel_of(petition: Petition) -> Funnel | None:
    """All forms together; None as long as nothing happened."""
    row = _together(petition)
    if row is None or row.since is None:
        return None
    numbers = Counter({step: getattr(row, step.value) for step in domain_sums.STEPS})
    first = db.session.scalar(
        select(TallyHour.hour)
        .where(TallyHour.petition_id == petition.id, TallyHour.step == Step.CONFIRMED)
        .order_by(TallyHour.hour)
        .limit(1)
    )
    is_complete = _not_known(petition, row.since) <= 0
    return Funnel(row.since, numbers, is_whole=first is None or row.since <= first, is_complete=is_complete)


def large_domains(petition: Petition) -> Named:
    """With their names, the largest first; none where signers are at risk."""
    if petition.is_discreet:
        return []
    query = (
        _domains(petition)
        .where(TallyDomain.name.is_not(None))
        .order_by(TallyDomain.submitted.desc(), TallyDomain.id)
        .limit(NAMED)
    )
    found = []
    for row in db.session.scalars(query):
        try:
            found.append((domain_sums.name_of(petition.id, row.domain_index, row.name or b""), row))
        except CannotOpen:
            continue
    return found


def domains_of(petition: Petition, named: Named) -> list[DomainLine]:
    """The large ones by name, then all others; nothing where there is no large one."""
    together = _together(petition) if named else None
    if together is None:
        return []
    numbers = {name: Counter({step: getattr(row, step.value) for step in STEPS}) for name, row in named}
    rest = Counter({step: getattr(together, step.value) - sum(one[step] for one in numbers.values()) for step in STEPS})
    while numbers and 0 < rest[Step.SUBMITTED] < LEAST:
        # What few are left would be found by subtraction: the smallest that has a name goes with them.
        rest += numbers.popitem()[1]
    if not numbers:
        return []
    return _lines(numbers | ({"": rest} if rest[Step.SUBMITTED] else {}))


def warnings_of(petition: Petition, named: Named) -> list[Warned]:
    """Large domains from which not half as many confirm as from all others, these hours or days."""
    if not named:
        return []
    windows = _windows(petition, [domain_sums.ALL, *(row.domain_index for _, row in named)])
    warned = (_warned(name, row.domain_index, windows) for name, row in named)
    return [one for one in warned if one]


def median_of(petition: Petition) -> Median | None:
    """None where it is known of too few, or is not noted."""
    if petition.is_discreet:
        return None
    query = select(TallyTotal.value, TallyTotal.n).where(
        TallyTotal.petition_id == petition.id, TallyTotal.part == Part.WAIT
    )
    numbers = {int(bucket): n for bucket, n in db.session.execute(query)}
    people, took = sum(numbers.values()), waits.median(numbers)
    return Median(took, people) if took is not None and people >= LEAST else None


def _together(petition: Petition) -> TallyDomain | None:
    return db.session.scalar(_domains(petition).where(TallyDomain.domain_index == domain_sums.ALL))


def _domains(petition: Petition) -> Select[TallyDomain]:
    return select(TallyDomain).where(TallyDomain.petition_id == petition.id)


def _lines(numbers: dict[str, Counter[Step]]) -> list[DomainLine]:
    """With every number left out that would point at few people, by itself or by subtraction."""
    told: dict[Step, dict[str, int | None]] = {}
    for step in STEPS[1:]:
        there = {name: one[step] for name, one in numbers.items() if one[step] > 0}
        hidden = hidden_cells(there)
        told[step] = {name: None if name in hidden else one[step] for name, one in numbers.items()}
    return [
        DomainLine(name, one[Step.SUBMITTED], *(told[step][name] for step in STEPS[1:]))
        for name, one in numbers.items()
    ]


def _warned(name: str, domain_index: str, windows: list[Window]) -> Warned | None:
    """By the shortest window in which others let expect enough of it."""
    for submitted, confirmed in windows:
        sent, came = submitted[domain_index], confirmed[domain_index]
        others_sent = submitted[domain_sums.ALL] - sent
        others = (confirmed[domain_sums.ALL] - came) / others_sent if others_sent > 0 else 0.0
        if sent * others >= EXPECTED_LEAST:
            return Warned(name, came / sent, min(1.0, others)) if came < FALL * others * sent else None
    return None


def _windows(petition: Petition, domain_indexes: Sequence[str]) -> list[Window]:
    """Forms and confirmations by domain, of each window; of the forms, those that there was time to confirm."""
    now = clock.now()
    begins = [clock.hour_of(now - window) for window in WINDOWS]
    until_read = clock.hour_of(now - READING)
    columns = (TallyDomainHour.domain_index, TallyDomainHour.hour, TallyDomainHour.submitted, TallyDomainHour.confirmed)
    query = select(*columns).where(
        TallyDomainHour.petition_id == petition.id,
        TallyDomainHour.domain_index.in_(domain_indexes),
        TallyDomainHour.hour >= min(begins),
    )
    windows: list[Window] = [(Counter(), Counter()) for _ in begins]
    for domain_index, hour, sent, came in db.session.execute(query):
        for begin, (submitted, confirmed) in zip(begins, windows, strict=True):
            if hour >= begin:
                submitted[domain_index] += sent if hour < until_read else 0
                confirmed[domain_index] += came
    return windows


def _not_known(petition: Petition, since: datetime) -> int:
    """How many are counted since then of whom the funnel does not know, nor is about to."""
    counted = select(func.coalesce(func.sum(TallyHour.n), 0)).where(
        TallyHour.petition_id == petition.id, TallyHour.step == Step.CONFIRMED, TallyHour.hour >= since
    )
    known = select(TallyDomain.confirmed).where(
        TallyDomain.petition_id == petition.id, TallyDomain.domain_index == domain_sums.ALL
    )
    waiting = select(func.coalesce(func.sum(TallyInbox.n), 0)).where(
        TallyInbox.petition_id == petition.id, TallyInbox.step == Step.CONFIRMED
    )
    # In one statement, between whose parts nothing happens.
    sums = (counted.scalar_subquery(), known.scalar_subquery(), waiting.scalar_subquery())
    in_sum, in_funnel, in_inbox = db.session.execute(select(*sums)).one()
    return int(in_sum - (in_funnel or 0) - in_inbox)
