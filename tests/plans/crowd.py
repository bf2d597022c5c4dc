"""Rows by the ten thousand, as many signers leave them, so that PostgreSQL chooses its plans as at scale."""

import sqlalchemy as sa

from petition.extensions import db

N = 20_000
# The newest row of each table is copied so often; what differs in the n-th copy. Who is referred to comes first.
COPIES: dict[str, dict[str, str]] = {
    "signature": {
        "public_id": "left(md5('signature' || n), 22)",
        "address_index": "sha256(n::text::bytea)",
        "name_index": "sha256(n::text::bytea)",
        "public_name": "CASE WHEN n % 3 = 0 THEN 'Rima ' || n END",
        "give_name_to": "'public'",
        "left_at": "CASE WHEN n % 10 = 1 THEN now() - n * interval '1 minute' END",
        # Few wait for a review at a time; of those who withdrew and were removed, all stay.
        "state": "CASE WHEN n % 97 = 0 THEN 'held' WHEN n % 10 = 1 THEN 'withdrawn' ELSE 'counted' END",
    },
    "consent": {
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "withdrawn_at": "CASE WHEN n % 10 = 2 THEN now() - n * interval '1 minute' END",
    },
    # What one decision about all of them did.
    "job_item": {
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "outcome": "CASE WHEN n % 50 = 0 THEN 'settled' ELSE 'done' END",
        "done_at": "current_timestamp",
    },
    "comment": {
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "public_id": "left(md5('comment' || n), 22)",
        "signature_public_id": "left(md5('signature' || n), 22)",
        "state": "CASE WHEN n % 97 = 0 THEN 'waiting' WHEN n % 50 = 1 THEN 'hidden' ELSE 'shown' END",
        # Few wait for a decision at a time.
        "reports": "CASE WHEN n % 100 = 0 THEN n % 7 ELSE 0 END",
    },
    "report": {
        "public_id": "left(md5('report' || n), 22)",
        "comment_id": "(SELECT max(id) + 1 FROM comment) - n",
        "settled_at": "current_timestamp - n * interval '1 minute'",
        "outcome": "'kept'",
    },
    "hold": {
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "sent_minute": "sent_minute - n * interval '1 minute'",
        "outcome": "'released'",
    },
    "origin": {
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "day": "current_date - n % 20",
        "sent_at": "sent_at - n * interval '1 minute'",
        **{
            name: f"left(md5('{name}' || n % 5000), 32)"
            for name in ("address", "neighbourhood", "confirmed_address", "confirmed_neighbourhood")
        },
        "domain": "md5('domain' || n % 500)",
        "mailbox": "md5('mailbox' || n)",
    },
    "submission": {
        "public_id": "left(md5('submission' || n), 22)",
        "address_index": "sha256(n::text::bytea)",
        "expires_at": "expires_at - n * interval '1 minute'",
        "mailed_at": "mailed_at - n * interval '1 minute'",
        # Later a reminder went out.
        "reminded_at": "CASE WHEN n > 2000 THEN mailed_at END",
    },
    "outbox": {
        "public_id": "left(md5('outbox' || n), 22)",
        "dedupe_key": "n::text",
        "subject": "left(md5((CASE WHEN n % 2 = 0 THEN 'signature' ELSE 'submission' END) || n), 22)",
        "mailbox_index": "sha256(n::text::bytea)",
        "state": "CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'sent' END",
        # Of the others it is known already.
        "to_sum": "CASE WHEN n % 1000 = 0 THEN true END",
        "failed_at": "CASE WHEN n % 50 = 0 THEN created_at - n * interval '1 minute' END",
        "created_at": "created_at - n * interval '1 minute'",
    },
    "mail_use": {
        "mailbox_index": "sha256(n::text::bytea)",
        "mail_public_id": "left(md5('outbox' || n), 22)",
        "sent_at": "sent_at - n * interval '4 seconds'",
    },
    "ledger_inbox": {
        # Those who signed under one whose count is published by the hour.
        "petition_id": "(SELECT id FROM petition WHERE publish = 'batched')",
        "signature_id": "NULL",
        "signatory_id": "NULL",
        # Before the newest full hour: these are due.
        "created_at": "created_at - interval '1 hour' - n * interval '10 milliseconds'",
    },
    # Places before the first, which are nobody's: the ledger goes on as it was.
    "ledger_entry": {"sequence": "-n"},
    "ledger_link": {
        "entry_id": "(SELECT max(id) + 1 FROM ledger_entry) - n",
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "signatory_id": "NULL",
    },
    # Other petitions' organisations: how many one petition has is guessed from them.
    "signatory": {
        "public_id": "left(md5('signatory' || n), 22)",
        "petition_id": "(SELECT id FROM petition WHERE publish = 'batched')",
    },
    "ledger_tile": {"position": "-n", "hashes": "substr(hashes, 1, 32)"},
    "checkpoint": {"size": "-n", "created_at": "created_at - n * interval '1 minute'"},
    "tally": {
        # A petition's own are read whole: these are of another one.
        "petition_id": "(SELECT id FROM petition WHERE publish = 'batched')",
        "hour": "hour - n.n * interval '1 hour'",
    },
    "tally_inbox": {"petition_id": "(SELECT id FROM petition WHERE publish = 'batched')"},
    "tally_hour": {
        "petition_id": "(SELECT id FROM petition WHERE publish = 'batched')",
        "hour": "hour - n.n * interval '1 hour'",
    },
    "tally_total": {"petition_id": "(SELECT id FROM petition WHERE publish = 'batched')", "value": "n.n::text"},
    # Most domains are of one person, or of a few.
    "tally_domain": {
        "domain_index": "md5(n.n::text)",
        "name": "NULL",
        "since": "NULL",
        "touched_on": "current_date",
        "submitted": "1 + n.n % 15",
    },
    "tally_domain_hour": {
        "domain_index": "md5(n.n::text)",
        "hour": "hour - n.n * interval '1 minute'",
    },
    "update_mail": {
        "public_id": "left(md5('update mail' || n), 22)",
        "signature_id": "(SELECT max(id) + 1 FROM signature) - n",
        "address_index": "sha256(n::text::bytea)",
    },
    "erasure": {"subject": "n::text", "created_at": "created_at - n * interval '1 minute'"},
    "audit": {"subject": "n::text"},
}


def gather() -> None:
    """Let everything have happened many times more; not committed."""
    if db.engine.dialect.name == "sqlite":
        # It plans the same for many rows and for few.
        return
    # What refers to a copy is checked by nobody, and the ledger takes them.
    db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    for table, changes in COPIES.items():
        # What the visit uses up is still planned for as a crowd, however slowly the visit goes.
        db.session.execute(sa.text(f"ALTER TABLE {table} SET (autovacuum_enabled = false)"))
        copied = db.session.execute(sa.text(_copying(table, changes)))
        assert isinstance(copied, sa.CursorResult)
        # Of an empty table no plan says anything.
        assert copied.rowcount == N, table
    db.session.execute(sa.text(f"ANALYZE {', '.join(COPIES)}"))


def _copying(table: str, changes: dict[str, str]) -> str:
    columns = db.metadata.tables[table].columns
    [key] = db.metadata.tables[table].primary_key.columns
    values = {column.name: f't."{column.name}"' for column in columns} | changes
    if "id" in values:
        values["id"] = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
    names = ", ".join(f'"{name}"' for name in values)
    newest = f"(SELECT * FROM {table} ORDER BY {key.name} DESC LIMIT 1)"
    series = f"generate_series(1, {N}) AS n"
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM {newest} AS t, {series}"
