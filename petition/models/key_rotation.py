"""How far the sealed values of each column have come to be under the current key."""

from datetime import datetime

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Digest, Key, UtcDateTime


class KeyRotation(Model):
    """One column, on its way to one key. Until it is finished, the rows behind `last_id` are still to be read."""

    __table_args__ = (UniqueConstraint("place", "key_check"),)

    id: Mapped[Key]
    # `table.column`.
    place: Mapped[str] = mapped_column(String(40))
    # Tells keys of one number apart (KeyRing.checks).
    key_check: Mapped[Digest]
    key_number: Mapped[int]
    last_id: Mapped[int] = mapped_column(BigInteger, default=0)
    # How many were found under another key since the column was last begun at its first row.
    older: Mapped[int] = mapped_column(BigInteger, default=0)
    resealed: Mapped[int] = mapped_column(BigInteger, default=0)
    begun_at: Mapped[Created]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
