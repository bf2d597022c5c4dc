"""Tables as files: CSV for machines, CSV and XLSX for Excel. Rows are read once and never all kept in memory."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Row = Sequence[str]
ROWS_AT_A_TIME = 500
CHUNK_BYTES = 64 * 1024
BOM = "\ufeff"
# What Excel takes for the beginning of a formula, in any width; a tab or line end may stand before it.
FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
# Excel knows 1,048,576 rows a sheet; nothing is cut off, a new sheet begins.
ROWS_PER_SHEET = 1_000_000
COLUMN_WIDTH = 22


def plain_csv(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, without a byte order mark: every value as it is."""
    return _csv(chain([header], rows))


def excel_csv(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 as Excel reads it: a byte order mark, and no value that would run as a formula."""
    return _csv(([defused(value) for value in row] for row in chain([header], rows)), start=BOM)


def defused(value: str) -> str:
    """The value as text in Excel, whatever it begins with."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value


def xlsx(
    header: Row, rows: Iterable[Row], *, right_to_left: bool = False, rows_per_sheet: int = ROWS_PER_SHEET
) -> Iterator[bytes]:
    """An Excel workbook of text cells. It is written to a nameless temporary file first, then read from it."""
    with tempfile.TemporaryFile() as file:
        # The library puts the rows into named files of its own; they go with their folder, whatever happens.
        with tempfile.TemporaryDirectory() as folder:
            _write_workbook(file, folder, header, rows, right_to_left=right_to_left, rows_per_sheet=rows_per_sheet)
        file.seek(0)
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _csv(rows: Iterator[Row], *, start: str = "") -> Iterator[bytes]:
    # The buffer's own line ends must stay as the writer makes them.
    buffer = io.StringIO(start, newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.seek(len(start))
    while True:
        writer.writerows(islice(rows, ROWS_AT_A_TIME))
        if not buffer.tell():
            return
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _write_workbook(
    file: IO[bytes], folder: str, header: Row, rows: Iterable[Row], *, right_to_left: bool, rows_per_sheet: int
) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": folder,
    }
    workbook = xlsxwriter.Workbook(file, options)
    try:
        left, line = iter(rows), rows_per_sheet
        while line == rows_per_sheet:
            sheet = _new_sheet(workbook, header, right_to_left)
            line = 0
            for line, row in enumerate(islice(left, rows_per_sheet), 1):
                _write_line(sheet, line, row)
    finally:
        # Only this closes the library's files.
        workbook.close()


def _new_sheet(workbook: xlsxwriter.Workbook, header: Row, right_to_left: bool) -> Worksheet:
    sheet = workbook.add_worksheet()
    if right_to_left:
        sheet.right_to_left()
    sheet.set_column(0, len(header) - 1, COLUMN_WIDTH)
    sheet.freeze_panes(1, 0)
    _write_line(sheet, 0, header, workbook.add_format({"bold": True}))
    return sheet


def _write_line(sheet: Worksheet, line: int, row: Row, style: Format | None = None) -> None:
    for column, value in enumerate(row):
        # Most answers are empty, and an empty cell is not worth its time.
        if value:
            sheet.write_string(line, column, value, style)
