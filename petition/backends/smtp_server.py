"""How to reach an SMTP server: encrypted and logged in as MAIL_URL says."""

import smtplib
import ssl
import time
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

TIMEOUT = 30.0  # seconds for each step


class Connection(smtplib.SMTP):
    """Waits for no answer beyond its deadline, which whoever uses it moves on (in seconds of time.monotonic)."""

    def __init__(self, deadline: float, *args: Any, **options: Any) -> None:
        self.deadline = deadline
        super().__init__(*args, **options)

    def getreply(self) -> tuple[int, bytes]:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail server takes too long")
        if self.sock:
            self.sock.settimeout(min(TIMEOUT, left))
        return super().getreply()


class _EncryptedConnection(Connection, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class Encryption(Enum):
    """How the connection is encrypted; all but the last are values of `starttls` in MAIL_URL."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    OFF = "off"
    FROM_THE_START = "smtps"


@dataclass(frozen=True)
class SmtpServer:
    """Where mails go, and as whom."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)

    def connect(self, deadline: float) -> Connection:
        """A connection ready for mail. Raises OSError, of which the errors of smtplib and ssl are kinds.

        It is waited for until `deadline` (of time.monotonic), here and for whatever is said next.
        """
        connection = self._open(deadline)
        try:
            connection.ehlo_or_helo_if_needed()
            if self._wants_starttls(connection):
                connection.starttls(context=self._trusted)
                # What was offered before encryption is forgotten: ask again.
                connection.ehlo_or_helo_if_needed()
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open(self, deadline: float) -> Connection:
        if self.encryption is Encryption.FROM_THE_START:
            return _EncryptedConnection(deadline, self.host, self.port, timeout=TIMEOUT, context=self._trusted)
        return Connection(deadline, self.host, self.port, timeout=TIMEOUT)

    def _wants_starttls(self, connection: Connection) -> bool:
        # Where it is required, smtplib itself raises an error if the server does not offer it.
        is_offered = self.encryption is Encryption.OPTIONAL and connection.has_extn("starttls")
        return is_offered or self.encryption is Encryption.REQUIRED

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Who may vouch for the server. Reading all their certificates takes longer than sending many mails."""
        return ssl.create_default_context()
