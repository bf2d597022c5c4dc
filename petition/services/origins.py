"""Where forms and confirmations come from, as it is kept: hashes of networks under the key of the day, and few facts.

What is noted of a form waits in its row and becomes the signature's `Origin` once that is confirmed. Where signers
are at risk it says neither the hour, nor the country, nor how long anything took.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, insert, select, update

from petition.extensions import db
from petition.lib import addresses, clock, crypto
from petition.lib.disposable import is_disposable
from petition.lib.networks import UNKNOWN, country_of, network_of, surroundings_of
from petition.models.origin import HASH_LENGTH, Origin
from petition.models.petition import Petition
from petition.models.signature import HoldRule, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import daily_keys, mailbox_marks
from petition.services.inserting import table_of
from petition.services.signing import SUBMISSION_LIFE

# For as long as a form may wait, and until its doubts are settled.
LIFE = SUBMISSION_LIFE
IS_HELD = exists().where(Signature.id == Origin.signature_id, Signature.state == SignatureState.HELD)
IN_DATABASE = {"synchronize_session": False}
# Of mailboxes that are forgotten at once: an index is read for so many, and all rows for all.
PORTION = 1000
# Of the facts, those that are noted of nobody who is at risk.
TIMES = ("filled_in", "pressed_after")
# Who presses later has read the mail, as far as anybody can tell.
SOON = timedelta(minutes=1)
ADD = insert(table_of(Origin)).inline()


class Place(NamedTuple):
    """A network under the key of one day; nothing where there is no address, or no such key."""

    address: str | None = None
    neighbourhood: str | None = None


NO_PLACE = Place()


@dataclass(frozen=True)
class Pressed:
    """Whence a confirmation comes, and why it is doubted for that."""

    place: Place = NO_PLACE
    doubts: tuple[HoldRule, ...] = ()


NOWHERE = Pressed()


def place_of(petition: Petition, address: str, key: bytes | None) -> Place:
    """A network address as it is kept: under each petition another, for one person's signatures are not to be tied."""
    if key is None or network_of(address) == UNKNOWN:
        return NO_PLACE
    return Place(
        _hashed(key, f"address {petition.public_id}", network_of(address)),
        _hashed(key, f"neighbourhood {petition.public_id}", surroundings_of(address)),
    )


def of_form(
    petition: Petition, address: str, key: bytes | None, *, now: datetime, began: datetime | None
) -> dict[str, Any]:
    """What a form keeps of where it comes from, as JSON. `key` is today's, `began` when its work was given out."""
    if petition.is_discreet:
        return place_of(petition, address, key)._asdict() | {"sent_at": _midnight(now).isoformat()}
    country = country_of(address)
    return place_of(petition, address, key)._asdict() | {
        "sent_at": clock.minute_of(now).isoformat(),
        "country": None if country == UNKNOWN else country,
        "filled_in": _seconds(began, now) if began else None,
    }


def is_elsewhere(submission: Submission, address: str, kept: Mapping[date, bytes]) -> bool:
    """Whether an address lies in another neighbourhood than the form came from; never so where neither is known.

    So it is taken to be once the key of that day is gone, which is one to two days later: forms that are stored up
    would else be seen by nobody when one place confirms them all.
    """
    there: str | None = (submission.networks or {}).get("neighbourhood")
    if there is None or network_of(address) == UNKNOWN:
        return False
    key = daily_keys.of(_sent_at(submission).date(), kept)
    return there != place_of(submission.petition, address, key).neighbourhood


def keep(
    signature: Signature,
    submission: Submission,
    *,
    address: str,
    place: Place,
    doubts: Iterable[HoldRule],
    pressed_at: datetime,
) -> None:
    """Note where a new signature came from, by one statement. `address` is its signer's mail address."""
    marks, noted = mailbox_marks.of(address, submission.petition), submission.networks or {}
    values = {
        "signature_id": signature.id,
        "petition_id": submission.petition_id,
        "day": clock.now().date(),
        "sent_at": _sent_at(submission),
        "address": noted.get("address"),
        "neighbourhood": noted.get("neighbourhood"),
        "country": None if submission.petition.is_discreet else noted.get("country"),
        "confirmed_address": place.address,
        "confirmed_neighbourhood": place.neighbourhood,
        "domain": marks.domain,
        "mailbox": marks.mailbox,
        "facts": _facts(submission, address, doubts, pressed_at),
    }
    db.session.execute(ADD, values)


def forget(signature: Signature) -> None:
    """Delete where one signature came from."""
    gone = delete(Origin).where(Origin.signature_id == signature.id)
    db.session.execute(gone, execution_options=IN_DATABASE)


def forget_hours(petition: Petition) -> None:
    """Its signers are at risk from now on: of those under review the days alone stay, of all others nothing."""
    # In the order in which whoever confirms holds them, so that nobody waits in a ring.
    waiting = select(Submission.id).where(Submission.petition_id == petition.id).order_by(Submission.id)
    db.session.execute(waiting.with_for_update())
    unknown = update(Submission).where(Submission.petition_id == petition.id).values(networks=None)
    db.session.execute(unknown, execution_options=IN_DATABASE)
    of_petition = Origin.petition_id == petition.id
    db.session.execute(delete(Origin).where(of_petition, ~IS_HELD), execution_options=IN_DATABASE)
    for held in db.session.scalars(select(Origin).where(of_petition)):
        held.sent_at, held.country = _midnight(held.sent_at), None
        held.facts = {name: fact for name, fact in held.facts.items() if name not in TIMES}


def forget_mailboxes(petition: Petition) -> None:
    """Once the key is destroyed by which they are known: one and the same is not to be seen any more, either."""
    # Where there is a mailbox there is a domain, in whose order an index holds both.
    known = select(Origin.id).where(Origin.petition_id == petition.id, Origin.domain > "").order_by(Origin.domain)
    while some := db.session.scalars(known.limit(PORTION)).all():
        unknown = update(Origin).where(Origin.id.in_(some)).values(domain=None, mailbox=None)
        db.session.execute(unknown, execution_options=IN_DATABASE)


def _facts(submission: Submission, address: str, doubts: Iterable[HoldRule], pressed_at: datetime) -> dict[str, Any]:
    """Only what there is to say."""
    facts: dict[str, Any] = {"risk": sorted({*doubts}, key=list(HoldRule).index)}
    if is_disposable(addresses.ascii_domain_of(address)):
        facts["disposable"] = True
    if submission.petition.is_discreet:
        return facts
    if (filled_in := (submission.networks or {}).get("filled_in")) is not None:
        facts["filled_in"] = filled_in
    mailed_at = submission.mailed_at
    if mailed_at is not None and pressed_at <= mailed_at + SOON:
        facts["pressed_after"] = _seconds(mailed_at, pressed_at)
    return facts


def _sent_at(submission: Submission) -> datetime:
    """As it is noted in the form; of one that an earlier version took, by when that was kept."""
    noted = submission.networks or {}
    sent_at = datetime.fromisoformat(noted["sent_at"]) if "sent_at" in noted else submission.created_at
    # Its petition may have come to be at risk since.
    return _midnight(sent_at) if submission.petition.is_discreet else clock.minute_of(sent_at)


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time.min, UTC)


def _seconds(since: datetime, until: datetime) -> int:
    # By two clocks, maybe.
    return max(int((until - since).total_seconds()), 0)


def _hashed(key: bytes, label: str, network: str) -> str:
    return crypto.blind_index(key, label, network).hex()[:HASH_LENGTH]
