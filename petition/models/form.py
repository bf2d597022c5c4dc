"""What a petition asks of its signers, and the number it aims at."""

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Key, reference


class FieldDefinition(Model):
    """A question of the petition's own on its form. The answers are sealed with the signer's name."""

    __table_args__ = (UniqueConstraint("petition_id", "key"), UniqueConstraint("petition_id", "position"))

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    labels: Mapped[dict[str, str]] = mapped_column(JSON)
    is_required: Mapped[bool] = mapped_column(default=False)


class GoalStep(Model):
    """A rung of the goal ladder: the number aimed at next."""

    __table_args__ = (CheckConstraint("target > 0", name="target"), UniqueConstraint("petition_id", "target"))

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    target: Mapped[int]
