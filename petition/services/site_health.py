"""How the site does at this moment, for those who run it: what is wrong, who is at work, what waits.

Everything here is asked of indexes and kept sums, as /metrics asks it, however many have signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from petition.extensions import db
from petition.models.alert import Alert
from petition.models.outbox import MailState
from petition.models.petition import PetitionState
from petition.models.process import Process
from petition.services import alarms, backups, diagnosis, measuring, processes, resealing
from petition.services.resealing import Progress


@dataclass(frozen=True)
class Trouble:
    """A condition that holds: its name, what to do in sentences, and since when the worker knows of it."""

    name: str
    sentences: list[str]
    began_at: datetime | None


@dataclass(frozen=True)
class MailQueue:
    """`waits_since`: when the oldest of those that are due could have gone; None where none is due.

    News of petitions go behind all others, and are counted apart.
    """

    due: int
    news: int
    waits_since: datetime | None
    sent_in_an_hour: int
    refused_in_an_hour: int
    returned_in_an_hour: int
    failed_in_a_day: int


@dataclass(frozen=True)
class Figures:
    """What is counted, and what waits. Numbers of rows stop at `measuring.MOST`."""

    petitions: Mapping[PetitionState, int]
    counted: Mapping[str, int]
    held: int
    submissions: int
    ledger_waiting: int
    ledger_lag: timedelta
    backed_up_at: datetime | None
    # Of the disks that this process writes to, in megabytes.
    disk_free: list[int]
    # How far sealing anew has come, where there is more than one key.
    resealing: Progress | None


def troubles() -> list[Trouble]:
    """What is wrong now, as far as a web process can see, and what a worker saw within the last minute."""
    alerts = select(Alert).where(Alert.quiet_since.is_(None)).order_by(Alert.began_at, Alert.name)
    noted = {alert.name: alert.began_at for alert in db.session.scalars(alerts)}
    seen = alarms.seen_from_pages()
    # What only a worker looks for is told without its sentences: they are in its mails, its log, and `doctor`.
    from_afar = [name for name in noted if name in alarms.BY_NAME and not alarms.BY_NAME[name].from_pages]
    return [Trouble(name, seen.get(name, []), noted.get(name)) for name in (*seen, *from_afar)]


def mail_queue() -> MailQueue:
    hour, day = measuring.mails_failed(measuring.HOUR), measuring.mails_failed(measuring.DAY)
    return MailQueue(
        due=measuring.mails_due(),
        news=measuring.news_waiting(),
        waits_since=measuring.mail_waits_since(),
        sent_in_an_hour=measuring.mails_sent(measuring.HOUR),
        refused_in_an_hour=hour[MailState.FAILED],
        returned_in_an_hour=hour[MailState.BOUNCED],
        failed_in_a_day=sum(day.values()),
    )


def figures() -> Figures:
    newest = backups.newest()
    return Figures(
        petitions=measuring.petitions_by_state(),
        counted=measuring.counted(),
        held=measuring.held(),
        submissions=measuring.submissions_waiting(),
        ledger_waiting=measuring.ledger_waiting(),
        ledger_lag=measuring.ledger_lag(),
        backed_up_at=newest.finished_at if newest else None,
        disk_free=sorted(diagnosis.free_megabytes().values()),
        resealing=resealing.progress(),
    )


def at_work() -> list[Process]:
    """The processes that were seen lately, the oldest first."""
    return processes.present()
