"""What a dashboard shows of countries, languages, links, mail domains and waiting: a picture, made now and then.

Were it live, whoever looks before and after somebody confirms would know where that one is from, and could work out the
numbers that are left out. So a new picture waits for an hour and for CROWD people, and a number that was left out stays
so until it is larger (`lib/disclosure.py`). Counts, course and funnel are live: they divide nobody.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from petition.extensions import db, keyring
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.lib.disclosure import LEAST, hidden_cells
from petition.models.petition import Petition
from petition.models.tally import ShownShares
from petition.services import figures, funnel
from petition.services.figures import Shares
from petition.services.funnel import DomainLine, Median
from petition.services.inserting import insert_or_add

EVERY = timedelta(hours=1)
CROWD = 20
# Pictures that are made in one transaction, at most.
PORTION = 20
NOTHING = Shares([], 0)
NUMBERS = tuple(step.value for step in funnel.STEPS[1:])


@dataclass(frozen=True)
class Shown:
    """One picture; `at` is None where there is none yet."""

    at: datetime | None = None
    countries: Shares = NOTHING
    languages: Shares = NOTHING
    sources: Shares = NOTHING
    domains: tuple[DomainLine, ...] = ()
    median: Median | None = None


def of(petition: Petition) -> Shown:
    """What is shown of it now."""
    row = db.session.get(ShownShares, petition.id)
    if row is None or row.shown_at is None:
        return Shown()
    countries, languages, sources = (_read(row.shares[name]) for name in ("countries", "languages", "sources"))
    # It may have been found since that its signers are at risk.
    if petition.is_discreet:
        return Shown(row.shown_at, countries, languages, sources)
    took, people = row.shares["median"] or (0, 0)
    median = Median(timedelta(seconds=took), people) if people else None
    return Shown(row.shown_at, countries, languages, sources, _domains_in(row), median)


def add(counted: Mapping[int, int]) -> None:
    """So many more are counted under each of these petitions."""
    # In one order everywhere, so that nobody waits in a ring.
    rows = [{"petition_id": one, "counted": n, "n": 0, "shares": {}} for one, n in sorted(counted.items())]
    if rows:
        insert_or_add(ShownShares, rows, key=["petition_id"], columns=["counted"])


def renew() -> bool:
    """Make the pictures that are due. True where more may be waiting."""
    due = select(ShownShares, Petition).join(Petition, Petition.id == ShownShares.petition_id)
    query = due.where(ShownShares.counted != ShownShares.n, _is_due(clock.now()))
    first = query.order_by(ShownShares.petition_id).limit(PORTION).with_for_update(of=ShownShares, skip_locked=True)
    found = db.session.execute(first, execution_options={"populate_existing": True}).all()
    for row, petition in found:
        _renew(row, petition)
    return len(found) == PORTION


def _is_due(now: datetime) -> ColumnElement[bool]:
    change = func.abs(ShownShares.counted - ShownShares.n)
    is_old = or_(ShownShares.shown_at.is_(None), ShownShares.shown_at <= now - EVERY)
    # The last one, of those who came since: unless they are so few that it would point at them.
    closed = or_(ShownShares.shown_at.is_(None), ShownShares.shown_at < Petition.closed_at)
    return or_(and_(change >= CROWD, is_old), and_(change >= LEAST, Petition.closed_at.is_not(None), closed))


def _renew(row: ShownShares, petition: Petition) -> None:
    before = row.shares if row.shown_at else None
    shares = {
        name: asdict(divided(petition, _cells(before, name)))
        for name, divided in (
            ("countries", figures.by_country),
            ("languages", figures.by_language),
            ("sources", figures.by_source),
        )
    }
    median = funnel.median_of(petition)
    row.shares = shares | {"median": [median.took.total_seconds(), median.people] if median else None}
    row.domains = _sealed(petition, _still_hidden(_domains_of(petition), _domains_in(row)))
    row.n, row.shown_at = row.counted, clock.now()


def _domains_of(petition: Petition) -> list[DomainLine]:
    return funnel.domains_of(petition, funnel.large_domains(petition))


def _still_hidden(lines: list[DomainLine], before: Collection[DomainLine]) -> list[DomainLine]:
    """Without the numbers that were left out and have hardly grown."""
    if not before:
        return lines
    told = [asdict(line) for line in lines]
    for name in NUMBERS:
        shown = {line.name for line in before if getattr(line, name) is not None}
        hidden = hidden_cells({line["name"]: line[name] for line in told if line[name]}, shown=shown)
        for line in told:
            line[name] = None if line["name"] in hidden else line[name]
    return [DomainLine(**line) for line in told]


def _cells(before: dict[str, Any] | None, name: str) -> set[str] | None:
    return {cell for cell, _ in before[name]["shown"]} if before else None


def _read(shares: dict[str, Any]) -> Shares:
    return Shares([(cell, n) for cell, n in shares["shown"]], shares["hidden"])


def _sealed(petition: Petition, lines: list[DomainLine]) -> bytes | None:
    words = json.dumps([asdict(line) for line in lines]).encode()
    return keyring.seal(words, context=_context(petition.id)) if lines else None


def _domains_in(row: ShownShares) -> tuple[DomainLine, ...]:
    """None of them where their key is lost."""
    if row.domains is None:
        return ()
    try:
        opened = keyring.open(row.domains, context=_context(row.petition_id))
    except CannotOpen:
        return ()
    return tuple(DomainLine(**line) for line in json.loads(opened))


def _context(petition_id: int) -> str:
    return f"shown_shares.domains:{petition_id}"
