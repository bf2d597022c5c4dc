"""One thing that is decided here: how it is typed, kept in `site_setting`, and read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, select

from petition.extensions import db
from petition.lib import text
from petition.models.record import SiteSetting
from petition.services.errors import InvalidPolicy

T_co = TypeVar("T_co", covariant=True)
# Composed once: it is asked while mails are on their way, and for pages.
KEPT = select(SiteSetting.value).where(SiteSetting.name == bindparam("name"))
SHOWN_OF_A_TEXT = 80


@dataclass(frozen=True)
class Policy(Generic[T_co]):
    """One thing to decide. `parse` reads it as typed, and raises ValueError with what it should be."""

    name: str
    default: T_co
    meaning: str
    parse: Callable[[str], T_co]
    # How a value is written: what `parse` reads.
    written: Callable[[Any], str] = str
    # Whether it is a text, which may be long and is told to nobody but readers.
    is_text: bool = False

    def value(self) -> T_co:
        """What is decided here."""
        return self.of(db.session.scalar(KEPT, {"name": self.name}))

    def kept_words(self) -> str:
        """What is decided here, as it would be typed."""
        return self.written(self.value())

    def of(self, kept: object) -> T_co:
        """What a row of `site_setting` means; None where there is no row."""
        try:
            return self.default if kept is None else self.parse(str(kept))
        except ValueError:
            # An earlier version allowed it, or a hand wrote it: every page would fail for it.
            return self.default

    def decide(self, typed: str) -> None:
        """Keep a decision. Raises InvalidPolicy for a value that cannot be."""
        try:
            value = self.parse(typed)
        except ValueError as expected:
            raise InvalidPolicy(f"{self.name} must be {expected}") from None
        row = db.session.get(SiteSetting, self.name) or SiteSetting(name=self.name)
        row.value = self.written(value)
        db.session.add(row)

    def __str__(self) -> str:
        kept = text.shortened(" ".join(self.kept_words().split()), SHOWN_OF_A_TEXT)
        return f"{self.name} = {kept}  ({self.meaning} Default: {self.written(self.default)})"
