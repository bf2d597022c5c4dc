"""What each statement reads of the tables that grow: asked of the database itself, in the very moment it is sent."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request, request_finished

from petition.extensions import db
from petition.worker.schedule import Duty

GROWING = re.compile(
    r"\b(?:signature|submission|comment|consent|hold|origin|erasure|audit|outbox|mail_use|update_mail|checkpoint|tally"
    r"|tally_inbox|tally_hour|tally_total|tally_domain|tally_domain_hour"
    r"|job_item|ledger_inbox|ledger_entry|ledger_link|ledger_tile)\b"
)
# No statement needs more rows of these tables, however many there are: pages and batches are smaller.
MOST_ROWS = 1500
EXPLAINED = re.compile(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b")
# SQLite says SCAN of a table, and of an index without a condition on it. Two indexes hold only what waits, for a mail
# or for a review: they may be read whole.
LOOK = re.compile(r"(?:SCAN|SEARCH) (\w+)")
WHOLE = re.compile(r"Seq Scan|SCAN (?!.* INDEX ix_(?:outbox_due|signature_held)\b)")


@dataclass(frozen=True)
class Reading:
    """One statement's reading of one growing table, on behalf of an endpoint or a duty."""

    where: str
    table: str
    how: str
    rows: float
    statement: str

    @property
    def is_whole(self) -> bool:
        return WHOLE.match(self.how) is not None or self.rows > MOST_ROWS

    def __str__(self) -> str:
        return f"{self.where}: {self.how} of {self.rows:.0f} rows of {self.table}: {self.statement}"


@dataclass
class Plans:
    """What was asked, what was answered by which endpoint, and what was read for it."""

    answered: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    readings: list[Reading] = field(default_factory=list)
    # On whose behalf the database was asked anything.
    asked: set[str] = field(default_factory=set)
    duty: str = "the worker"

    def run(self, app: Flask, duty: Duty) -> None:
        """One portion of a duty, as the worker does it."""
        self.duty = duty.name
        with app.app_context():
            db.open_for_writing()
            duty.run()
        self.duty = "the worker"

    def note_answer(self, _app: Flask, response: Response) -> None:
        self.answered[str(request.endpoint)].add(response.status_code)

    def note(self, _connection: Any, cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if EXPLAINED.match(statement):
            where = str(request.endpoint) if has_request_context() else self.duty
            self.asked.add(where)
            if GROWING.search(statement) is None:
                return
            explain = _of_postgresql if isinstance(cursor.connection, psycopg.Connection) else _of_sqlite
            found = explain(cursor.connection, statement, values[0] if isinstance(values, list) else values)
            self.readings += [Reading(where, *look, statement) for look in found if GROWING.fullmatch(look[0])]


@contextmanager
def explained(app: Flask) -> Iterator[Plans]:
    """The plans of all statements that are sent while the block runs."""
    plans = Plans()
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", plans.note)
    try:
        with request_finished.connected_to(plans.note_answer, app):
            yield plans
    finally:
        sa.event.remove(engine, "before_cursor_execute", plans.note)


def _of_postgresql(connection: Any, statement: str, values: Any) -> Iterator[tuple[str, str, float]]:
    """Table, kind of scan and rows, by running it once more beforehand and taking that back."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT explaining")
        try:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", values)
            [[plan]] = cursor.fetchone()
        except psycopg.IntegrityError:
            # A constraint decides here, and will in a moment.
            return
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT explaining")
    for node in _nodes(plan["Plan"]):
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        if "Scan" in node["Node Type"]:
            yield (
                node.get("Relation Name", ""),
                node["Node Type"],
                (node["Actual Rows"] + removed) * node["Actual Loops"],
            )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


def _of_sqlite(connection: Any, statement: str, values: Any) -> Iterator[tuple[str, str, float]]:
    said = " ".join(statement.split())
    if said.startswith("INSERT") and " SELECT " not in said:
        # It plans to look who refers to a new row, and does so only where somebody already does.
        return
    for *_, line in connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values):
        found = LOOK.match(line)
        # In the order of ids it ends where the limit says.
        if found and f"ORDER BY {found[1]}.id LIMIT" not in said:
            yield found[1], line, 0
