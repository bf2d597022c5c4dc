"""Adding up what dashboards show: small portions of what has happened since, each of them exactly once.

What is not in the sums yet is known by itself: rows of the inbox, which go; forms that are marked; hourly sums that
have grown since. All of it is taken under its lock and settled in the transaction that adds it up, so a worker may die
at any moment, and two may be at it at once. Whatever was counted before there were such sums is added up the same way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import WEIGHTS, EntryKind, Tally
from petition.models.outbox import TO_SUM, Mail
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.models.tally import Part, Step, TallyHour, TallyInbox
from petition.services import domain_sums, identity, passages, shown_shares, tallying
from petition.services.inserting import insert_or_add
from petition.services.passages import Passage

PORTION = 1000
# Of each of these a sealed form is opened.
FORMS = 200
IN_DATABASE = {"synchronize_session": False}
# What the ledger tells of people, besides the count.
STEPS = {
    EntryKind.CONFIRMED: Step.CONFIRMED,
    EntryKind.WITHDRAWN: Step.WITHDRAWN,
    EntryKind.REMOVED: Step.REMOVED,
    EntryKind.RESTORED: Step.RESTORED,
}
HourKey = tuple[int, datetime, Step]


def sum_counted() -> bool:
    """Add up a portion of the hourly sums that grew. True where more may be waiting."""
    columns = (Tally.id, Tally.petition_id, Tally.hour, Tally.kind, Tally.country, Tally.language)
    grown = select(*columns, (Tally.n - Tally.summed).label("n")).where(Tally.n != Tally.summed)
    rows = db.session.execute(grown.order_by(Tally.id).limit(PORTION).with_for_update(skip_locked=True)).all()
    if rows:
        _add_hours(_by_hour(rows))
        # In one order everywhere, so that nobody waits in a ring.
        parts = _by_part(rows)
        for petition_id, totals in sorted(parts.items()):
            tallying.add_totals(petition_id, totals)
        shown_shares.add({petition_id: _counted(totals) for petition_id, totals in parts.items()})
        settled = update(Tally).where(Tally.id.in_([row.id for row in rows])).values(summed=Tally.n)
        db.session.execute(settled, execution_options=IN_DATABASE)
    return len(rows) == PORTION


def sum_inbox() -> bool:
    """Add up a portion of what happened to pages and mails. True where more may be waiting."""
    columns = (TallyInbox.petition_id, TallyInbox.hour, TallyInbox.step, TallyInbox.domain)
    first = select(TallyInbox.id, TallyInbox.n, *columns).order_by(TallyInbox.id).limit(PORTION)
    rows = db.session.execute(first.with_for_update(skip_locked=True)).all()
    if rows:
        happened: Counter[Passage] = Counter()
        for row in rows:
            happened[passages.passage_of(row.petition_id, row.hour, row.step, row.domain)] += row.n
        _add(happened)
        gone = delete(TallyInbox).where(TallyInbox.id.in_([row.id for row in rows]))
        db.session.execute(gone, execution_options=IN_DATABASE)
    return len(rows) == PORTION


def sum_forms() -> bool:
    """Add up a portion of the forms that were sent. True where more may be waiting."""
    marked = select(Mail.id, Mail.subject, Mail.created_at).where(TO_SUM)
    mails = db.session.execute(marked.order_by(Mail.id).limit(FORMS).with_for_update(skip_locked=True)).all()
    if mails:
        told = _asked_by([mail.subject for mail in mails])
        forms = [(clock.hour_of(mail.created_at), told[mail.subject]) for mail in mails if mail.subject in told]
        _add(Counter(Passage(asked.petition_id, hour, Step.SUBMITTED, asked.domain) for hour, asked in forms))
        settled = update(Mail).where(Mail.id.in_([mail.id for mail in mails])).values(to_sum=None)
        db.session.execute(settled, execution_options=IN_DATABASE)
    return len(mails) == FORMS


def _asked_by(subjects: Sequence[str]) -> dict[str, passages.Asked]:
    """Whom forms are from, by their public ids. Nothing of one that was denied or deleted meanwhile."""
    places = (
        (Submission, Submission.sealed, identity.submission_context),
        (Signature, Signature.identity, identity.signature_context),
    )
    told = {}
    for model, column, context in places:
        there = select(model.public_id, column, Petition).join(Petition, Petition.id == model.petition_id)
        for public_id, sealed, petition in db.session.execute(there.where(model.public_id.in_(subjects))):
            told[public_id] = passages.asked(petition, identity.address_in(sealed, context=context(public_id)))
    return told


def _by_hour(rows: Iterable[Any]) -> Counter[HourKey]:
    hours: Counter[HourKey] = Counter()
    for row in rows:
        if row.kind in STEPS:
            hours[row.petition_id, row.hour, STEPS[row.kind]] += row.n
    return hours


def _by_part(rows: Iterable[Any]) -> dict[int, Counter[tuple[Part, str]]]:
    petitions: dict[int, Counter[tuple[Part, str]]] = defaultdict(Counter)
    for row in rows:
        n = WEIGHTS.get(row.kind, 0) * row.n
        petitions[row.petition_id][Part.COUNTRY, row.country] += n
        petitions[row.petition_id][Part.LANGUAGE, row.language] += n
    return petitions


def _counted(totals: Counter[tuple[Part, str]]) -> int:
    return sum(n for (part, _), n in totals.items() if part is Part.LANGUAGE)


def _add(happened: Mapping[Passage, int]) -> None:
    hours: Counter[HourKey] = Counter()
    for passage, n in happened.items():
        # Those that the ledger counts are added to the hours from there.
        if passage.step is not Step.CONFIRMED:
            hours[passage.petition_id, passage.hour, passage.step] += n
    _add_hours(hours)
    domain_sums.add(happened)


def _add_hours(hours: Counter[HourKey]) -> None:
    """In one order everywhere, so that nobody waits in a ring."""
    petitions = passages.petitions_of(petition_id for petition_id, _hour, _step in hours)
    noted: Counter[tuple[int, datetime, date, Step]] = Counter()
    for (petition_id, hour, step), n in hours.items():
        if petition := petitions.get(petition_id):
            day = clock.day_in(hour, petition.zone)
            noted[petition_id, passages.hour_noted(petition, hour), day, step] += n
    rows = [
        {"petition_id": petition_id, "hour": hour, "day": day, "step": step, "n": n}
        for (petition_id, hour, day, step), n in sorted(noted.items())
    ]
    if rows:
        insert_or_add(TallyHour, rows, key=["petition_id", "hour", "step"], columns=["n"])
