"""What organisers were told of, and the mails that wait for them."""

import sqlalchemy as sa

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.outbox import Mail, MailKind
from petition.services import outbox


def told(organiser: Organiser) -> list[MailKind]:
    """Why mails about this account were queued, the oldest first."""
    return list(db.session.scalars(sa.select(Mail.kind).where(Mail.subject == organiser.public_id).order_by(Mail.id)))


def newest_mail() -> Mail:
    return db.session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def recipient() -> str:
    """Where the newest mail goes."""
    return outbox.address_of(newest_mail())
