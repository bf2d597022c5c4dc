"""Mails to those who run the site: that something waits for their decision. What it is, they read on its page."""

import enum

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock, crypto
from petition.models.organiser import Organiser
from petition.models.outbox import MailKind
from petition.models.petition import Petition
from petition.services import team_mails

# Of a fingerprint: enough to tell what was decided on one day.
TELLING = 6


class Waits(enum.StrEnum):
    REVIEW = "review"
    REPORT = "report"
    TEXT = "text"


def ask(petition: Petition, about: Waits, *, decided: str = "") -> None:
    """Queue one mail to each of staff: once a day about a petition, however much of it waits.

    `decided` is what was decided last about the same: what is asked afterwards is asked anew.
    """
    mark = crypto.fingerprint(decided.encode())[:TELLING] if decided else ""
    staff = db.session.scalars(select(Organiser).where(Organiser.is_staff).order_by(Organiser.id))
    team_mails.send(MailKind.STAFF_ASKED, petition.public_id, staff, once=f"{about}:{clock.now():%y%m%d}{mark}")
