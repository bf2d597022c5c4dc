import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from petition.lib.table_archive import DamagedArchive, Reader, Writer, decoder_for

MOMENT = datetime(2026, 11, 22, 1, 2, 3, 456789, UTC)
ROWS: list[list[Any]] = [
    [1, "حيفا\n", None, b"\x00\xff", MOMENT, date(2026, 1, 2), {"a": [1, True]}],
    [2, "", *[None] * 5],
]


def written(rows: list[list[Any]] = ROWS) -> io.BytesIO:
    file = io.BytesIO()
    with Writer(file) as writer:
        writer.add("people", [f"c{number}" for number in range(7)], rows)
        writer.finish({"version": 1}, lambda digest: digest[::-1])
    return file


def test_what_was_written_is_read() -> None:
    archive = Reader(written())
    archive.verify()
    [table] = archive.tables
    [first, second] = archive.rows(table)
    decoders = [decoder_for(type(value)) for value in ROWS[0]]
    decoded = [decode(value) if decode else value for decode, value in zip(decoders, first, strict=True)]
    assert (decoded, second, table.rows) == (ROWS[0], ROWS[1], 2)
    assert (archive.manifest["version"], archive.seal) == (1, archive.digest[::-1])


def test_an_empty_table_is_there() -> None:
    archive = Reader(written([]))
    archive.verify()
    assert [list(archive.rows(table)) for table in archive.tables] == [[]]


@pytest.mark.parametrize("cut", [0, 10, 200, -30])
def test_half_an_archive_is_none(cut: int) -> None:
    with pytest.raises(DamagedArchive):
        Reader(io.BytesIO(written().getvalue()[:cut]))


def test_a_flipped_bit_is_found() -> None:
    whole = bytearray(written([[number, *["x"] * 6] for number in range(5000)]).getvalue())
    whole[len(whole) // 2] ^= 1
    with pytest.raises(DamagedArchive, match="people"):
        Reader(io.BytesIO(bytes(whole))).verify()


def test_a_row_less_is_found() -> None:
    before, file = zipfile.ZipFile(written()), io.BytesIO()
    with zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            lines = before.read(name)
            after.writestr(name, lines.split(b"\n")[0] + b"\n" if "people" in name else lines)
    with pytest.raises(DamagedArchive, match="people"):
        Reader(file).verify()


def test_what_it_cannot_write_is_told() -> None:
    with pytest.raises(TypeError, match="set"), Writer(io.BytesIO()) as writer:
        writer.add("people", ["c"], [[{1}]])
