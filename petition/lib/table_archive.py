"""Tables in one file: a ZIP with a member of JSON lines for each table, and a manifest written last.

A line is one row, an array in the order of the manifest's columns: bytes are base64, dates and moments ISO 8601,
all else is JSON's own. Rows are streamed both ways: memory does not grow with them. The manifest has the SHA-256
of every member, and a seal over the manifest shows whether somebody altered it.
"""

import contextlib
import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from io import BufferedReader
from typing import Any, BinaryIO, Self, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

MANIFEST, SEAL = "manifest.json", "manifest.seal"
BUFFER = 1 << 18
# What is sealed is noise already, and looks for words are dear: the quickest way makes files hardly larger.
COMPRESSION = 1


class DamagedArchive(Exception):
    """The file is no such archive, or not as it was written; the message says where."""


@dataclass(frozen=True)
class Table:
    """What the manifest says of one table."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class Writer:
    """Writes an archive into a file that was opened for it, for as long as the `with` block runs."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION)
        self.tables: list[Table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_failure: object) -> None:
        # After a failure the disk may be full: what failed is told, not that the end cannot be written either.
        with contextlib.suppress(OSError) if kind else contextlib.nullcontext():
            self._zip.close()

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a table, row by row as they come."""
        digest, number = hashlib.sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for number, row in enumerate(rows, 1):  # noqa: B007 -- how many there were is wanted afterwards
                line = _encode(row)
                digest.update(line)
                member.write(line)
        self.tables.append(Table(name, list(columns), number, digest.hexdigest()))

    def finish(self, manifest: dict[str, Any], seal: Callable[[bytes], bytes]) -> None:
        """Write the manifest, with the tables in it, and its seal."""
        written = manifest | {"tables": [asdict(table) for table in self.tables]}
        text = json.dumps(written, ensure_ascii=False, indent=1).encode()
        self._zip.writestr(MANIFEST, text)
        self._zip.writestr(SEAL, b64encode(seal(hashlib.sha256(text).digest())))


class Reader:
    """Reads an archive; `digest` is what its seal was made over. Raises DamagedArchive where the file is none."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = ZipFile(file)
            text = self._zip.read(MANIFEST)
            self.manifest: dict[str, Any] = json.loads(text)
            self.tables = [Table(**table) for table in self.manifest["tables"]]
            self.seal = b64decode(self._zip.read(SEAL), validate=True)
        except (BadZipFile, KeyError, TypeError, ValueError, NotBase64, zlib.error) as error:
            raise DamagedArchive("it is no backup, or its end is missing") from error
        self.digest = hashlib.sha256(text).digest()

    def verify(self) -> None:
        """Read every table through, and compare with the manifest. Raises DamagedArchive."""
        for table in self.tables:
            digest, rows = hashlib.sha256(), 0
            for line in self._lines(table):
                digest.update(line)
                rows += 1
            if (rows, digest.hexdigest()) != (table.rows, table.sha256):
                raise DamagedArchive(f"the table {table.name} is not as it was written")

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The rows of a table as JSON has them; `decoder_for` makes bytes and moments of them again."""
        for line in self._lines(table):
            yield json.loads(line)

    def _lines(self, table: Table) -> Iterator[bytes]:
        try:
            with self._zip.open(_member(table.name)) as member:
                # A member's own lines are slow; it reads as any raw stream does.
                yield from BufferedReader(cast("Any", member), BUFFER)
        except (BadZipFile, KeyError, EOFError, zlib.error) as error:
            raise DamagedArchive(f"the table {table.name} is not as it was written") from error


def decoder_for(kind: type) -> Callable[[Any], Any] | None:
    """What makes a column's value of what JSON has; None where that is the value. Nulls are left to the caller."""
    if issubclass(kind, bytes):
        return b64decode
    if issubclass(kind, datetime):
        return datetime.fromisoformat
    return date.fromisoformat if issubclass(kind, date) else None


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _encode(row: Sequence[Any]) -> bytes:
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, date):  # moments are dates too
        return value.isoformat()
    raise TypeError(f"no way to write {type(value).__name__}")
