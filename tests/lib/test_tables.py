import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from xml.etree import ElementTree

import pytest

from petition.lib import tables

HEADER = ["الاسم", "note"]
NAMES = ["=cmd|'/C calc'!A0", "+49 30 1234", "@SUM(A1)", "-1", "\t=1+1", "＝1+1", "ريما حداد", "👩🏽‍⚕️ Zoë", 'a "b", c']
ROWS = [[name, "two\nlines"] for name in NAMES]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> list[ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [ElementTree.fromstring(book.read(name)) for name in names]  # noqa: S314 -- our own file


def texts(sheet: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in sheet.iter(f"{SHEET}t")]


def test_plain_csv_keeps_every_value() -> None:
    content = b"".join(tables.plain_csv(HEADER, ROWS))
    assert not content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [HEADER, *ROWS]


def test_plain_csv_is_as_rfc_4180_says() -> None:
    assert b"".join(tables.plain_csv(["a"], [['x "y", z'], ["two\nlines"]])) == b'a\r\n"x ""y"", z"\r\n"two\nlines"\r\n'


def test_excel_csv_has_a_byte_order_mark_and_no_formula() -> None:
    content = b"".join(tables.excel_csv(HEADER, ROWS))
    assert content.startswith(b"\xef\xbb\xbf")
    names = [row[0] for row in read(content)[1:]]
    assert [name[0] for name in names[:6]] == ["'"] * 6
    assert names[6:] == NAMES[6:]


def test_a_workbook_holds_text_only() -> None:
    (sheet,) = sheets(b"".join(tables.xlsx(HEADER, ROWS)))
    assert not list(sheet.iter(f"{SHEET}f"))
    assert texts(sheet)[:2] == HEADER
    assert set(NAMES) <= set(texts(sheet))


@pytest.mark.parametrize("right_to_left", [True, False])
def test_a_workbook_reads_from_the_right(right_to_left: bool) -> None:
    (sheet,) = sheets(b"".join(tables.xlsx(HEADER, ROWS, right_to_left=right_to_left)))
    view = next(sheet.iter(f"{SHEET}sheetView"))
    assert (view.get("rightToLeft") == "1") is right_to_left


def test_a_workbook_goes_on_in_a_new_sheet() -> None:
    found = sheets(b"".join(tables.xlsx(["n"], [[str(n)] for n in range(5)], rows_per_sheet=2)))
    assert [texts(sheet) for sheet in found] == [["n", "0", "1"], ["n", "2", "3"], ["n", "4"]]


def test_an_empty_list_has_its_header() -> None:
    assert read(b"".join(tables.plain_csv(HEADER, []))) == [HEADER]
    (sheet,) = sheets(b"".join(tables.xlsx(HEADER, [])))
    assert texts(sheet) == HEADER


@pytest.mark.parametrize("breaks", [True, False])
def test_a_workbook_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: bool) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[str]]:
        yield ["Rima Haddad"]
        if breaks:
            raise ConnectionError

    with pytest.raises(ConnectionError) if breaks else nullcontext():
        b"".join(tables.xlsx(["name"], rows()))
    assert list(tmp_path.iterdir()) == []


def test_rows_are_read_as_the_file_is() -> None:
    taken = 0

    def rows() -> Iterator[list[str]]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield [str(number)]

    chunks = tables.plain_csv(["n"], rows())
    next(chunks)
    assert taken <= tables.ROWS_AT_A_TIME
