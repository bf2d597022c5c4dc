"""Watching over the site: telling its operator when something is wrong, and somebody elsewhere that nothing is."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

from markupsafe import escape

from petition.backends.mail import MailError, mailer_from_url
from petition.backends.ping import NoAnswer
from petition.backends.ping import ping as send_ping
from petition.extensions import db, mailer, settings
from petition.lib import clock
from petition.lib.mime import compose, message_id
from petition.models.columns import new_public_id
from petition.services import alarms, alerting, leases

log = logging.getLogger(__name__)
HOLDER = new_public_id()
# One worker watches for all; another takes over when it has been silent for so long.
LEASE = timedelta(seconds=150)
CLOSING = """
`flask petition doctor` on the server shows all there is. You are told again each day while something lasts, and once
when it is over.
"""


def watch() -> bool:
    """Look for trouble, and tell of what is new, what has lasted a day, and what is over."""
    if not _has_lease():
        return False
    found = _holding()
    db.open_for_writing()
    alerting.note(found)
    news = alerting.news(found)
    db.session.commit()
    # No transaction is open while the mail goes: a slow server holds up nobody.
    if news and _tell(list(news.lines())):
        alerting.told(news)
        db.session.commit()
    return False


def ping() -> bool:
    """Give the sign of life, if nothing is wrong. Whoever waits for it raises the alarm when it stays away."""
    if settings.ping_url and _has_lease() and not _holding():
        db.session.remove()
        try:
            send_ping(settings.ping_url)
        except NoAnswer as why:
            log.warning("the sign of life was not taken: %s", why)
    return False


def _has_lease() -> bool:
    is_ours = leases.take("watch", HOLDER, LEASE)
    db.session.commit()
    return is_ours


def _holding() -> dict[str, list[str]]:
    """Looked for in a session that only reads: some of it takes time, and on SQLite a writer keeps others waiting."""
    db.session.remove()
    found = alarms.holding()
    db.session.remove()
    return found


def _tell(lines: list[str]) -> bool:
    """Whether somebody was told: by mail where ALERT_MAIL says so, and by the log in any case."""
    for line in lines:
        log.warning("alert: %s", line)
    if not settings.alert_mail:
        return True
    # Each is tried, whatever became of the one before. Who could not be told is not waited for: the others know.
    outcomes = [_mail(address, lines) for address in settings.alert_mail]
    return any(outcomes)


def _mail(address: str, lines: Iterable[str]) -> bool:
    # A connection of its own: that of the mails to signers belongs to another thread, and may be what hangs.
    own_mailer = mailer_from_url(settings.mail_url, mailer.signer)
    try:
        own_mailer.send(_message(address, lines), sender=settings.mail_from, recipient=address)
    except MailError as trouble:
        log.error("an alert could not be mailed: %s", trouble.server_words)
        return False
    except ValueError as mistake:
        log.error("an alert could not be written: %s", mistake)
        return False
    finally:
        own_mailer.close()
    return True


def _message(address: str, lines: Iterable[str]) -> EmailMessage:
    text = "\n\n".join(lines) + "\n" + CLOSING
    return compose(
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        to=address,
        subject=f"Look after {urlsplit(settings.base_url).hostname}",
        text=text,
        html=f"<pre>{escape(text)}</pre>",
        lang="en",
        message_id=message_id(new_public_id(), settings.mail_from),
        date=clock.now(),
    )
