"""From claimed mails to parcels: envelope, draft, and the moment at which each may go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from petition.backends.mail import Quota
from petition.extensions import mailer, settings
from petition.lib.crypto import CannotOpen
from petition.lib.mime import deliverable, verp_address
from petition.models.outbox import MailKind
from petition.models.tally import Step
from petition.services import bouncing, mail_pace, mailing, outbox, passages
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.passages import Asked
from petition.worker import writing


@dataclass(frozen=True)
class Parcel:
    """What a mail says and its envelope: all that writing it and handing it over needs, without the database."""

    mail: ClaimedMail
    draft: writing.Draft
    sender: str
    # Whom it asks to confirm; None where it says something else, or reminds.
    asked: Asked | None = None
    # Where it goes, for the pace of that domain; empty where none is kept.
    lane: str = ""
    # How many seconds after it was claimed it may go.
    pause: float = 0.0


def pack(letters: Sequence[tuple[ClaimedMail, Letter]], quota: Quota) -> list[Parcel]:
    """The mails that may go now or in a moment, in that order. The others are settled: put off, or given up."""
    parcels = [parcel for mail, letter in letters if (parcel := _parcel(mail, letter))]
    if quota.per_domain and parcels:
        lanes = mail_pace.lanes_of([parcel.draft.recipient for parcel in parcels])
        parcels = paced([replace(parcel, lane=lane) for parcel, lane in zip(parcels, lanes, strict=True)])
    if quota.per_second and parcels:
        parcels = _paced_in_all(parcels, quota.per_second)
    return sorted(parcels, key=lambda parcel: parcel.pause)


def paced(parcels: list[Parcel]) -> list[Parcel]:
    """Those that may go now or in a moment by the pace of their domain; the others are put off."""
    if not mailer.quota.per_domain:
        return parcels
    goes_last = [parcel.mail.goes_last for parcel in parcels]
    lanes = [parcel.lane for parcel in parcels]
    moments = mail_pace.moments(lanes, per_second=mailer.quota.per_domain, goes_last=goes_last)
    placed = list(zip(parcels, moments, strict=True))
    mailing.put_off([(parcel.mail, moment) for parcel, (moment, is_soon) in placed if not is_soon])
    return [_at(parcel, moment) for parcel, (moment, is_soon) in placed if is_soon]


def _parcel(mail: ClaimedMail, letter: Letter) -> Parcel | None:
    """The mail, ready to be written. None where its address cannot be read: it must not hold up all others."""
    try:
        address = outbox.address_of(mail)
        recipient = deliverable(address)
    except CannotOpen:
        # The operator may still find the key.
        mailing.deferred(mail, "its address cannot be opened with the DATA_KEYS there are")
        return None
    except ValueError:
        is_given_up = mailing.refused(mail, "its address is not a plain mail address")
        if is_given_up and (one := _asked(mail, letter, address)):
            passages.note(Step.RETURNED, [one])
        return None
    sender = verp_address(settings.mail_from, bouncing.token_for(mail))
    return Parcel(mail, writing.draft(mail, letter, recipient=recipient), sender, _asked(mail, letter, address))


def _asked(mail: ClaimedMail, letter: Letter, address: str) -> Asked | None:
    if mail.kind is not MailKind.SIGNING or letter.submission is None or letter.petition is None:
        return None
    return passages.asked(letter.petition, address)


def _paced_in_all(parcels: list[Parcel], per_second: float) -> list[Parcel]:
    """Those that may go in a moment by the quota; the others are given back, because they are late by no fault."""
    moments = mail_pace.moments([mail_pace.EVERYWHERE] * len(parcels), per_second=per_second)
    placed = list(zip(parcels, moments, strict=True))
    mailing.give_back([parcel.mail for parcel, (_, is_soon) in placed if not is_soon])
    return [_at(parcel, moment) for parcel, (moment, is_soon) in placed if is_soon]


def _at(parcel: Parcel, moment: datetime) -> Parcel:
    pause = (moment - parcel.mail.claimed_at).total_seconds()
    return replace(parcel, pause=max(parcel.pause, pause))
