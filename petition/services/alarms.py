"""When is something wrong: one table that the operator's mails, `flask petition doctor` and /readyz share.

A new condition is one function in diagnosis.py and one line here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from petition.extensions import db
from petition.services import diagnosis, processes, schema
from petition.services.schema import SchemaState


@dataclass(frozen=True)
class Condition:
    """Something that may be wrong. `look` finds a sentence for each trouble that there is."""

    name: str
    look: Callable[[], Iterable[str]]
    # Whether the operator is told by mail; what changes with the settings alone is seen by `doctor`.
    alerts: bool = True
    # Whether /readyz says so too: it asks every few seconds, and nobody but the database.
    at_readyz: bool = False
    # Whether a web process sees it too while a page is waited for: it asks nobody elsewhere, and reads no files.
    from_pages: bool = True
    # How long it may hold before the operator is told: also what a worker that was away needs to catch up.
    patience: timedelta = timedelta(0)


CONDITIONS = (
    Condition("clocks apart", diagnosis.clocks_apart, patience=timedelta(minutes=2)),
    Condition("processes", processes.problems, patience=timedelta(minutes=2)),
    Condition("keys", diagnosis.keys_that_open_nothing, alerts=False, from_pages=False),
    Condition("time zones", diagnosis.unknown_zones, alerts=False),
    Condition("mail server", diagnosis.no_mail_server, alerts=False, from_pages=False),
    Condition("mail sender", diagnosis.no_sender, alerts=False),
    Condition("mail paused", diagnosis.mail_is_paused, alerts=False),
    Condition("mail waits", diagnosis.mail_waits, at_readyz=True, patience=timedelta(minutes=2)),
    Condition("mail fails", diagnosis.mail_fails),
    Condition("mail refused", diagnosis.refused_mails, alerts=False),
    Condition("count lags", diagnosis.ledger_waits, at_readyz=True, patience=timedelta(minutes=2)),
    Condition("limits", diagnosis.limits_away, patience=timedelta(minutes=5)),
    Condition("everything held", diagnosis.everything_is_held, alerts=False),
    Condition("held signatures", diagnosis.many_held),
    Condition("decisions", diagnosis.decisions_wait),
    Condition("backup", diagnosis.no_backup),
    Condition("journal", diagnosis.no_journal, from_pages=False),
    Condition("copy of keys", diagnosis.no_copy_of_keys, alerts=False),
    Condition("staff", diagnosis.staff_without_second_factor, alerts=False),
    Condition("traces", diagnosis.traces_of_names, alerts=False),
    Condition("out of use", diagnosis.out_of_use, alerts=False),
    Condition("disk", diagnosis.full_disk, from_pages=False),
    Condition("certificate", diagnosis.certificate_ends, from_pages=False, patience=timedelta(minutes=5)),
)
BY_NAME = {condition.name: condition for condition in CONDITIONS}


def problems() -> Iterator[str]:
    """Everything that is wrong, in sentences."""
    try:
        there = schema.state()
    except SQLAlchemyError:
        yield "The database does not answer: look at DATABASE_URL, and whether the server runs."
        return
    revision = schema.revision_of(db.session.connection())
    if there is SchemaState.BEHIND:
        yield f"The database is at migration {revision or 'none'}: run `flask db upgrade`."
        return
    if there is SchemaState.AHEAD:
        yield f"The database is at migration {revision}, which this version does not know: upgrade it."
    for condition in CONDITIONS:
        yield from condition.look()


def holding() -> dict[str, list[str]]:
    """What the operator is told of: the names of the conditions that hold now, with their sentences."""
    return _found(condition for condition in CONDITIONS if condition.alerts)


def seen_from_pages() -> dict[str, list[str]]:
    """The names of the conditions that a page can look for, and that hold now, with their sentences."""
    return _found(condition for condition in CONDITIONS if condition.from_pages)


def at_readyz() -> list[str]:
    """The names of those conditions that can be asked for every few seconds, and hold now."""
    return list(_found(condition for condition in CONDITIONS if condition.at_readyz))


def _found(conditions: Iterable[Condition]) -> dict[str, list[str]]:
    found = {condition.name: list(condition.look()) for condition in conditions}
    return {name: sentences for name, sentences in found.items() if sentences}
