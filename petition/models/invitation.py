"""Mailed ways in: to a team, or to an account alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Created, Key, Language, Moment, UtcDateTime, choice, public_id, reference
from petition.models.team import Team, TeamRole

WITHOUT_TEAM = text("team_id is null")


class Invitation(Model):
    """A mailed way in: to a team in a role, or to an account alone. Its address is sealed.

    A mailbox has one for each team, and one without.
    """

    __table_args__ = (
        UniqueConstraint("team_id", "login_index"),
        Index(
            "ix_invitation_account",
            "login_index",
            unique=True,
            sqlite_where=WITHOUT_TEAM,
            postgresql_where=WITHOUT_TEAM,
        ),
        CheckConstraint("(team_id IS NULL) = (role IS NULL)", name="role_in_team"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    login_index: Mapped[bytes]
    address: Mapped[bytes]
    language: Mapped[Language]
    team_id: Mapped[int | None] = reference("team.id", index=False)
    role: Mapped[TeamRole | None] = mapped_column(choice(TeamRole))
    # Public id of the organiser who invites; empty where somebody asked for an account.
    invited_by: Mapped[str] = mapped_column(String(22), default="")
    # Raising it ends the links that were mailed before.
    generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team | None] = relationship()
