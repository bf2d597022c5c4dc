"""Backups: the whole site in one file, whichever database it came from and will go to.

Keys are not in it. What is sealed in the database is as sealed in the file; all else can be read.
"""

import hashlib
from datetime import datetime
from io import BufferedRandom
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from petition.backends.database import snapshot
from petition.extensions import db, keyring
from petition.lib import clock, table_archive, whole_files
from petition.models.backup import Backup
from petition.models.ledger import Checkpoint, LedgerHead, SigningKey
from petition.models.petition import Petition
from petition.services import backup_tables, schema
from petition.services.errors import BackupRefused

FORMAT = "countersign-backup"
VERSION = 1
SEAL_CONTEXT = "backup.manifest"
NAMES = "countersign-*.zip"


def newest() -> Backup | None:
    """The newest backup that was found whole."""
    return db.session.scalar(select(Backup).order_by(Backup.finished_at.desc()).limit(1))


def take(place: Path) -> tuple[Path, Backup]:
    """Write a backup to a file, or into a folder under a name with the time; read it back; and note that it is there.

    Others may write meanwhile: it shows one moment. Raises BackupRefused, and OSError from the file system; then no
    file is left.
    """
    taken_at = clock.now()
    path = place / f"countersign-{taken_at:%Y%m%dT%H%M%SZ}.zip" if place.is_dir() else place
    if path.exists():
        raise BackupRefused(f"{path} is there already: a backup overwrites nothing.")
    with whole_files.writing(path) as file, snapshot(db.engine) as connection:
        rows = _write(file, connection, taken_at)
        size = file.seek(0, 2)
        sha256 = _read_back(file)
    backup = Backup(name=path.name, sha256=sha256, bytes=size, rows=rows, taken_at=taken_at, finished_at=clock.now())
    db.session.add(backup)
    return path, backup


def drop_older(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest backups of a folder, by the time in their names; those that are gone."""
    gone = sorted(folder.glob(NAMES))[:-keep]
    for path in gone:
        path.unlink()
    return gone


def _write(file: BufferedRandom, connection: Connection, taken_at: datetime) -> int:
    if schema.revision_of(connection) != schema.head():
        raise BackupRefused("The database is at another migration than this version: run `flask db upgrade` first.")
    with table_archive.Writer(file) as writer:
        for table in backup_tables.tables():
            writer.add(table.name, table.columns.keys(), backup_tables.rows(connection, table))
        writer.finish(_manifest(connection, taken_at), lambda digest: keyring.seal(digest, context=SEAL_CONTEXT))
    return sum(table.rows for table in writer.tables)


def _manifest(connection: Connection, taken_at: datetime) -> dict[str, Any]:
    newest_notes = (
        select(Petition.public_id, Checkpoint.note)
        .join(LedgerHead, LedgerHead.petition_id == Petition.id)
        .join(Checkpoint, (Checkpoint.petition_id == Petition.id) & (Checkpoint.size == LedgerHead.size))
        .order_by(Checkpoint.id)
    )
    return {
        "format": FORMAT,
        "version": VERSION,
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "installation": connection.scalar(select(SigningKey.name).order_by(SigningKey.id).limit(1)),
        "migration": schema.revision_of(connection),
        "data_keys": [{"number": number, "check": check} for number, check in keyring.checks.items()],
        "left_out": sorted(backup_tables.LEFT_OUT),
        # The last of several of one size is the newest.
        "checkpoints": {row.public_id: row.note for row in connection.execute(newest_notes)},
    }


def _read_back(file: BufferedRandom) -> str:
    """The file's SHA-256, after every row in it was read again."""
    try:
        table_archive.Reader(file).verify()
    except table_archive.DamagedArchive as damage:
        raise OSError(f"what was written cannot be read back: {damage}") from damage
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
