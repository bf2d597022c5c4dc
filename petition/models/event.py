"""Events: an hour at a place, in that place's own time."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, DateTime, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.lib import clock
from petition.models.columns import ByLanguage, Key, public_id, reference


class Event(Model):
    """Something that happens at an hour: a demonstration, a strike, a session.

    Local time and zone are stored, not the moment: governments move their clocks after it is announced.
    """

    __table_args__ = (UniqueConstraint("petition_id", "position"), CheckConstraint("minutes > 0", name="minutes"))

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    # Its number in the petition, from 1: part of the address of its calendar file.
    position: Mapped[int]
    starts_local: Mapped[datetime] = mapped_column(DateTime)
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    # In which other places' time it is told too.
    shown_zones: Mapped[list[str]] = mapped_column(JSON, default=list)
    titles: Mapped[ByLanguage]
    places: Mapped[ByLanguage]
    texts: Mapped[ByLanguage]
    url: Mapped[str] = mapped_column(Text, default="")

    @property
    def starts_at(self) -> datetime:
        return clock.moment(self.starts_local, self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_past(self) -> bool:
        return clock.now() >= self.ends_at
