"""The ladder, as the form at hand meets it: counted by where it comes from, then judged (`services/ladder.py`).

Whatever else takes signatures asks here too, once all that was sent is right.
"""

from collections.abc import Callable

from flask import request

from petition.extensions import heat
from petition.lib.crypto import CannotOpen
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.models.submission import Submission
from petition.services import ladder, mailbox_marks, origins
from petition.services.challenges import Effort, Solved
from petition.services.ladder_policy import SHARED_TIMES
from petition.web import doubting


def doubts_at(
    petition: Petition, solved: Solved | None, mail_address: str, *, is_correction: bool = False
) -> list[HoldRule]:
    """Count what is being sent for this petition, with this mail address; why it is held.

    Of a correction no work is asked again.
    """
    address = request.remote_addr or ""
    names = ladder.names_of(petition.id, address)
    # All that one form is counted by is asked of the store at once.
    found = heat.add([*names, *_names_of_mailbox(petition, mail_address)])
    of_networks, of_mailbox = found[: len(names)], found[len(names) :]
    doubts = doubting.current().ladder.doubts(address, of_networks, solved, of_mailbox)
    return [doubt for doubt in doubts if not (is_correction and doubt is HoldRule.UNSOLVED)]


def doubts_of_press(submission: Submission) -> list[HoldRule]:
    """Count that a form is being confirmed from elsewhere than it came from, if so; why it is held for that."""
    address, known = request.remote_addr or "", doubting.current()
    if not origins.is_elsewhere(submission, address, known.daily_keys):
        return []
    [warmth] = heat.add([ladder.name_of_confirmer(submission.petition_id, address)])
    return known.ladder.doubts_of_confirmer(address, warmth)


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


def _names_of_mailbox(petition: Petition, mail_address: str) -> list[str]:
    """None where the petition's key was destroyed: it takes no signatures then, as `signing.submit` will say."""
    try:
        return ladder.names_of_mailbox(petition.id, mail_address, mailbox_marks.of(mail_address, petition))
    except CannotOpen:
        return []
