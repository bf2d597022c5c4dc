"""The journal: what a backup cannot know, kept outside the database for the day that it is restored.

A folder with one file of erasures, a JSON line each, and a file for every petition with its newest signed head.
Each worker writes it, so that every host that runs one has a copy. Nothing in it names anybody.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock, notes, whole_files
from petition.models.erasure import Erasure, ErasureKind
from petition.models.ledger import LedgerHead
from petition.models.petition import Petition
from petition.services import epochs
from petition.services.counting import newest_checkpoint

ERASURES = "erasures.jsonl"
HEADS = "heads"
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
# Transactions end some time after the moment they note, and clocks of hosts differ a little.
OVERLAP = timedelta(hours=1)
# How much of the file's end is read at first: some hundred lines.
END_BYTES = 1 << 16


def is_kept(folder: Path) -> bool:
    """Whether a worker has ever kept a journal here."""
    return (folder / ERASURES).exists()


def keep_erasures(folder: Path) -> None:
    """Add the erasures that are not in the file yet. What is there stays, whatever the database has lost."""
    _make(folder)
    with open(folder / ERASURES, "ab+", opener=_for_owner) as file:
        # Other workers of this host write the same file.
        fcntl.flock(file, fcntl.LOCK_EX)
        there = _newest_lines(file)
        # A power cut may have left half a line: it is ended, and what it was to say is said again.
        whole = {line for line in there if line.endswith(b"\n")}
        missing = [line for line in _lines_since(_since(whole)) if line not in whole]
        if missing:
            is_cut = bool(there) and not there[-1].endswith(b"\n")
            file.writelines([b"\n", *missing] if is_cut else missing)
            file.flush()
            os.fsync(file.fileno())


def keep_heads(folder: Path, kept: dict[str, int]) -> None:
    """Keep the newest signed head of every ledger that has grown; `kept` are the sizes known to be in the files."""
    _make(folder / HEADS)
    sizes = select(Petition.id, Petition.public_id, LedgerHead.size).join(
        LedgerHead, LedgerHead.petition_id == Petition.id
    )
    for petition_id, public_id, size in db.session.execute(sizes.where(LedgerHead.size > 0)):
        path = folder / HEADS / f"{public_id}.checkpoint"
        # The folder may have been emptied, or another one mounted there.
        if kept.get(public_id) != size or not path.exists():
            _keep_head(path, db.session.get_one(Petition, petition_id))
            kept[public_id] = size


def erasures(folder: Path, *, since: datetime) -> Iterator[tuple[ErasureKind, str]]:
    """What was taken back since a moment, in the order in which it was."""
    with (folder / ERASURES).open(encoding="ascii") as file:
        for line in file:
            parsed = _parse(line)
            if parsed and parsed[2] > since - OVERLAP:
                yield parsed[:2]


def heads(folder: Path) -> Iterator[str]:
    """The signed heads, a note each."""
    for path in sorted((folder / HEADS).glob("*.checkpoint")):
        # A damaged one is none of ours, and stops nobody from reading the others.
        yield path.read_text(encoding="utf-8", errors="replace")


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _newest_lines(file: BinaryIO) -> list[bytes]:
    """The end of the file. It begins so early that whatever stands before it is older than what is asked for."""
    size = file.seek(0, os.SEEK_END)
    length = END_BYTES
    while length < size:
        file.seek(size - length)
        # The first one may be cut.
        lines = file.readlines()[1:]
        oldest = next((parsed[2] for line in lines if (parsed := _parse(line))), None)
        # A line may be older by OVERLAP than one that was written before it.
        if oldest and oldest < _since(lines) - OVERLAP:
            return lines
        length *= 4
    file.seek(0)
    return file.readlines()


def _since(lines: Iterable[bytes]) -> datetime:
    """From when on the database may know of erasures that are not among the newest lines."""
    said = max((parsed[2] for line in lines if (parsed := _parse(line))), default=LONG_AGO)
    # A clock that once ran ahead must not silence all that comes after.
    return min(said, clock.now()) - OVERLAP


def _lines_since(since: datetime) -> list[bytes]:
    query = select(Erasure).where(Erasure.created_at > since).order_by(Erasure.created_at, Erasure.id)
    return [
        json.dumps({"at": row.created_at.isoformat(), "kind": row.kind.value, "subject": row.subject}).encode() + b"\n"
        for row in db.session.scalars(query.execution_options(yield_per=1000))
    ]


def _parse(line: str | bytes) -> tuple[ErasureKind, str, datetime] | None:
    """What a line says; None for what a power cut left of one."""
    try:
        fields = json.loads(line)
        return ErasureKind(fields["kind"]), fields["subject"], datetime.fromisoformat(fields["at"])
    except (KeyError, TypeError, ValueError):
        return None


def _keep_head(path: Path, petition: Petition) -> None:
    newest = newest_checkpoint(petition)
    if newest is None or _is_still_dear(path, petition, newest.size):
        return
    with whole_files.writing(path) as file:
        file.write(newest.note.encode())


def _is_still_dear(path: Path, petition: Petition, size: int) -> bool:
    """Whether the file speaks of a longer ledger than the database knows of: the database must be an older one."""
    if not path.exists():
        return False
    try:
        note = path.read_text(encoding="utf-8")
        there = notes.Checkpoint.parse(note.rpartition("\n\n")[0] + "\n")
    except (UnicodeDecodeError, notes.InvalidNote):
        # Damaged, it tells nothing that could be lost.
        return False
    return there.size > size and note not in [epoch.note for epoch in epochs.of(petition)]
