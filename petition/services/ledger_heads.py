"""The newest signed head of each ledger that grew, mailed to those who own its team, once a day.

Whoever keeps these mails can hold the installation to what it published, whatever becomes of its database.
"""

import contextlib
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from petition.extensions import db
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.models.ledger import LedgerHead
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import Mail, MailKind, MailState
from petition.models.petition import Petition, PetitionState
from petition.models.team import Team, TeamRole, TeamState
from petition.services import counting, identity, login_addresses, members, outbox
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail

BATCH = 100
# By the clocks of the petition: before the day's work, and when most of yesterday's mails were answered.
MORNING = time(6)
# What is handed over is settled; hidden ones wait.
RUNNING = (PetitionState.OPEN, PetitionState.CLOSED)


def due() -> list[Petition]:
    """Some petitions whose ledger grew since its head was last mailed, and whose morning has come."""
    wanted = (
        select(Petition)
        .join(LedgerHead, LedgerHead.petition_id == Petition.id)
        .join(Team, Team.id == Petition.team_id)
        .where(
            LedgerHead.size > LedgerHead.mailed_size,
            or_(LedgerHead.mail_from.is_(None), LedgerHead.mail_from <= clock.now()),
            Petition.state.in_(RUNNING),
            Team.state == TeamState.ACTIVE,
            Team.mails_heads,
        )
        .order_by(LedgerHead.mail_from, Petition.id)
        .limit(BATCH)
    )
    return list(db.session.scalars(wanted))


def mail(petition: Petition) -> None:
    """Queue the day's mails, behind all others; of a ledger that has just begun, from the next morning on."""
    head = db.session.get_one(LedgerHead, petition.id, populate_existing=True)
    was, now = head.mail_from, clock.now()
    values: dict[str, Any] = {"mail_from": _next_morning(petition, now)}
    if was is not None:
        values["mailed_size"] = LedgerHead.size
    # Of two workers who found it, one moves it on and mails.
    moved: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(LedgerHead)
        .where(LedgerHead.petition_id == petition.id, LedgerHead.mail_from.is_not_distinct_from(was))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount and was is not None:
        day = clock.day_in(now, petition.zone)
        for member in members.of(petition.team):
            if member.role is TeamRole.OWNER and member.organiser.state is OrganiserState.ACTIVE:
                _queue(petition, member.organiser, f"{day:%y%m%d}")


def letter(mail: Mail | ClaimedMail) -> Letter | None:
    """The newest head at the moment it is sent; nothing where nobody may be told any more."""
    petition = db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))
    if petition is None or petition.state not in RUNNING or petition.is_paused or not petition.team.mails_heads:
        return None
    return Letter("ledger_head", petition)


def note_of(petition: Petition) -> str:
    """The newest checkpoint as it was signed."""
    newest = counting.newest_checkpoint(petition)
    return newest.note if newest else ""


def _queue(petition: Petition, organiser: Organiser, day: str) -> None:
    """Nothing where yesterday's still waits: it will say what is so when it goes."""
    waits = (Mail.subject == petition.public_id, Mail.kind == MailKind.LEDGER_HEAD, Mail.state == MailState.QUEUED)
    # An address whose key is lost keeps the others from nothing, nor does a day that comes twice.
    with contextlib.suppress(CannotOpen, IntegrityError), db.session.begin_nested():
        address = login_addresses.of(organiser)
        mailbox = identity.mailbox_index(address)
        if db.session.scalar(select(exists().where(*waits, Mail.mailbox_index == mailbox))):
            return
        news = outbox.News(
            subject=petition.public_id,
            address=address,
            mailbox_index=mailbox,
            language=organiser.language,
            dedupe_key=f"head:{petition.public_id}:{day}:{organiser.public_id}",
        )
        outbox.put_last(MailKind.LEDGER_HEAD, [news])


def _next_morning(petition: Petition, now: datetime) -> datetime:
    zone = ZoneInfo(petition.zone)
    today = now.astimezone(zone).date()
    mornings = (clock.moment(datetime.combine(today + timedelta(days=more), MORNING), petition.zone) for more in (0, 1))
    return next(morning for morning in mornings if morning > now)
