"""What may be wrong with an installation, each in one sentence that says what to do."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from petition.backends.mail import MailError
from petition.extensions import db, keyring, mailer, settings
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.models.outbox import Mail, MailState
from petition.models.petition import Petition
from petition.models.record import DataKey
from petition.services import keys, leases

CLOCK_TOLERANCE = timedelta(seconds=5)
OLD_MAIL = timedelta(minutes=15)
SHOWN = 5


def problems(scripts: ScriptDirectory) -> Iterator[str]:
    """Everything found wrong. `scripts` are the migrations that should have run."""
    try:
        version = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        yield "The database does not answer: look at DATABASE_URL, and whether the server runs."
        return
    if version != scripts.get_current_head():
        yield f"The database is at migration {version or 'none'}: run `flask db upgrade`."
        return
    yield from _clock_problems()
    yield from _key_problems()
    yield from _zone_problems()
    yield from _mail_problems()


def _clock_problems() -> Iterator[str]:
    apart = abs(leases.database_now() - clock.now())
    if apart > CLOCK_TOLERANCE:
        yield f"The clocks of this host and of the database are {apart.total_seconds():.0f} s apart: run NTP on both."


def _key_problems() -> Iterator[str]:
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


def _zone_problems() -> Iterator[str]:
    for zone in db.session.scalars(select(Petition.zone).distinct()):
        try:
            ZoneInfo(zone)
        except ZoneInfoNotFoundError:
            yield f"The time zone {zone} is not known here: install the package tzdata."


def _mail_problems() -> Iterator[str]:
    try:
        mailer.check()
    except MailError as trouble:
        yield f"No mail can be sent now: {trouble.server_words}. Look at MAIL_URL."
    oldest = db.session.scalar(
        select(func.min(Mail.not_before)).where(Mail.state == MailState.QUEUED, Mail.not_before <= clock.now())
    )
    if oldest is not None and clock.now() - oldest > OLD_MAIL:
        yield f"Mails wait since {oldest:%Y-%m-%d %H:%M} UTC: is a worker running (`flask petition work`)?"
    failed = select(Mail.server_words).where(Mail.state == MailState.FAILED).order_by(Mail.id.desc()).limit(SHOWN)
    for words in db.session.scalars(failed):
        yield f"A mail could not be sent. The mail server said: {words}"
    if settings.mail_from.endswith("@localhost") and not settings.is_local:
        yield "MAIL_FROM has no domain of yours: set it to an address that can receive mail."
