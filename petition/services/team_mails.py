"""Mails to a team about its petition: what those who write it have to learn, although none of them was at it."""

import contextlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.correction import Correction, CorrectionOutcome
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.services import login_addresses, members, outbox
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.permissions import MAY, Verb

WORDS_OF_OUTCOMES = {CorrectionOutcome.ALLOWED: "text_allowed", CorrectionOutcome.REFUSED: "text_refused"}


def tell_that_it_did_not_open(petition: Petition) -> None:
    """Queue one mail to each who may open it, about the hour that its plan holds at this moment."""
    tell(MailKind.NOT_OPENED, petition, Verb.OPEN)


def tell(kind: MailKind, petition: Petition, verb: Verb) -> None:
    """Queue one mail about a petition to each of its team who may do this, once for each of its versions."""
    send(kind, petition.public_id, able_to(verb, petition), once=str(petition.lock_version))


def able_to(verb: Verb, petition: Petition) -> list[Organiser]:
    """Those of its team who may do this."""
    return [one.organiser for one in members.of(petition.team) if verb in MAY[one.role]]


def send(kind: MailKind, subject: str, organisers: Iterable[Organiser], *, once: str) -> None:
    """Queue one mail to each of these who can work. What has the same `once` was told before, and is not again."""
    for organiser in organisers:
        if organiser.state is not OrganiserState.ACTIVE:
            continue
        # An address whose key is lost keeps the others from nothing; nor does a mail that is there already, whoever
        # puts it there at the same moment.
        with contextlib.suppress(CannotOpen, IntegrityError), db.session.begin_nested():
            outbox.put(
                kind,
                subject=subject,
                address=login_addresses.of(organiser),
                language=organiser.language,
                dedupe_key=f"{kind}:{subject}:{once}:{organiser.public_id}",
            )


def that_it_did_not_open(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where somebody opened it meanwhile, or planned it anew."""
    petition = db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))
    return Letter("not_opened", petition) if petition and petition.missed_opening_at else None


def about_a_correction(mail: Mail | ClaimedMail) -> Letter | None:
    """What staff decided about it."""
    found = db.session.scalar(select(Correction).where(Correction.public_id == mail.subject))
    words = WORDS_OF_OUTCOMES.get(found.outcome) if found and found.outcome else None
    return Letter(words, found.petition) if found and words else None


def that_it_was_hidden(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where it is shown again."""
    petition = db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))
    return Letter("petition_hidden", petition) if petition and petition.state is PetitionState.HIDDEN else None


def that_it_is_shown_again(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where it was hidden once more."""
    petition = db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))
    return Letter("petition_shown", petition) if petition and petition.state is not PetitionState.HIDDEN else None
