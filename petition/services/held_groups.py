"""All that is held of a petition, in a few groups: by why, from where, and when it was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute

from petition.extensions import db
from petition.models.origin import Origin
from petition.models.petition import Petition
from petition.models.signature import Hold, HoldRule, Signature, SignatureState
from petition.services import domain_sums, figures


@dataclass(frozen=True)
class HeldGroup:
    """Those that one rule held. Where each came from is known of some of them, of all, or of none."""

    rule: HoldRule
    n: int
    # As far as they can be told apart: each day has its own.
    networks: int
    # The mail domain of all of them, where it is one, and large.
    domain: str | None
    # When the first and the last of them were sent; where signers are at risk, on which days.
    first: datetime | None
    last: datetime | None

    @property
    def is_of_one_day(self) -> bool:
        """Whether all of them, as far as that is known, were sent on one day by UTC."""
        return self.first is not None and self.last is not None and self.first.date() == self.last.date()


def by_rule(petition: Petition) -> list[HeldGroup]:
    """The largest first. Counted as far as `figures.held`."""
    there = select(Signature.id).where(Signature.petition_id == petition.id, Signature.state == SignatureState.HELD)
    held = there.limit(figures.MOST).subquery()
    asked = {"rule": Hold.rule, "network": Origin.neighbourhood, "domain": Origin.domain, "sent_at": Origin.sent_at}
    one = select(*(_of(column, held).label(name) for name, column in asked.items())).select_from(held).subquery()
    query = select(
        one.c.rule,
        func.count(),
        func.count(one.c.network.distinct()),
        func.count(one.c.domain.distinct()),
        func.max(one.c.domain),
        func.min(one.c.sent_at),
        func.max(one.c.sent_at),
    ).group_by(one.c.rule)
    rows = db.session.execute(query).all()
    names = domain_sums.names_of(petition.id, [row[4] for row in rows if row[3] == 1])
    groups = [
        HeldGroup(rule, n, networks, names.get(domain or "") if domains == 1 else None, first, last)
        for rule, n, networks, domains, domain, first, last in rows
    ]
    return sorted(groups, key=lambda group: (-group.n, list(HoldRule).index(group.rule)))


def _of(column: InstrumentedAttribute[Any], held: Subquery) -> ScalarSelect[Any]:
    """Asked row by row, because PostgreSQL would rather read the whole table."""
    return select(column).where(column.class_.signature_id == held.c.id).limit(1).correlate(held).scalar_subquery()
