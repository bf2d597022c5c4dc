"""The sequencer's turn: one transaction for each petition that something happened to."""

import logging
from datetime import timedelta

from petition.extensions import db
from petition.lib.tiles import TileMissing
from petition.models.columns import new_public_id
from petition.services import checkpoints, leases, sequencing

log = logging.getLogger(__name__)
HOLDER = new_public_id()
LEASE = timedelta(seconds=8)


def sequence() -> bool:
    """Move a batch of every waiting petition. True where more may be waiting."""
    if not _has_lease():
        return False
    portions = [_sequence_one(petition_id) for petition_id in sequencing.waiting()]
    return any(portions)


def publish_held_numbers() -> bool:
    """Sign anew where the number under review has changed."""
    if _has_lease():
        for petition in checkpoints.with_stale_held_number():
            checkpoints.publish_held_number(petition)
        db.session.commit()
    return False


def _has_lease() -> bool:
    is_ours = leases.take("sequencer", HOLDER, LEASE)
    db.session.commit()
    return is_ours


def _sequence_one(petition_id: int) -> bool:
    try:
        has_more = sequencing.sequence(petition_id)
    except sequencing.Fenced:
        db.session.rollback()
        log.warning("another sequencer was faster; nothing was kept")
        return False
    except TileMissing as tile:
        # One damaged ledger must not stop all others; its rows wait until it is mended.
        db.session.rollback()
        log.error("the ledger of petition %s has lost %s; see `flask petition verify-count`", petition_id, tile)
        return False
    db.session.commit()
    return has_more
