"""Mail through an SMTP server."""

import contextlib
import copy
import smtplib
import time
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from petition.backends.dkim_signer import DkimSigner
from petition.backends.mail_protocol import NO_QUOTA, MailDeferred, MailRefused, MailServerTrouble, Quota
from petition.backends.mail_rest import Rest
from petition.backends.smtp_server import CLOSING, Connection, Reply, SmtpServer, is_success
from petition.lib.bounces import asks_to_slow_down, clean_words, is_about_us
from petition.lib.mime import as_bytes, deliverable, needs_smtputf8

MAILS_PER_CONNECTION = 100
# Seconds for one mail, connecting and saying goodbye included: less than a lease, so that no other worker sends it
# meanwhile.
LONGEST = 100.0
CHECK_SECONDS = 30.0
# "Closing", "log in first", "wrong password": said of the server or of us, whatever the step.
NOT_ABOUT_THE_RECIPIENT = {CLOSING, 530, 535}


class _NotTaken(smtplib.SMTPResponseException):
    """The server's answer to the recipient or to the mail itself."""


class SmtpMailer:
    """Keeps one connection and replaces it when it breaks. For one thread at a time."""

    def __init__(self, server: SmtpServer, quota: Quota = NO_QUOTA, signer: DkimSigner | None = None) -> None:
        self.quota = quota
        self.rest = Rest()
        self.folder: Path | None = None
        self.server = server
        self.signer = signer
        self._connection: Connection | None = None
        self._begun = 0

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one mail. A 5xx for its recipient or content refuses it, a 4xx defers it; else, and where the words
        are about our own account, the server is in trouble.
        """
        sender, recipient = deliverable(sender), _checked(recipient)
        is_international = not (sender + recipient).isascii() or needs_smtputf8(message)
        content = as_bytes(_without_return_path(message))
        if self.signer:
            content = self.signer.sign(content)
        is_on_its_way = False
        # "from None": smtplib's errors repeat addresses, and no traceback may carry them into a log.
        try:
            connection, replies = self._begin(sender, recipient, is_international)
            _expect_success(*replies)
            is_on_its_way = True
            _expect_success(connection.hand_over(content))
        except _NotTaken as error:
            raise self._answer(error) from None
        except OSError as error:  # every other error of smtplib is one
            self.close()
            raise MailServerTrouble(_words(error), may_have_arrived=is_on_its_way) from None

    def check(self) -> None:
        """Connect, and sign in where a user is set."""
        try:
            connection = self.server.connect(time.monotonic() + CHECK_SECONDS)
        except OSError as error:
            raise MailServerTrouble(_words(error)) from None
        with contextlib.suppress(OSError):
            connection.quit()

    def forget(self, before: datetime) -> None:
        """Nothing is kept of what the server took."""

    def close(self) -> None:
        """Say goodbye to the server, if it still listens and the deadline of the last mail is not over."""
        connection, self._connection = self._connection, None
        if connection:
            with contextlib.suppress(OSError):
                connection.quit()
            connection.close()

    def _begin(self, sender: str, recipient: str, is_international: bool) -> tuple[Connection, list[Reply]]:
        """A connection that has accepted MAIL FROM, the kept one if it still answers, and what it says to the rest."""
        deadline = time.monotonic() + LONGEST
        if self._connection:
            self._connection.deadline = deadline
        if self._connection and self._begun < MAILS_PER_CONNECTION:
            with contextlib.suppress(smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused):
                return self._connection, self._announce(self._connection, sender, recipient, is_international)
        self.close()
        self._connection = self.server.connect(deadline)
        self._begun = 0
        return self._connection, self._announce(self._connection, sender, recipient, is_international)

    def _announce(self, connection: Connection, sender: str, recipient: str, is_international: bool) -> list[Reply]:
        if is_international and not connection.has_extn("smtputf8"):
            raise MailRefused("our mail server cannot carry international addresses (no SMTPUTF8)")
        self._begun += 1
        options = ("SMTPUTF8", "BODY=8BITMIME") if is_international else ()
        (code, words), *replies = connection.announce(sender, recipient, options)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, sender)
        return replies

    def _answer(self, error: smtplib.SMTPResponseException) -> MailRefused | MailDeferred:
        """What the server's answer to recipient or content means. The connection is fit for the next mail, or gone."""
        words, code = _words(error), error.smtp_code
        if code == CLOSING:
            self.close()
        else:
            self._reset()
        if is_about_us(words) or (code in NOT_ABOUT_THE_RECIPIENT and not asks_to_slow_down(words)):
            return MailServerTrouble(words)
        return MailRefused(words) if code >= 500 else MailDeferred(words)

    def _reset(self) -> None:
        try:
            if self._connection:
                self._connection.rset()
        except OSError:
            self.close()


def _checked(recipient: str) -> str:
    try:
        return deliverable(recipient)
    except ValueError:
        raise MailRefused("not a plain mail address") from None


def _without_return_path(message: EmailMessage) -> EmailMessage:
    """RFC 5321 section 4.4: only the last server writes that header."""
    sent = copy.copy(message)
    del sent["Return-Path"]
    return sent


def _expect_success(*replies: Reply) -> None:
    for reply in replies:
        if not is_success(reply):
            raise _NotTaken(*reply)


def _words(error: OSError) -> str:
    if not isinstance(error, smtplib.SMTPResponseException):
        return clean_words(str(error) or type(error).__name__)
    words = error.smtp_error
    return clean_words(f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
