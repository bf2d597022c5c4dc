"""Who publishes petitions: teams, and who has which place in them."""

import enum

from sqlalchemy import JSON, String, Text, UniqueConstraint, literal_column, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import ByLanguage, Created, Key, Language, choice, public_id, reference
from petition.models.organiser import Organiser


class TeamState(enum.StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class TeamRole(enum.StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    VIEWER = "viewer"


class Team(Model):
    """The legal body that owns petitions and answers for the addresses given to it."""

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    legal_name: Mapped[str] = mapped_column(String(200))
    postal_address: Mapped[str] = mapped_column(Text)
    privacy_contact: Mapped[str] = mapped_column(String(254))
    about: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(Text, default="", server_default=literal_column("''"))
    accent: Mapped[str] = mapped_column(String(7), default="#9c1f1f")
    # What a new petition of the team begins with.
    zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default=literal_column("'UTC'"))
    retention_days: Mapped[int] = mapped_column(default=365, server_default=literal_column("365"))
    press_name: Mapped[str] = mapped_column(String(200), default="", server_default=literal_column("''"))
    press_phone: Mapped[str] = mapped_column(String(60), default="", server_default=literal_column("''"))
    press_mail: Mapped[str] = mapped_column(String(254), default="", server_default=literal_column("''"))
    # How it asks whether it may write about its other work, by language; elsewhere it asks in our words.
    # As JSONB, because it has a default, and PostgreSQL compares no others.
    news_consent: Mapped[ByLanguage] = mapped_column(
        JSON().with_variant(JSONB(), "postgresql"), server_default=literal_column("'{}'")
    )
    # Whether its owners are mailed each day what the ledgers of its petitions say.
    mails_heads: Mapped[bool] = mapped_column(default=True, server_default=true())
    state: Mapped[TeamState] = mapped_column(choice(TeamState), default=TeamState.ACTIVE)
    created_at: Mapped[Created]

    members: Mapped[list["TeamMember"]] = relationship(back_populates="team")
    texts: Mapped[list["TeamText"]] = relationship()

    def name_in(self, language: str) -> str:
        return next((text.name for text in self.texts if text.language == language), self.name)

    def about_in(self, language: str) -> str:
        return next((text.about for text in self.texts if text.language == language), self.about)


class TeamText(Model):
    """A team's name and what it is, in another language than its own."""

    __table_args__ = (UniqueConstraint("team_id", "language"),)

    id: Mapped[Key]
    team_id: Mapped[int] = reference("team.id", index=False)
    language: Mapped[Language]
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")


class TeamMember(Model):
    """An organiser's place in a team."""

    __table_args__ = (UniqueConstraint("team_id", "organiser_id"),)

    id: Mapped[Key]
    team_id: Mapped[int] = reference("team.id", index=False)
    organiser_id: Mapped[int] = reference("organiser.id")
    role: Mapped[TeamRole] = mapped_column(choice(TeamRole))

    team: Mapped[Team] = relationship(back_populates="members")
    organiser: Mapped[Organiser] = relationship()
