"""Keeping, outside the database, what a backup cannot know."""

from petition.extensions import db, settings
from petition.services import journal

# The sizes of ledgers whose heads this process has kept.
SIZES: dict[str, int] = {}


def keep() -> bool:
    """Bring the journal up to date."""
    # The database is only read, and then files are flushed: on SQLite nobody who signs shall wait for that.
    db.session.remove()
    journal.keep_erasures(settings.journal_dir)
    journal.keep_heads(settings.journal_dir, SIZES)
    db.session.rollback()
    return False
