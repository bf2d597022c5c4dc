"""What may be wrong with an installation, each in a sentence that says what to do.

One function looks for one thing, and has nothing to say where all is well. When each is asked stands in alarms.py.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select

from petition.backends import certificate
from petition.backends.limits import LimitState
from petition.backends.mail import MailError
from petition.extensions import db, keyring, limiter_state, limits_can_be_counted, mailer, settings
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.lib.kept import Kept
from petition.models.organiser import Factor, Organiser, OrganiserState
from petition.models.outbox import Mail
from petition.models.petition import Petition
from petition.models.record import DataKey
from petition.services import (
    backups,
    key_copies,
    keys,
    leases,
    leaving_no_traces,
    measuring,
    moving,
    policy,
    restoring,
    staff_decisions,
)

CLOCK_TOLERANCE = timedelta(seconds=5)
HTTPS_PORT = 443
MEGABYTE = 1024 * 1024
SHOWN = 5
# Asked every minute; a certificate does not change that often.
_certificates: Kept[tuple[datetime | None]] = Kept(lasting=timedelta(hours=1), most=4)


def clocks_apart() -> Iterator[str]:
    apart = abs(leases.database_now() - clock.now())
    if apart > CLOCK_TOLERANCE:
        yield f"The clocks of this host and of the database are {apart.total_seconds():.0f} s apart: run NTP on both."


def keys_that_open_nothing() -> Iterator[str]:
    for row in db.session.scalars(select(DataKey)):
        try:
            keyring.open(row.sealed, context=f"data_key.sealed:{row.name}")
        except CannotOpen:
            yield f"The key “{row.name}” cannot be opened with DATA_KEYS: put the old key back into the list."
    for petition in db.session.scalars(select(Petition).where(Petition.index_key.is_not(None)).limit(1000)):
        try:
            keys.index_key(petition)
        except CannotOpen:
            yield f"Petition {petition.public_id} cannot be opened with DATA_KEYS: put the old key back into the list."


def unknown_zones() -> Iterator[str]:
    for zone in db.session.scalars(select(Petition.zone).distinct()):
        try:
            ZoneInfo(zone)
        except ZoneInfoNotFoundError:
            yield f"The time zone {zone} is not known here: install the package tzdata."


def no_mail_server() -> Iterator[str]:
    try:
        mailer.check()
    except MailError as trouble:
        yield f"No mail can be sent now: {trouble.server_words}. Look at MAIL_URL."


def no_sender() -> Iterator[str]:
    if settings.mail_from.endswith("@localhost") and not settings.is_local:
        yield "MAIL_FROM has no domain of yours: set it to an address that can receive mail."


def mail_waits() -> Iterator[str]:
    oldest = measuring.mail_waits_since()
    if oldest is not None and clock.now() - oldest > timedelta(minutes=policy.MAIL_WAITS.value()):
        yield f"Mails wait since {_moment(oldest)}: is a worker running (`flask petition work`)? Does MAIL_URL answer?"


def mail_is_paused() -> Iterator[str]:
    if policy.MAIL_PAUSED.value():
        yield "All mail waits, because somebody paused it: `flask petition setting mail.paused off` lets it go."


def mail_fails() -> Iterator[str]:
    failed = sum(measuring.mails_failed(measuring.HOUR).values())
    if failed <= policy.MAIL_FAILS_LEAST.value():
        return
    tried = max(failed, measuring.mails_sent(measuring.HOUR))
    if failed > tried * policy.MAIL_FAILS.value():
        yield (
            f"Of {tried} mails in the last hour {failed} were refused or came back: "
            "`flask petition doctor` shows what the mail servers said."
        )


def refused_mails() -> Iterator[str]:
    failed = (
        select(Mail.server_words)
        .where(Mail.failed_at > clock.now() - measuring.DAY)
        .order_by(Mail.failed_at.desc())
        .limit(SHOWN)
    )
    for words in db.session.scalars(failed):
        yield f"A mail could not be sent. The mail server said: {words}"


def ledger_waits() -> Iterator[str]:
    lag = measuring.ledger_lag().total_seconds()
    if lag > policy.LEDGER_WAITS.value():
        yield (
            f"What was confirmed {lag:.0f} s ago is not counted yet: is a worker running (`flask petition work`)? "
            "Its log says why it cannot."
        )


def limits_away() -> Iterator[str]:
    if limiter_state() is LimitState.FALLBACK or not limits_can_be_counted():
        yield "Limits cannot be shared, and signatures are held meanwhile: look at the server of REDIS_URL."


def everything_is_held() -> Iterator[str]:
    until = policy.UNDER_ATTACK_UNTIL.value()
    if until is not None and until > clock.now():
        yield (
            f"Everything that is sent is held for review until {_moment(until)}, because somebody set it so: "
            "`flask petition setting signing.under_attack_until none` ends it."
        )


def many_held() -> Iterator[str]:
    held = measuring.held()
    if held > policy.MANY_HELD.value():
        yield f"{held} signatures wait for review: ask the teams to look at them in their workspace."


def decisions_wait() -> Iterator[str]:
    latest = clock.now() - timedelta(hours=policy.DECISION_WAITS.value())
    if late := [one for one in staff_decisions.all_waiting() if one.since < latest and not one.can_wait]:
        yield (
            f"Since {_moment(late[0].since)} something waits for a decision of those who run this site, and "
            f"{len(late)} of it for too long: look at {settings.base_url}/staff/decisions."
        )


def no_backup() -> Iterator[str]:
    longest = timedelta(hours=policy.BACKUP_IS_OLD.value())
    newest = backups.newest()
    if newest is None and not settings.is_local and _has_been_open_for(longest):
        yield "There is no backup: run `flask petition backup` daily, and keep what it writes on another machine."
    elif newest is not None and clock.now() - newest.finished_at > longest:
        yield f"The newest backup is of {_moment(newest.finished_at)}: look why `flask petition backup` does not run."


def no_journal() -> Iterator[str]:
    wanted = settings.journal_dir
    # Not by the path's own methods, here and below: these raise where a folder above may not be looked into.
    there = next(path for path in (wanted, *wanted.parents) if os.path.exists(path))
    if not os.path.isdir(there) or not os.access(there, os.W_OK):
        yield f"The journal cannot be kept at {wanted}: let the worker write there, or set JOURNAL_DIR to another."


def no_copy_of_keys() -> Iterator[str]:
    if not settings.is_local and not key_copies.is_confirmed():
        yield (
            "Nobody has shown a copy of SECRET_KEY and DATA_KEYS as they are now; without them no backup can be read. "
            "Keep one away from here, and show it with `flask petition confirm-keys`."
        )


def staff_without_second_factor() -> Iterator[str]:
    has_one = select(Factor.id).where(Factor.organiser_id == Organiser.id).exists()
    alone = select(func.count(Organiser.id)).where(
        Organiser.is_staff, Organiser.state == OrganiserState.ACTIVE, ~has_one
    )
    if number := db.session.scalar(alone):
        have = "has" if number == 1 else "have"
        yield f"{number} of those who run this site {have} only a password: let them add a passkey at /account/factors."


def traces_of_names() -> Iterator[str]:
    if leaving_no_traces.wait_for_a_quiet_hour():
        yield (
            "Names were deleted, and copies may stand in unused parts of the database's file: run `flask petition "
            "forget` at a quiet hour, which writes it anew."
        )


def out_of_use() -> Iterator[str]:
    if place := moving.moved_to():
        yield f"This database was moved to {place}: set DATABASE_URL to that one."
    if restoring.is_unfinished():
        yield "A restore did not end: run `flask petition restore` again with --replace."


def full_disk() -> Iterator[str]:
    least = policy.DISK_IS_FULL.value()
    for folder, free in free_megabytes().items():
        if free < least:
            yield f"Only {free} MB are free at {folder}: make room before nothing can be written any more."


def free_megabytes() -> dict[Path, int]:
    """What is free on each disk that this process writes to, by a folder there."""
    return {folder: shutil.disk_usage(folder).free // MEGABYTE for folder in _folders_we_write_to()}


def certificate_ends() -> Iterator[str]:
    place = urlsplit(settings.base_url)
    if not settings.is_https or place.hostname is None:
        return
    host, port = place.hostname, place.port or HTTPS_PORT
    try:
        [until] = _certificates.get((host, port), lambda: (certificate.good_until(host, port),))
    except certificate.NotTrusted as why:
        yield f"Browsers do not trust the certificate of {host} ({why}): renew it."
        return
    if until is not None and until - clock.now() < timedelta(days=policy.CERTIFICATE_ENDS.value()):
        yield f"The certificate of {host} ends on {until:%Y-%m-%d}: look why it is not renewed by itself."


def _has_been_open_for(time: timedelta) -> bool:
    return db.session.scalar(select(Petition.id).where(Petition.opened_at < clock.now() - time).limit(1)) is not None


def _folders_we_write_to() -> list[Path]:
    """One folder for each disk that data, mails, the journal or the embedded database lie on."""
    there = [settings.data_dir, settings.journal_dir, mailer.folder]
    if db.engine.dialect.name == "sqlite":
        there.append(Path(db.engine.url.database or ".").parent)
    found = [folder for folder in there if folder is not None and os.path.isdir(folder)]
    return list({folder.stat().st_dev: folder for folder in reversed(found)}.values())


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
