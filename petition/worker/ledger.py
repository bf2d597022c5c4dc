"""The sequencer's turn: one transaction for each petition that something happened to."""

import logging
import time
from datetime import timedelta

from petition.extensions import db
from petition.lib.tiles import TileMissing
from petition.models.columns import new_public_id
from petition.services import checkpoints, leases, sequencing

log = logging.getLogger(__name__)
# One for each process: workers are started, never forked.
HOLDER = new_public_id()
# Another worker takes over this long after its holder's death, and the second at most until it looks again.
LEASE = timedelta(seconds=7)
LONGEST_ROUND = LEASE / 2


def sequence() -> bool:
    """Move a batch of every waiting petition. True where more may be waiting."""
    if not _has_lease():
        return False
    ends_at = time.monotonic() + LONGEST_ROUND.total_seconds()
    has_more = False
    for petition_id in sequencing.waiting():
        has_more |= _sequence_one(petition_id)
        if time.monotonic() > ends_at:
            # The rest comes at once, with the lease renewed.
            return True
    return has_more


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
