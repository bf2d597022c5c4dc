"""Whether the database has the tables that this version works with."""

import enum
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from petition.extensions import db, migrate


class SchemaState(enum.StrEnum):
    CURRENT = "current"
    # Some migrations of this version have not run: it cannot work.
    BEHIND = "behind"
    # A newer version has migrated. Migrations first add and later take away, so this one can go on.
    AHEAD = "ahead"


def state() -> SchemaState:
    revision = revision_of(db.session.connection())
    if revision == head():
        return SchemaState.CURRENT
    return SchemaState.BEHIND if revision is None or revision in known() else SchemaState.AHEAD


def revision_of(connection: Connection) -> str | None:
    """The migration that a database is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The migration that this version works with."""
    return _scripts(migrate.directory)[0]


def known() -> frozenset[str]:
    """All migrations that this version has."""
    return _scripts(migrate.directory)[1]


@cache
def _scripts(directory: str) -> tuple[str | None, frozenset[str]]:
    # Read once: every migration is a file to load, and they come with the code.
    scripts = ScriptDirectory(directory)
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())
