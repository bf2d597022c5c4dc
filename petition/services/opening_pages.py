"""How often pages are opened: gathered in each process, and written down every few seconds.

Nothing is kept of a reader: so that one network does not count for a thousand, a hash of it is held in memory until the
next sign of life, for ten seconds. A process that is killed loses what it gathered since: it is a rough number, and is
called one. It is never the database that a reader waits for.
"""

from collections import Counter

from sqlalchemy import select

from petition.extensions import db, openings
from petition.lib import clock
from petition.models.petition import Petition, Protection
from petition.models.tally import Step
from petition.services import passages
from petition.services.passages import Passage


def note(petition_id: int, *, network: str) -> None:
    """Somebody in this network opened the page."""
    openings.add(petition_id, network=network)


def forget_networks() -> None:
    openings.forget_networks()


def write_down() -> None:
    """Leave what was gathered since in the inbox of the sums: one row for each petition."""
    taken = openings.take()
    if not taken:
        return
    # One may have been deleted meanwhile, or its signers be at risk since.
    noted = select(Petition.id).where(Petition.id.in_(taken), Petition.protection != Protection.DISCREET)
    there = set(db.session.scalars(noted))
    hour = clock.hour_of(clock.now())
    found = {petition_id: n for petition_id, n in taken.items() if petition_id in there}
    passages.put(Counter({Passage(petition_id, hour, Step.OPENED, ""): n for petition_id, n in found.items()}))


def is_counted(petition: Petition) -> bool:
    """Whether anything is noted of who opens it: nothing where signers are at risk."""
    return petition.is_public and not petition.is_discreet
