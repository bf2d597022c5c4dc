"""How to reach an SMTP server: encrypted and logged in as MAIL_URL says."""

import re
import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

TIMEOUT = 30.0  # seconds for each step
# Whoever says it hangs up.
CLOSING = 421
GO_ON = 354
# What a server answers: its code, and its words.
Reply = tuple[int, bytes]


class Connection(smtplib.SMTP):
    """Waits for no answer beyond its deadline, which whoever uses it moves on (in seconds of time.monotonic)."""

    def __init__(self, deadline: float, *args: Any, **options: Any) -> None:
        self.deadline = deadline
        super().__init__(*args, **options)

    def getreply(self) -> Reply:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail server takes too long")
        if self.sock:
            self.sock.settimeout(min(TIMEOUT, left))
        return super().getreply()

    def announce(self, sender: str, recipient: str, options: Sequence[str] = ()) -> list[Reply]:
        """Say MAIL, RCPT and DATA; what the server answers to each, at most up to where it hangs up.

        All at once where it allows that (RFC 2920): a distant server is waited for once, not three times. Else
        nothing is said any more after the first that it refuses.
        """
        commands = [" ".join((f"MAIL FROM:<{sender}>", *options)), f"RCPT TO:<{recipient}>", "DATA"]
        together = len(commands) if self.has_extn("pipelining") else 1
        replies: list[Reply] = []
        for first in range(0, len(commands), together):
            group = commands[first : first + together]
            self.send("".join(f"{command}\r\n" for command in group).encode())
            replies += self._replies(len(group))
            if not all(is_success(reply) for reply in replies):
                if replies[-1][0] == GO_ON:
                    # It took no recipient and yet asks for the mail: an empty one is for nobody.
                    self.hand_over(b"")
                break
        return replies

    def hand_over(self, content: bytes) -> Reply:
        """Say the mail itself, whose lines end with CRLF, when it was asked for; what the server answers."""
        self.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        return self.getreply()

    def _replies(self, number: int) -> Iterator[Reply]:
        for _ in range(number):
            reply = self.getreply()
            yield reply
            if reply[0] == CLOSING:
                return


class _EncryptedConnection(Connection, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def is_success(reply: Reply) -> bool:
    """Whether a command was taken; that the mail may follow is such an answer too."""
    return 200 <= reply[0] < 400


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
