"""How to reach an SMTP server: encrypted and logged in as MAIL_URL says."""

import smtplib
import ssl
from dataclasses import dataclass, field
from enum import Enum

TIMEOUT = 30  # seconds for each step


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

    def connect(self) -> smtplib.SMTP:
        """A connection ready for mail. Raises OSError, of which the errors of smtplib and ssl are kinds."""
        context = ssl.create_default_context()
        connection = self._open(context)
        try:
            connection.ehlo_or_helo_if_needed()
            if self._wants_starttls(connection):
                connection.starttls(context=context)
                # What was offered before encryption is forgotten: ask again.
                connection.ehlo_or_helo_if_needed()
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.encryption is Encryption.FROM_THE_START:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def _wants_starttls(self, connection: smtplib.SMTP) -> bool:
        # Where it is required, smtplib itself raises an error if the server does not offer it.
        is_offered = self.encryption is Encryption.OPTIONAL and connection.has_extn("starttls")
        return is_offered or self.encryption is Encryption.REQUIRED
