"""Leaving nothing of what was forgotten: in the file of an embedded database, and in the folder of embedded mail."""

import shutil
from datetime import datetime
from pathlib import Path

from petition.backends import database
from petition.extensions import db, mailer
from petition.lib import clock
from petition.services import forgotten
from petition.services.signing import SUBMISSION_LIFE

# Writing twice as much anew took five seconds on busy cores; writers wait for ten at most.
SMALL_BYTES = 64 << 20


def clean(*, however_large: bool = False) -> None:
    """Empty the log; where names went, write a small file anew. To be called after a commit, and committed again.

    It ends the session, and leaves one that writes. Where the file cannot be written anew now, because others write or
    there is no room, that is left to the next time.
    """
    # Their links are good for no longer than the form is kept.
    mailer.forget(clock.now() - SUBMISSION_LIFE)
    if db.engine.dialect.name != "sqlite":
        return
    noted = forgotten.traces_due()
    rebuild = noted is not None and (however_large or (_is_due(noted) and _is_soon_written()))
    # Whoever writes would keep this from writing.
    db.session.remove()
    is_rebuilt = database.leave_no_traces(db.engine, rebuild=rebuild)
    db.open_for_writing()
    if is_rebuilt and noted:
        forgotten.traces_are_gone(noted)


def wait_for_a_quiet_hour() -> bool:
    """Whether traces stand in a file that is too large, or its disk too full, to write it anew while others write."""
    if db.engine.dialect.name != "sqlite":
        return False
    noted = forgotten.traces_due()
    return noted is not None and _is_due(noted) and not _is_soon_written()


def _is_due(noted: datetime) -> bool:
    return noted <= clock.now()


def _is_soon_written() -> bool:
    file = Path(db.engine.url.database or ".")
    size = file.stat().st_size
    # A second file and a log as large come beside it for a while; whoever writes meanwhile needs room too.
    return size <= SMALL_BYTES and shutil.disk_usage(file.parent).free > 3 * size
