"""How Alembic reaches the database: through the running app's own writing engine."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import click
from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

from petition.extensions import db
from petition.models.columns import UtcDateTime

# Ten hosts may start at once; on PostgreSQL the first one migrates and the others wait for it.
MIGRATION_LOCK = 7_364_255
PAUSE_SECONDS = 0.2
SQLITE_PATIENCE_MS = 120_000


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations stand for themselves: they name no type of the product."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=True,
    )
    if context.get_context().opts.get("destination_rev") == "head" and is_ahead():
        click.echo("A newer version has migrated this database; it is as good for this one.", err=True)
        return
    context.run_migrations()


def is_ahead() -> bool:
    """Whether the database is at a migration that came after all of these: they first add, and later take away."""
    known = {script.revision for script in context.script.walk_revisions()}
    return not known.issuperset(context.get_context().get_current_heads())


def run_on_sqlite(engine: Engine) -> None:
    """All of them in one transaction, which is the only writer there is."""
    with engine.connect() as connection:
        # Who comes second waits until the first is done, however slow the machine: longer than a request would.
        connection.connection.execute(f"PRAGMA busy_timeout={SQLITE_PATIENCE_MS}")
        with connection.begin():
            run(connection)
        # Nobody else shall inherit that patience.
        connection.invalidate()


def run_on_postgresql(engine: Engine) -> None:
    """Each in a transaction of its own: no migration waits for locks while it holds those of the one before."""
    with alone(engine), engine.connect() as connection:
        run(connection)


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """While no other process migrates.

    A transaction beside theirs holds the lock, because a pooler lends nothing that lasts longer than a transaction.
    Whoever waits holds no connection meanwhile: a pooler may have just two, and who migrates needs both.
    """
    with engine.connect() as holding:
        while not holding.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({MIGRATION_LOCK})").scalar():
            holding.rollback()
            time.sleep(PAUSE_SECONDS)
        # It says nothing more until all is done: that must not look like a host that is gone.
        holding.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


write_engine = current_app.extensions["petition.write_engine"]
if write_engine.dialect.name == "sqlite":
    run_on_sqlite(write_engine)
else:
    run_on_postgresql(write_engine)
