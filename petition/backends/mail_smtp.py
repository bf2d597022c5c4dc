"""Mail through an SMTP server."""

import contextlib
import copy
import smtplib
from email.message import EmailMessage
from pathlib import Path

from petition.backends.mail_protocol import MailDeferred, MailRefused
from petition.backends.smtp_server import SmtpServer
from petition.lib.bounces import clean_words
from petition.lib.mime import as_bytes, deliverable, needs_smtputf8

MAILS_PER_CONNECTION = 100
# "Closing", "log in first", "wrong password": said of the server or of us, whatever the step.
NOT_ABOUT_THE_RECIPIENT = {421, 530, 535}


class _NotTaken(smtplib.SMTPResponseException):
    """The server's answer to the recipient or to the mail itself."""


class SmtpMailer:
    """Keeps one connection and replaces it when it breaks. For one thread at a time."""

    def __init__(self, server: SmtpServer, *, per_second: float | None = None, per_day: int | None = None) -> None:
        self.per_second = per_second
        self.per_day = per_day
        self.folder: Path | None = None
        self.server = server
        self._connection: smtplib.SMTP | None = None
        self._begun = 0

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one mail. A 5xx for its recipient or content refuses it; other trouble defers it."""
        sender, recipient = deliverable(sender), _checked(recipient)
        is_international = not (sender + recipient).isascii() or needs_smtputf8(message)
        # "from None": smtplib's errors repeat addresses, and no traceback may carry them into a log.
        try:
            connection = self._begin(sender, is_international)
            _expect_success(connection.rcpt(recipient))
            _expect_success(connection.data(as_bytes(_without_return_path(message))))
        except (_NotTaken, smtplib.SMTPDataError) as error:
            self._reset()
            is_final = error.smtp_code >= 500 and error.smtp_code not in NOT_ABOUT_THE_RECIPIENT
            raise (MailRefused if is_final else MailDeferred)(_words(error)) from None
        except OSError as error:  # every other error of smtplib is one
            self.close()
            raise MailDeferred(_words(error)) from None

    def check(self) -> None:
        """Connect, and sign in where a user is set."""
        try:
            connection = self.server.connect()
        except OSError as error:
            raise MailDeferred(_words(error)) from None
        with contextlib.suppress(OSError):
            connection.quit()

    def close(self) -> None:
        """Say goodbye to the server, if it still listens."""
        connection, self._connection = self._connection, None
        if connection:
            with contextlib.suppress(OSError):
                connection.quit()
            connection.close()

    def _begin(self, sender: str, is_international: bool) -> smtplib.SMTP:
        """A connection that has accepted MAIL FROM: the kept one if it still answers, else a new one."""
        if self._connection and self._begun < MAILS_PER_CONNECTION:
            with contextlib.suppress(smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused):
                return self._mail_from(self._connection, sender, is_international)
        self.close()
        self._connection = self.server.connect()
        self._begun = 0
        return self._mail_from(self._connection, sender, is_international)

    def _mail_from(self, connection: smtplib.SMTP, sender: str, is_international: bool) -> smtplib.SMTP:
        if is_international and not connection.has_extn("smtputf8"):
            raise MailRefused("our mail server cannot carry international addresses (no SMTPUTF8)")
        self._begun += 1
        code, words = connection.mail(sender, ("SMTPUTF8", "BODY=8BITMIME") if is_international else ())
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, sender)
        return connection

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


def _expect_success(reply: tuple[int, bytes]) -> None:
    code, words = reply
    if not 200 <= code < 300:
        raise _NotTaken(code, words)


def _words(error: OSError) -> str:
    if not isinstance(error, smtplib.SMTPResponseException):
        return clean_words(str(error) or type(error).__name__)
    words = error.smtp_error
    return clean_words(f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
