"""What is known of the backups: when they were taken, and that the keys to read them are kept elsewhere."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import BigId, Created, Digest, Key, Moment


class Backup(Model):
    """A backup that was written, read back and found whole."""

    id: Mapped[Key]
    # The file's name without its folder: where backups lie is nothing for the database to tell.
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[Digest]
    bytes: Mapped[int] = mapped_column(BigId)
    rows: Mapped[int] = mapped_column(BigId)
    # The moment that it shows, and when it was whole.
    taken_at: Mapped[Moment]
    finished_at: Mapped[Moment] = mapped_column(index=True)


class KeyCopy(Model):
    """That somebody showed a copy of SECRET_KEY and DATA_KEYS as they were then."""

    id: Mapped[Key]
    fingerprint: Mapped[Digest] = mapped_column(unique=True)
    confirmed_at: Mapped[Created]
