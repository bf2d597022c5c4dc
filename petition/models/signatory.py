"""Signatories: the lines under a letter."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import (
    ByLanguage,
    Created,
    Digest,
    Key,
    Language,
    UtcDateTime,
    choice,
    public_id,
    reference,
)
from petition.models.petition import Petition
from petition.models.revision import Revision


class SignatoryState(enum.StrEnum):
    # The form was sent; its mail address is not confirmed.
    UNCONFIRMED = "unconfirmed"
    # Confirmed: it waits for the team.
    QUEUED = "queued"
    # The team asked something; it waits for the answer.
    ASKED = "asked"
    # Under the letter.
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    # Taken off by the team after it was approved.
    REMOVED = "removed"


class Verification(enum.StrEnum):
    """How it is known that the line is theirs."""

    TEAM = "team"
    MAIL = "mail"
    # Confirmed from an address at the domain of the organisation's own web site.
    OWN_DOMAIN = "own_domain"


class Signatory(Model):
    """A line under a letter: an organisation, a person, or a person for an organisation.

    What is printed stands in clear only while it is listed. Everything that was sent, with the name of whoever is
    withheld and the address it was sent from, is sealed.
    """

    __table_args__ = (
        Index("ix_signatory_list", "petition_id", "state", "position"),
        CheckConstraint(
            "is_listed or (cast(organisations as text) = '{}' and cast(persons as text) = '{}')", name="withheld"
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    revision_id: Mapped[int] = reference("revision.id")
    language: Mapped[Language]
    state: Mapped[SignatoryState] = mapped_column(choice(SignatoryState))
    verification: Mapped[Verification | None] = mapped_column(choice(Verification))
    position: Mapped[int] = mapped_column(default=0)
    # Or counted, but withheld for safety.
    is_listed: Mapped[bool] = mapped_column(default=True)
    organisations: Mapped[ByLanguage]
    persons: Mapped[ByLanguage]
    titles: Mapped[ByLanguage]
    descriptions: Mapped[ByLanguage]
    # "92 associations in four districts": printed, never counted.
    represents: Mapped[ByLanguage]
    url: Mapped[str] = mapped_column(Text, default="")
    # The whole form, sealed; gone when erased.
    sealed: Mapped[bytes | None]
    commitment: Mapped[Digest]
    # What the team asked, and in which words it declined.
    question: Mapped[str] = mapped_column(Text, default="")
    generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When a form that nobody confirms is deleted.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    petition: Mapped[Petition] = relationship()
    revision: Mapped[Revision] = relationship()
    logo: Mapped["SignatoryLogo | None"] = relationship(back_populates="signatory", cascade="all, delete-orphan")


class SignatoryLogo(Model):
    """An organisation's logo, re-encoded by us: nothing of the file that was sent is kept."""

    id: Mapped[Key]
    signatory_id: Mapped[int] = reference("signatory.id", unique=True)
    width: Mapped[int]
    height: Mapped[int]
    # Read only where the picture itself is asked for: pages need no more than its size.
    png: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[Digest]

    signatory: Mapped[Signatory] = relationship(back_populates="logo")
