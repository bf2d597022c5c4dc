"""Where the crowd's mail arrives: a folder, or a mail server that can misbehave."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

from petition.backends.mail import FolderMailer
from tests.servers import SmtpSink


class Post(Protocol):
    """Brings the crowd its mail."""

    def unread(self) -> Iterable[EmailMessage]:
        """What arrived since one last asked."""


class FolderPost:
    """Mail in the folder of a site. A mail that is sent again replaces the first: how often is not to be seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = FolderMailer(folder)
        self._read: set[str] = set()

    def unread(self) -> Iterable[EmailMessage]:
        names = set(self._folder.names(100_000)) - self._read
        self._read |= names
        return [self._folder.read(name) for name in names]


class SinkPost:
    """Mail that a mail server took."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        self._read = len(sink.messages)

    def unread(self) -> Iterable[EmailMessage]:
        new = self._sink.messages[self._read :]
        self._read += len(new)
        return new


@dataclass
class FaultyMailServer(SmtpSink):
    """A mail server with bad days. It refuses single recipients by `refusals`, as any sink does."""

    is_busy: bool = False
    # How many callers it told so.
    sent_away: int = 0
    # Of so many mails it says nothing once it has them.
    hangs_up_after: int = 0

    def behave(self) -> None:
        self.is_busy, self.sent_away, self.hangs_up_after = False, 0, 0
        self.refusals.clear()

    def arrivals(self, address: str) -> Counter[str]:
        """How often each Message-ID came to an address."""
        return Counter(str(mail["Message-ID"]) for mail in list(self.messages) if address in mail.recipients)

    # The two names below are aiosmtpd's.
    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.is_busy:
            self.sent_away += 1
            return "421 4.3.2 Too busy, come back later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.hangs_up_after:
            self.hangs_up_after -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            # The server's own task is cancelled here, with nothing answered.
            await asyncio.sleep(60)
        return answer
