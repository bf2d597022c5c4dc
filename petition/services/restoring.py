"""Restoring a backup into an empty database, of either kind; and what happened after it, as far as it is known.

Everything is looked at before anything is written. Rows are loaded at the migration that the backup was taken at,
then migrated. Until all is done the database bears a mark, and no process begins to work on it.
"""

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, Table, delete, insert, inspect, select

from petition.extensions import db, keyring
from petition.lib import clock, notes, table_archive
from petition.lib.crypto import CannotOpen
from petition.models.erasure import ErasureKind
from petition.models.record import SiteSetting
from petition.services import (
    auditing,
    backup_tables,
    backups,
    forgetting,
    jobs,
    journal,
    published_heads,
    publishing_updates,
    replaying,
    schema,
)
from petition.services.errors import BackupRefused, InvalidHead
from petition.services.published_heads import PublishedHead

MARK = "restore.unfinished"
NOTHING_NEWER = "Only if nothing was published and nothing taken back since the backup, say so with --nothing-newer."


@dataclass(frozen=True)
class Found:
    """A backup that was looked through and is good."""

    archive: table_archive.Reader

    @property
    def taken_at(self) -> datetime:
        return datetime.fromisoformat(self.archive.manifest["taken_at"])

    @property
    def migration(self) -> str:
        return str(self.archive.manifest["migration"])

    @property
    def ledgers(self) -> set[str]:
        """The public ids of the petitions that have published a number."""
        return {*self.archive.manifest["checkpoints"]}

    def verifiers(self) -> list[notes.VerifierKey]:
        """The public keys that signed its checkpoints."""
        table = next(table for table in self.archive.tables if table.name == "signing_key")
        rows = (dict(zip(table.columns, row, strict=True)) for row in self.archive.rows(table))
        return [notes.VerifierKey(row["name"], b64decode(row["public_key"])) for row in rows]


@dataclass(frozen=True)
class Since:
    """What is known to have happened after a backup."""

    erasures: list[tuple[ErasureKind, str]]
    heads: list[PublishedHead]


@contextmanager
def look_through(path: Path) -> Iterator[Found]:
    """A backup, read through from end to end. Raises BackupRefused where anything about it is not right."""
    with path.open("rb") as file:
        try:
            archive = table_archive.Reader(file)
            _must_be_ours(archive)
            archive.verify()
        except table_archive.DamagedArchive as damage:
            raise BackupRefused(f"{path} cannot be restored: {damage}.") from None
        yield Found(archive)


def is_made() -> bool:
    """Whether this site's database has tables. Raises BackupRefused where they are another version's."""
    with db.engine.connect() as connection:
        is_made = inspect(connection).has_table("petition")
        # Those may lack what this version asks for: whether they are empty could not be told.
        if is_made and schema.revision_of(connection) != schema.head():
            raise BackupRefused("The database is at another migration than this version: run `flask db upgrade` first.")
    return is_made


def is_empty() -> bool:
    """Whether there is nothing in this site's database yet."""
    if not is_made():
        return True
    with db.engine.connect() as connection:
        return backup_tables.is_empty(connection)


def load(found: Found) -> None:
    """Put a backup's rows into this site's database, whatever was in it, and bring that up to date."""
    # Whatever was asked before must not be in the way: tables go.
    db.session.remove()
    downgrade(revision="base")
    upgrade(revision=found.migration)
    with db.write_engine.begin() as connection:
        # As they were at that migration, not as they are in this version.
        there = MetaData()
        there.reflect(connection, only=[*{SiteSetting.__tablename__, *(table.name for table in found.archive.tables)}])
        for table in found.archive.tables:
            _load_table(connection, there.tables[table.name], table, found.archive)
        connection.execute(insert(there.tables["site_setting"]), {"name": MARK, "value": clock.now().isoformat()})
    upgrade()


def known_since(found: Found, *, folder: Path, files: Iterable[Path], is_nothing_newer: bool) -> Since:
    """What the journal in a folder, and signed heads in files, tell of the time after a backup.

    Raises BackupRefused where they leave something open and nobody says that nothing newer was published, or
    where a file is no head of ours.
    """
    is_kept = journal.is_kept(folder)
    if not is_kept and not is_nothing_newer:
        raise BackupRefused(f"There is no journal in {folder}: give its folder with --journal. {NOTHING_NEWER}")
    verifiers = found.verifiers()
    named = [(path, path.read_text(encoding="utf-8")) for path in files]
    # A journal may hold heads of a site that was there before; who names a file means this one.
    heads = [head for note in journal.heads(folder) if (head := published_heads.read(note, verifiers))]
    heads += [_head(path, note, verifiers) for path, note in named]
    unknown = sorted(found.ledgers - {head.petition for head in heads})
    if unknown and not is_nothing_newer:
        raise BackupRefused(
            f"Which number petition {unknown[0]} published last is not known: give its newest checkpoint, from whoever "
            f"kept one, with --head. {NOTHING_NEWER}"
        )
    return Since(list(journal.erasures(folder, since=found.taken_at)) if is_kept else [], heads)


def catch_up(found: Found, since: Since) -> tuple[int, list[str]]:
    """Do again what was taken back since, forget what is due, and open epochs; how many, and what did not fit.

    Takes the mark off: the site may begin to work again once this is committed.
    """
    replaying.replay(since.erasures)
    jobs.stop_all()
    publishing_updates.catch_up()
    while forgetting.forget():
        pass
    opened, strays = 0, []
    for head in published_heads.newest_of(since.heads).values():
        try:
            opened += published_heads.link(head)
        except InvalidHead as mistake:
            strays.append(str(mistake))
    auditing.record(
        "restore", actor=auditing.COMMAND_LINE, subject="site", taken_at=found.taken_at.isoformat(), epochs=opened
    )
    db.session.execute(delete(SiteSetting).where(SiteSetting.name == MARK))
    return opened, strays


def is_unfinished() -> bool:
    """Whether a restore began here and did not end."""
    return db.session.scalar(select(SiteSetting.name).where(SiteSetting.name == MARK)) is not None


def _head(path: Path, note: str, verifiers: list[notes.VerifierKey]) -> PublishedHead:
    head = published_heads.read(note, verifiers)
    if head is None:
        raise BackupRefused(f"{path} holds no checkpoint that a key of this backup has signed.")
    return head


def _must_be_ours(archive: table_archive.Reader) -> None:
    manifest = archive.manifest
    if (manifest.get("format"), manifest.get("version")) != (backups.FORMAT, backups.VERSION):
        raise table_archive.DamagedArchive("it is no backup that this version of Countersign can read")
    if manifest["migration"] not in schema.known():
        raise BackupRefused("The backup was taken by a newer version of Countersign: restore it with that one.")
    for key in manifest["data_keys"]:
        here = keyring.checks.get(key["number"])
        if here != key["check"]:
            fault = "is not in" if here is None else "is another one in"
            raise BackupRefused(
                f"Key number {key['number']} of the backup {fault} DATA_KEYS: set DATA_KEYS to those of the site that "
                "the backup is of, from the copy that is kept apart."
            )
    try:
        sealed = keyring.open(archive.seal, context=backups.SEAL_CONTEXT)
    except CannotOpen:
        sealed = b""
    if sealed != archive.digest:
        raise table_archive.DamagedArchive("somebody has altered its manifest")


def _load_table(
    connection: Connection, there: Table, table: table_archive.Table, archive: table_archive.Reader
) -> None:
    decoders = [table_archive.decoder_for(there.columns[name].type.python_type) for name in table.columns]
    rows = (_decoded(row, decoders) for row in archive.rows(table))
    backup_tables.put(connection, there, table.columns, rows)


def _decoded(row: list[Any], decoders: list[Callable[[Any], Any] | None]) -> list[Any]:
    return [
        value if decode is None or value is None else decode(value) for value, decode in zip(row, decoders, strict=True)
    ]
