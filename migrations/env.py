"""How Alembic reaches the database: through the running app's own writing engine."""

import click
from alembic import context
from flask import current_app
from sqlalchemy import Connection

from petition.extensions import db
from petition.models.columns import UtcDateTime

# Ten hosts may start at once; on PostgreSQL the first one migrates and the others wait for it.
MIGRATION_LOCK = 7_364_255
SQLITE_PATIENCE_MS = 120_000


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand for themselves: they name no type of the product."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    if context.get_context().opts.get("destination_rev") == "head" and is_ahead():
        click.echo("A newer version has migrated this database; it is as good for this one.", err=True)
        return
    context.run_migrations()


def is_ahead() -> bool:
    """Whether the database is at a migration that came after all of these: they first add, and later take away."""
    known = {script.revision for script in context.script.walk_revisions()}
    return not known.issuperset(context.get_context().get_current_heads())


engine = current_app.extensions["petition.write_engine"]
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        # Who comes second waits until the first is done, however slow the machine: longer than a request would.
        connection.connection.execute(f"PRAGMA busy_timeout={SQLITE_PATIENCE_MS}")
    with connection.begin():
        run(connection)
    # Nobody else shall inherit that patience.
    connection.invalidate()
