"""What signers agreed to, in the words they were shown."""

import enum
from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Digest, Key, Language, UtcDateTime, choice, reference


class ConsentPurpose(enum.StrEnum):
    SIGNING = "signing"
    PETITION_NEWS = "petition_news"
    TEAM_NEWS = "team_news"


TAKEN_BACK = text("withdrawn_at is not null")


class ConsentText(Model):
    """One wording of one question by one controller (the team), in one language. Never changed."""

    __table_args__ = (UniqueConstraint("team_id", "purpose", "language", "version"),)

    id: Mapped[Key]
    team_id: Mapped[int] = reference("team.id", index=False)
    purpose: Mapped[ConsentPurpose] = mapped_column(choice(ConsentPurpose))
    language: Mapped[Language]
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[Digest]
    created_at: Mapped[Created]


class Consent(Model):
    """A signer's yes to one wording, and its end."""

    __table_args__ = (
        UniqueConstraint("signature_id", "consent_text_id"),
        # Who took something back after a list was taken.
        Index("ix_consent_withdrawn", "withdrawn_at", "id", sqlite_where=TAKEN_BACK, postgresql_where=TAKEN_BACK),
    )

    id: Mapped[Key]
    signature_id: Mapped[int] = reference("signature.id", index=False)
    consent_text_id: Mapped[int] = reference("consent_text.id")
    given_at: Mapped[Created]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
