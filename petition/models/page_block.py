"""What stands on a petition's page beside its text: quotations, figures, links."""

import enum
from datetime import date

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import ByLanguage, Key, choice, reference


class BlockKind(enum.StrEnum):
    """Which words a kind has stands in services/page_blocks.py."""

    # Before the text, as a campaign's first words; any other stands after it.
    OPENING_QUOTATION = "opening"
    QUOTATION = "quotation"
    FIGURE = "figure"
    # Who carries the campaign: a professor, a coalition's speaker.
    INITIATOR = "initiator"
    # What newspapers wrote.
    MENTION = "mention"
    LINK = "link"
    # What a signer can do afterwards, here or elsewhere.
    NEXT_STEP = "next_step"


class PageBlock(Model):
    """One quotation, figure, link … in all its languages. `words` holds a text by language under each name."""

    __table_args__ = (UniqueConstraint("petition_id", "kind", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    kind: Mapped[BlockKind] = mapped_column(choice(BlockKind))
    position: Mapped[int]
    words: Mapped[dict[str, ByLanguage]] = mapped_column(JSON, default=dict)
    # Names in networks, by network.
    handles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    url: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date | None]


class PetitionContact(Model):
    """Whom journalists reach."""

    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    phones: Mapped[list[str]] = mapped_column(JSON, default=list)
    address: Mapped[str] = mapped_column(String(254), default="")
