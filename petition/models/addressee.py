"""Whom a petition is addressed to."""

import enum
from datetime import datetime

from sqlalchemy import JSON, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Key, Language, UtcDateTime, choice, reference


class AddresseeRole(enum.StrEnum):
    TO = "to"
    COPY = "copy"
    BY_COUNTRY = "by_country"


class Addressee(Model):
    """Whom the petition is addressed to, or who gets a copy and what it is for."""

    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    role: Mapped[AddresseeRole] = mapped_column(choice(AddresseeRole))
    position: Mapped[int]
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(5))
    postal_address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    public_address: Mapped[str] = mapped_column(String(254), default="")
    handles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Came after people had signed: no name goes to it.
    gets_figures_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    texts: Mapped[list["AddresseeText"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def text_in(self, language: str) -> "AddresseeText":
        """Its names in a language, or else in the first one there is."""
        return next((text for text in self.texts if text.language == language), self.texts[0])


class AddresseeText(Model):
    """An addressee's name and office in one language."""

    __table_args__ = (UniqueConstraint("addressee_id", "language"),)

    id: Mapped[Key]
    addressee_id: Mapped[int] = reference("addressee.id", index=False)
    language: Mapped[Language]
    name: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(200), default="")
    institution: Mapped[str] = mapped_column(String(200), default="")
    salutation: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
