"""Forgetting what figures are made from: of petitions that are over, and of those whose signers are at risk since.

A petition may come to be discreet after it opened. From then on nothing more is noted; what was noted until then goes
here, a portion at a time, however much it is.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, Protection
from petition.models.signature import Signature
from petition.models.source import HAS_REF, Source
from petition.models.submission import Submission
from petition.models.tally import Part, ShownShares, Step, TallyDomain, TallyDomainHour, TallyHour, TallyTotal
from petition.services import passages
from petition.services.domain_sums import ALL
from petition.services.inserting import insert_or_add

BATCH = 1000
# Whose rows are looked for in one batch, at most.
PETITIONS = 100
IN_DATABASE = {"synchronize_session": False}
# As long after closing as single mails are known.
DOMAIN_LIFE = timedelta(days=30)
IS_DISCREET = Petition.protection == Protection.DISCREET
SINGLE = TallyDomain.domain_index > ALL
HOURLY = (TallyHour.id, TallyHour.hour, TallyHour.day, TallyHour.step, TallyHour.n)
OF_PEOPLE = TallyTotal.part.in_([Part.SOURCE, Part.WAIT])


def forget() -> bool:
    """Delete one batch of each kind. True where more is waiting."""
    is_over = or_(Petition.closed_at < clock.now() - DOMAIN_LIFE, Petition.is_past_retention, IS_DISCREET)
    counts = [
        _delete(TallyDomain, due(TallyDomain, is_over, [TallyDomain.domain_index], SINGLE)),
        _delete(
            TallyDomainHour, due(TallyDomainHour, IS_DISCREET, [TallyDomainHour.domain_index, TallyDomainHour.hour])
        ),
        _delete(TallyTotal, due(TallyTotal, IS_DISCREET, [TallyTotal.part, TallyTotal.value], OF_PEOPLE)),
        _delete(Source, due(Source, IS_DISCREET, [Source.code])),
        _forget_ref(Submission, due(Submission, IS_DISCREET, [Submission.ref], HAS_REF)),
        _forget_ref(Signature, due(Signature, IS_DISCREET, [Signature.ref], HAS_REF)),
        _forget_shown(is_over),
    ]
    return BATCH in counts


def forget_hours(petition: Petition) -> None:
    """Let the course of a petition whose signers are at risk from now on know nothing but days, and no readers."""
    # In the order in which sums are written, so that nobody waits in a ring.
    its_own = select(*HOURLY).where(TallyHour.petition_id == petition.id).order_by(TallyHour.hour, TallyHour.step)
    found = db.session.execute(its_own.with_for_update()).all()
    days: Counter[tuple[Any, ...]] = Counter()
    for row in found:
        if row.step is not Step.OPENED:
            days[passages.hour_noted(petition, row.hour), row.day, row.step] += row.n
    # What is added meanwhile stays.
    gone = delete(TallyHour).where(
        TallyHour.petition_id == petition.id, TallyHour.id <= max((row.id for row in found), default=0)
    )
    db.session.execute(gone, execution_options=IN_DATABASE)
    rows = [
        {"petition_id": petition.id, "hour": hour, "day": day, "step": step, "n": n}
        for (hour, day, step), n in sorted(days.items())
    ]
    if rows:
        insert_or_add(TallyHour, rows, key=["petition_id", "hour", "step"], columns=["n"])
    funnel = db.session.scalar(
        select(TallyDomain).where(TallyDomain.petition_id == petition.id, TallyDomain.domain_index == ALL)
    )
    if funnel is not None and funnel.since is not None:
        funnel.opened = 0
        funnel.since = passages.hour_noted(petition, funnel.since)


def due(model: Any, is_due: Any, order: Sequence[Any], *conditions: Any) -> list[int]:
    """A batch of the rows of petitions that are due, in an order that an index has."""
    # In that order, because PostgreSQL else reads all of them where a petition has none.
    of_petition = select(model.id).where(*conditions, model.petition_id == Petition.id).order_by(*order)
    first = of_petition.limit(1).correlate(Petition).scalar_subquery()
    petitions = db.session.scalars(select(Petition.id).where(is_due, first.is_not(None)).limit(PETITIONS)).all()
    batches = (
        db.session.scalars(select(model.id).where(*conditions, model.petition_id == one).order_by(*order).limit(BATCH))
        for one in petitions
    )
    return list(islice(chain.from_iterable(batches), BATCH))


def _delete(model: Any, ids: list[int]) -> int:
    if ids:
        db.session.execute(delete(model).where(model.id.in_(ids)), execution_options=IN_DATABASE)
    return len(ids)


def _forget_ref(model: Any, ids: list[int]) -> int:
    if ids:
        db.session.execute(update(model).where(model.id.in_(ids)).values(ref=None), execution_options=IN_DATABASE)
    return len(ids)


def _forget_shown(is_due: ColumnElement[bool]) -> int:
    """The names of domains that stand in the pictures that organisers are shown."""
    named = select(ShownShares.petition_id).join(Petition).where(ShownShares.domains.is_not(None), is_due)
    found = db.session.scalars(named.limit(BATCH)).all()
    if found:
        without = update(ShownShares).where(ShownShares.petition_id.in_(found)).values(domains=None)
        db.session.execute(without, execution_options=IN_DATABASE)
    return len(found)
