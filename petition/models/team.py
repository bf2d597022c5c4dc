"""Who publishes petitions: teams, and the people who work in them."""

import enum
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Created, Key, Language, Moment, UtcDateTime, choice, public_id, reference


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
    organiser: Mapped["Organiser"] = relationship(back_populates="memberships")


class OrganiserState(enum.StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Organiser(Model):
    """A user account. Its address is sealed; it is found at login by a blind index."""

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    login_index: Mapped[bytes] = mapped_column(unique=True)
    address: Mapped[bytes]
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_staff: Mapped[bool] = mapped_column(default=False)
    state: Mapped[OrganiserState] = mapped_column(choice(OrganiserState), default=OrganiserState.ACTIVE)
    created_at: Mapped[Created]

    memberships: Mapped[list[TeamMember]] = relationship(back_populates="organiser")


class LoginSession(Model):
    """A signed-in browser. The cookie holds a random secret, the table only its hash."""

    id: Mapped[Key]
    organiser_id: Mapped[int] = reference("organiser.id")
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    step_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organiser: Mapped[Organiser] = relationship()
