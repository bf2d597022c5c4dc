"""Mails that did not get through."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailKind
from petition.services import outbox


def stuck_mail(key: str = "stuck", **values: Any) -> Mail:
    """One that a mail server refused: for now, if nothing else is said."""
    outbox.put(MailKind.REMINDER, subject="x", address="rima@example.org", language="ar", dedupe_key=key)
    mail = db.session.scalars(sa.select(Mail).where(Mail.dedupe_key == key)).one()
    mail.not_before, mail.attempts = clock.now() + timedelta(hours=1), 1
    mail.server_words = "451 4.7.1 <rima@example.org>: try again later"
    for name, value in values.items():
        setattr(mail, name, value)
    db.session.flush()
    return mail
