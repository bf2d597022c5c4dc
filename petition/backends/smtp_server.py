"""How to reach an SMTP server: encrypted and logged in as MAIL_URL says."""

import io
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

TIMEOUT = 30.0  # seconds for each step
PIECE = 16 * 1024  # bytes, a record of TLS
TOO_LONG = "the mail server takes too long"
# Whoever says it hangs up.
CLOSING = 421
GO_ON = 354
# What a server answers: its code, and its words.
Reply = tuple[int, bytes]


class Connection(smtplib.SMTP):
    """Waits for nothing beyond its deadline, which whoever uses it moves on (in seconds of time.monotonic)."""

    def __init__(self, deadline: float, *args: Any, **options: Any) -> None:
        self.deadline = deadline
        super().__init__(*args, **options)

    def getreply(self) -> Reply:
        if self.sock and self.file is None:
            self.file = io.BufferedReader(_Answers(self))
        reply = super().getreply()
        if self.sock:
            # For what smtplib may do next without asking us: the handshake after STARTTLS.
            self.sock.settimeout(max(0.1, min(TIMEOUT, self._left())))
        return reply

    def send(self, s: Any) -> None:
        """Text or bytes. In pieces: on an encrypted connection the timeout may hold for each record alone."""
        for start in range(0, len(s), PIECE):
            self._mind_the_deadline()
            super().send(s[start : start + PIECE])

    def receive_into(self, buffer: Any) -> int:
        """What is there to be read, at least one byte; none once the server has hung up."""
        self._mind_the_deadline()
        if not self.sock:
            return 0
        return self.sock.recv_into(buffer)

    def _mind_the_deadline(self) -> None:
        if self._left() <= 0:
            raise TimeoutError(TOO_LONG)
        if self.sock:
            self.sock.settimeout(min(TIMEOUT, self._left()))

    def _left(self) -> float:
        return self.deadline - time.monotonic()

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


class _Answers(io.RawIOBase):
    """What the server says. smtplib's own reader waits anew for each byte."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._connection.receive_into(buffer)


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
        # One after the other is tried, and the encryption agreed on: each may take its share of what is left.
        steps = len(socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)) + 1
        timeout = min(TIMEOUT, (deadline - time.monotonic()) / steps)
        if timeout <= 0:
            raise TimeoutError(TOO_LONG)
        if self.encryption is Encryption.FROM_THE_START:
            return _EncryptedConnection(deadline, self.host, self.port, timeout=timeout, context=self._trusted)
        return Connection(deadline, self.host, self.port, timeout=timeout)

    def _wants_starttls(self, connection: Connection) -> bool:
        # Where it is required, smtplib itself raises an error if the server does not offer it.
        is_offered = self.encryption is Encryption.OPTIONAL and connection.has_extn("starttls")
        return is_offered or self.encryption is Encryption.REQUIRED

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Who may vouch for the server. Reading all their certificates takes longer than sending many mails."""
        return ssl.create_default_context()
