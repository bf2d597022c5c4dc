"""What every way of sending mail promises."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from petition.backends.dkim_signer import DkimSigner
from petition.backends.mail_rest import Rest


@dataclass(frozen=True)
class Quota:
    """What all workers together may send; None is no limit."""

    per_second: float | None = None
    per_day: int | None = None
    # Mails a second to each domain.
    per_domain: float | None = None


NO_QUOTA = Quota()


class MailError(Exception):
    """A mail was not taken. `server_words` say why, without any mail address."""

    def __init__(self, server_words: str) -> None:
        super().__init__(server_words)
        self.server_words = server_words


class MailDeferred(MailError):
    """Not now. Try this mail again later."""


class MailServerTrouble(MailDeferred):
    """Not now, and the next mail would fare no better: the server is away or in trouble, it lets us send no more, or
    our settings are wrong.

    `may_have_arrived` where it broke off after the mail was on its way: nobody knows whether it was taken.
    """

    def __init__(self, server_words: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(server_words)
        self.may_have_arrived = may_have_arrived


class MailRefused(MailError):
    """Never: the server will not take this mail for this recipient. Give up."""


class Mailer(Protocol):
    """A way of sending mail. One thread uses it at a time (the worker's); nothing in it is locked.

    It does not pace itself: whoever sends keeps to its quota, and tells `rest` how the server fares.
    """

    quota: Quota
    rest: Rest
    # Who signs the mails, where that is not left to the server.
    signer: DkimSigner | None
    folder: Path | None

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one mail; `sender` takes the bounces. Raises MailDeferred or MailRefused.

        Whatever the server does, it is over in 100 seconds: that and a worker's portion are less than a lease. Only
        looking up names is not cut short; nothing is sent if that took longer.
        When a mail is sent again because nobody knows whether it went out, its Message-ID is the same.
        """

    def check(self) -> None:
        """See whether mail could be sent now, without sending any. Raises MailDeferred."""

    def forget(self, before: datetime) -> None:
        """Delete the copies of mails that were sent before then, where any are kept."""

    def close(self) -> None:
        """Let go of connections. Sending again opens new ones."""
