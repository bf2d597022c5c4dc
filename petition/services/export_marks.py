"""How many of those in each export have left since, so that nobody goes on using their names.

One look for a page of exports, at the newest MOST who left: of older exports there may be more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from petition.extensions import db
from petition.models.consent import Consent
from petition.models.petition import Petition
from petition.models.record import Export, ExportPurpose
from petition.models.signature import Signature
from petition.services import departures
from petition.services.departures import SLACK, Look

MOST = 1000


@dataclass(frozen=True)
class Mark:
    """How many left since the export was taken, at least that many where `is_least`; and since one last listed them."""

    left: int
    is_least: bool
    left_unlisted: int


NOBODY = Mark(0, is_least=False, left_unlisted=0)


def marks_of(petition: Petition, exports: Sequence[Export]) -> dict[int, Mark]:
    """By the export's id. Those whose files are deleted, and the lists of those who left, have none."""
    whole = [one for one in exports if one.since_id is None and one.deleted_at is None]
    if not whole:
        return {}
    since = min(one.cut_off for one in whole) - SLACK
    looks = [_signatures(petition, since)]
    if any(one.purpose is ExportPurpose.NEWS_LIST for one in whole):
        looks.append(_consents(petition, since))
    listed = _last_listed(whole)
    return {one.id: _mark(one, looks, listed.get(one.id, one.cut_off)) for one in whole}


def _mark(export: Export, looks: Sequence[Look], listed_at: datetime) -> Mark:
    left = {
        one.public_id: one.at
        for look in looks
        for one in look.departures
        if one.at > export.cut_off - SLACK and one.was_in(export.purpose, export.checkpoint_size, export.cut_off)
    }
    # A look that is full may have ended before it came to this export.
    is_least = any(look.is_full and look.last is not None and look.last[0] > export.cut_off for look in looks)
    # As above: who was leaving while that list was ordered may not stand in it.
    return Mark(len(left), is_least, sum(at > listed_at - SLACK for at in left.values()))


def _signatures(petition: Petition, since: datetime) -> Look:
    query = departures.signatures_left(petition.id, petition.team_id).where(Signature.left_at > since)
    newest = query.order_by(Signature.left_at.desc(), Signature.id.desc())
    return departures.look_at_signatures(newest, db.session.execute, MOST)


def _consents(petition: Petition, since: datetime) -> Look:
    query = departures.consents_ended(petition.team_id).where(Consent.withdrawn_at > since)
    newest = query.order_by(Consent.withdrawn_at.desc(), Consent.id.desc())
    return departures.look_at_consents(newest, db.session.execute, MOST, petition_id=petition.id)


def _last_listed(exports: Sequence[Export]) -> dict[int, datetime]:
    """When somebody last took the list of those who left, to its end."""
    ids = [one.id for one in exports]
    taken = select(Export.since_id, Export.cut_off).where(Export.since_id.in_(ids), Export.finished_at.is_not(None))
    newest: dict[int, datetime] = {}
    for since_id, cut_off in db.session.execute(taken):
        if since_id is not None:
            newest[since_id] = max(cut_off, newest.get(since_id, datetime.min.replace(tzinfo=UTC)))
    return newest
