"""The journal: what a backup cannot know, kept outside the database for the day that it is restored.

A folder with one file of erasures, a JSON line each, and a file for every petition with its newest signed head.
Each worker writes it, so that every host that runs one has a copy. Nothing in it names anybody.
"""

import fcntl
import json
import os
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

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
MOST_WITHIN_OVERLAP = 100_000


def is_kept(folder: Path) -> bool:
    """Whether a worker has ever kept a journal here."""
    return (folder / ERASURES).exists()


def keep_erasures(folder: Path) -> None:
    """Add the erasures that are not in the file yet. What is there stays, whatever the database has lost."""
    _make(folder)
    with open(folder / ERASURES, "a+", encoding="ascii", opener=_for_owner) as file:
        # Other workers of this host write the same file.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        there = deque(file, MOST_WITHIN_OVERLAP)
        # A power cut may have left half a line: it is ended, and what it was to say is said again.
        whole = dict.fromkeys(line for line in there if line.endswith("\n"))
        said = max((parsed[2] for line in whole if (parsed := _parse(line))), default=LONG_AGO)
        # A clock that once ran ahead must not silence all that comes after.
        since = min(said, clock.now()) - OVERLAP
        missing = [line for line in _lines_since(since) if line not in whole]
        if missing:
            file.write("\n" if len(whole) < len(there) else "")
            file.writelines(missing)
            file.flush()
            os.fsync(file.fileno())


def keep_heads(folder: Path, kept: dict[str, int]) -> None:
    """Keep the newest signed head of every ledger that has grown; `kept` are the sizes known to be in the files."""
    _make(folder / HEADS)
    sizes = select(Petition.id, Petition.public_id, LedgerHead.size).join(
        LedgerHead, LedgerHead.petition_id == Petition.id
    )
    for petition_id, public_id, size in db.session.execute(sizes.where(LedgerHead.size > 0)):
        if kept.get(public_id) != size:
            _keep_head(folder / HEADS / f"{public_id}.checkpoint", db.session.get_one(Petition, petition_id))
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
        yield path.read_text(encoding="utf-8")


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _lines_since(since: datetime) -> list[str]:
    query = select(Erasure).where(Erasure.created_at > since).order_by(Erasure.created_at, Erasure.id)
    return [
        json.dumps({"at": row.created_at.isoformat(), "kind": row.kind.value, "subject": row.subject}) + "\n"
        for row in db.session.scalars(query.execution_options(yield_per=1000))
    ]


def _parse(line: str) -> tuple[ErasureKind, str, datetime] | None:
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
    note = path.read_text(encoding="utf-8")
    there = notes.Checkpoint.parse(note.rpartition("\n\n")[0] + "\n")
    return there.size > size and note not in [epoch.note for epoch in epochs.of(petition)]
