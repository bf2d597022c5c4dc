"""Putting mails into the outbox, in the transaction that is their reason."""

from datetime import datetime

from petition.extensions import db, keyring
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.outbox import Mail, MailKind
from petition.services import identity


def put(
    kind: MailKind,
    *,
    subject: str,
    address: str,
    language: str,
    dedupe_key: str,
    not_before: datetime | None = None,
) -> Mail:
    """Queue one mail about the thing with the public id `subject`.

    `dedupe_key` is unique for ever: the same reason never queues two mails.
    """
    public_id = new_public_id()
    mail = Mail(
        public_id=public_id,
        kind=kind,
        language=language,
        subject=subject,
        address=keyring.seal(address.encode(), context=address_context(public_id)),
        mailbox_index=identity.mailbox_index(address),
        dedupe_key=dedupe_key,
        not_before=not_before or clock.now(),
    )
    db.session.add(mail)
    return mail


def address_of(mail: Mail) -> str:
    """Where a queued mail goes. Raises CannotOpen where its key is lost."""
    return keyring.open(mail.address or b"", context=address_context(mail.public_id)).decode()


def address_context(public_id: str) -> str:
    return f"outbox.address:{public_id}"
