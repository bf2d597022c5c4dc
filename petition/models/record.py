"""What the installation knows about itself: keys, policy, and who did what."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Digest, Key, UtcDateTime, choice, public_id, reference


class DataKey(Model):
    """A random key of the installation (mailbox index, login index, …), sealed under the key ring."""

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    sealed: Mapped[bytes]
    created_at: Mapped[Created]


class SiteSetting(Model):
    """One line of policy, as opposed to the environment, which says where things are."""

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Audit(Model):
    """Who did what to which thing. Written in the same transaction as the deed."""

    __table_args__ = (
        Index("ix_audit_team_id_id", "team_id", "id"),
        Index("ix_audit_subject", "subject"),
        Index("ix_audit_actor_id", "actor", "id"),
        Index("ix_audit_created_at", "created_at"),
    )

    id: Mapped[Key]
    team_id: Mapped[int | None] = reference("team.id", index=False)
    actor: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Created]


class ExportPurpose(enum.StrEnum):
    OFFICIALS = "officials"
    NEWS_LIST = "news_list"
    # All that the team may know of those who signed.
    ARCHIVE = "archive"


class Export(Model):
    """A list that left the house: who took it, what for, and what stood in it."""

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id")
    actor: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[ExportPurpose] = mapped_column(choice(ExportPurpose))
    # The list whose rows this one strikes out: it holds those of them alone who left since.
    since_id: Mapped[int | None] = reference("export.id")
    columns: Mapped[list[str]] = mapped_column(JSON)
    checkpoint_size: Mapped[int]
    cut_off: Mapped[Created]
    rows: Mapped[int | None]
    sha256: Mapped[Digest | None]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When the team said that the file is nowhere any more: from then on nobody has to be struck out.
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
