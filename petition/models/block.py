"""Whom staff doubt beforehand: what comes from there is held, never refused."""

import enum
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Key, UtcDateTime, choice, public_id


class BlockKind(enum.StrEnum):
    # A network in CIDR notation.
    NETWORK = "network"
    # A mail domain, and all below it.
    DOMAIN = "domain"
    # A mailbox index, as hexadecimal digits: its address is kept nowhere.
    MAILBOX = "mailbox"


class Block(Model):
    """A network, mail domain or mailbox whose signatures wait for review."""

    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    kind: Mapped[BlockKind] = mapped_column(choice(BlockKind))
    value: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)
    blocked_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[Created]
    # None for one that lasts until somebody lifts it.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
