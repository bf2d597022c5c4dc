"""What can be refused about news and their mails. `web/errors.py` says how each is answered."""

from datetime import datetime

from petition.services.errors import DomainError


class InvalidUpdate(DomainError):
    """News cannot be saved like this: `field` says where."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field


class UpdateChangedMeanwhile(DomainError):
    """Somebody else changed the news since it was shown, or published it: nothing was done."""


class UpdateIsFixed(DomainError):
    """News that waits for its hour, or was taken down, is not written in."""


class UpdateIsGone(DomainError):
    """Somebody deleted this draft of news meanwhile."""


class UpdateNotReady(DomainError):
    """News without title or text in the petition's own language is not published."""


class CannotBeMailed(DomainError):
    """Nothing is mailed where signers are at risk, where nobody signs, or once addresses are deleted."""


class TooManyDrafts(DomainError):
    """The petition has as many drafts of news as there may be."""


class MailedTooSoon(DomainError):
    """Another update of the petition was mailed a moment ago; `next_at` is when the next one may be."""

    def __init__(self, next_at: datetime) -> None:
        super().__init__(f"another update was mailed a moment ago; the next one may be at {next_at:%Y-%m-%d %H:%M} UTC")
        self.next_at = next_at
