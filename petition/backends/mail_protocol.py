"""What every way of sending mail promises."""

from email.message import EmailMessage
from pathlib import Path
from typing import Protocol


class MailError(Exception):
    """A mail was not taken. `server_words` say why, without any mail address."""

    def __init__(self, server_words: str) -> None:
        super().__init__(server_words)
        self.server_words = server_words


class MailDeferred(MailError):
    """Not now: the server is in trouble, or our settings are wrong. Try again later."""


class MailRefused(MailError):
    """Never: the server will not take this mail for this recipient. Give up."""


class Mailer(Protocol):
    """A way of sending mail. One thread uses it at a time (the worker's); nothing in it is locked.

    It does not pace itself: whoever sends keeps to `per_second` and `per_day`, where None is no limit.
    """

    per_second: float | None
    per_day: int | None
    folder: Path | None

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one mail; `sender` takes the bounces. Raises MailDeferred or MailRefused.

        When a mail is sent again because nobody knows whether it went out, its Message-ID is the same.
        """

    def check(self) -> None:
        """See whether mail could be sent now, without sending any. Raises MailDeferred."""

    def close(self) -> None:
        """Let go of connections. Sending again opens new ones."""
