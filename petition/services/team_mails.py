"""Mails to a team about its petition: what those who write it have to learn, although none of them was at it."""

import contextlib

from sqlalchemy import select

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.organiser import OrganiserState
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition
from petition.services import login_addresses, members, outbox
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.permissions import MAY, Verb


def tell_that_it_did_not_open(petition: Petition) -> None:
    """Queue one mail to each who may open it, about the hour that its plan holds at this moment."""
    # Of each plan its version is another, so that who plans anew and fails again is told again.
    reason = f"{MailKind.NOT_OPENED}:{petition.public_id}:{petition.lock_version}"
    for member in members.of(petition.team):
        organiser = member.organiser
        if Verb.OPEN not in MAY[member.role] or organiser.state is not OrganiserState.ACTIVE:
            continue
        # An address whose key is lost keeps the others from nothing.
        with contextlib.suppress(CannotOpen):
            outbox.put(
                MailKind.NOT_OPENED,
                subject=petition.public_id,
                address=login_addresses.of(organiser),
                language=organiser.language,
                dedupe_key=f"{reason}:{organiser.public_id}",
            )


def that_it_did_not_open(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where somebody opened it meanwhile, or planned it anew."""
    petition = db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))
    return Letter("not_opened", petition) if petition and petition.missed_opening_at else None
