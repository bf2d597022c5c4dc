"""How much was forgotten, for everyone to read: numbers and nothing else."""

from datetime import date

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Key


class Forgotten(Model):
    """How many of one kind of thing were forgotten in a month, which is named by its first day."""

    __table_args__ = (UniqueConstraint("month", "what"),)

    id: Mapped[Key]
    month: Mapped[date]
    what: Mapped[str] = mapped_column(String(20))
    n: Mapped[int] = mapped_column(BigInteger)
