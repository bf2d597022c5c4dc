"""The ladder, as the form at hand meets it: counted by where it comes from, then judged (`services/ladder.py`).

Whatever else takes signatures asks here too, once all that was sent is right.
"""

from collections.abc import Callable

from flask import request

from petition.extensions import heat
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.services import ladder
from petition.services.challenges import Effort, Solved
from petition.services.ladder_policy import SHARED_TIMES
from petition.web import doubting


def doubts_at(petition: Petition, solved: Solved | None, *, is_correction: bool = False) -> list[HoldRule]:
    """Count what is being sent for this petition; why it is held. Of a correction no work is asked again."""
    address = request.remote_addr or ""
    found = heat.add(ladder.names_of(petition.id, address))
    doubts = doubting.current().ladder.doubts(address, found, solved)
    return [doubt for doubt in doubts if not (is_correction and doubt is HoldRule.UNSOLVED)]


def effort_now(petition: Petition) -> Effort:
    """How much work a challenge should ask for that is fetched now. Counts nothing."""
    address = request.remote_addr or ""
    found = heat.look(ladder.names_of(petition.id, address))
    return doubting.current().ladder.asked(address, found) or Effort.NORMAL


def per_network(limits: str) -> Callable[[], str]:
    """Limits of floods ("300 per minute; 900 per 10 minutes"), and as many times that from a shared network.

    Asked before anything is read, so by what is known in this process.
    """
    parts = (part.partition(" ") for part in limits.split("; "))
    from_shared = "; ".join(f"{int(number) * SHARED_TIMES} {rest}" for number, _, rest in parts)

    def at_hand() -> str:
        known = doubting.last_known()
        return from_shared if known and known.ladder.shared.hold(request.remote_addr or "") else limits

    return at_hand
