"""What happens to pages, forms and mails, told to the inbox of the sums: rows of one's own, nothing that others hold.

`services/summing.py` adds them up. Of a petition whose signers are at risk no domain is noted, and of the time the day.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from petition.extensions import db, keyring
from petition.lib import addresses, clock
from petition.lib.crypto import CannotOpen
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition
from petition.models.submission import Submission
from petition.models.tally import DOMAIN_LENGTH, Step, TallyInbox
from petition.services import identity
from petition.services.inserting import insert_all

WITHIN_AN_HOUR = timedelta(minutes=59)


class Asked(NamedTuple):
    """Whom a mail asks to confirm: under which petition, and at which mail domain, if that is noted."""

    petition_id: int
    domain: str


class Passage(NamedTuple):
    """Something that happened within one hour."""

    petition_id: int
    hour: datetime
    step: Step
    domain: str


def asked(petition: Petition, address: str) -> Asked:
    return Asked(petition.id, domain_noted(petition, address))


def domain_noted(petition: Petition, address: str) -> str:
    """The domain of an address, or "" where none is to be noted."""
    return "" if petition.is_discreet else addresses.domain(address)[:DOMAIN_LENGTH]


def petitions_of(petition_ids: Iterable[int]) -> dict[int, Petition]:
    """Those that are still there."""
    found = db.session.scalars(select(Petition).where(Petition.id.in_(set(petition_ids))))
    return {petition.id: petition for petition in found}


def hour_noted(petition: Petition, hour: datetime) -> datetime:
    """The hour under which something is summed up; where signers are at risk, the first whole one of its day there."""
    return first_hour_of_day(petition, hour) if petition.is_discreet else hour


def first_hour_of_day(petition: Petition, hour: datetime) -> datetime:
    """The first whole hour of the day that the clocks of the petition's zone showed."""
    zone = ZoneInfo(petition.zone)
    midnight = datetime.combine(hour.astimezone(zone).date(), datetime.min.time(), zone)
    # Midnight may lie within an hour by UTC, and the half before it is yesterday's.
    return clock.hour_of(midnight + WITHIN_AN_HOUR)


def note(step: Step, those: Iterable[Asked]) -> None:
    """It happened to these just now."""
    hour = clock.hour_of(clock.now())
    put(Counter(Passage(one.petition_id, hour, step, one.domain) for one in those))


def note_bounce(mail: Mail) -> None:
    """A mail came back: where it asked to confirm, whose form still tells where it went."""
    if mail.kind is not MailKind.SIGNING:
        return
    submission = db.session.scalar(select(Submission).where(Submission.public_id == mail.subject))
    if submission is not None:
        context = identity.submission_context(submission.public_id)
        address = identity.address_in(submission.sealed, context=context)
        note(Step.RETURNED, [asked(submission.petition, address)])


def put(passages: Counter[Passage]) -> None:
    """Leave them in the inbox."""
    rows = [
        {
            "petition_id": passage.petition_id,
            "hour": passage.hour,
            "step": passage.step,
            "domain": _sealed(passage),
            "n": n,
        }
        for passage, n in passages.items()
    ]
    if rows:
        insert_all(TallyInbox, rows)


def passage_of(petition_id: int, hour: datetime, step: Step, sealed: bytes | None) -> Passage:
    """What a row of the inbox says; without its domain where the key to that is lost."""
    domain = ""
    if sealed is not None:
        with suppress(CannotOpen):
            domain = keyring.open(sealed, context=_context(petition_id)).decode()
    return Passage(petition_id, hour, step, domain)


def _sealed(passage: Passage) -> bytes | None:
    if not passage.domain:
        return None
    return keyring.seal(passage.domain.encode(), context=_context(passage.petition_id))


def _context(petition_id: int) -> str:
    return f"tally_inbox.domain:{petition_id}"
