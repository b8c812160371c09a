"""XLSX: the first sheet that is shown, values only."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.intake.imports.reading.found import MOST_COLUMNS, Head, Row, Table, Unreadable, checked_head, checked_row

_MOST_FILES = 2_000
_MOST_UNPACKED = 400_000_000  # bytes
_BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, ParseError, OSError)


def rows(raw: bytes) -> Table:
    """The table of a workbook; Unreadable when it is broken, protected, packed to burst or holds XML that no workbook needs."""
    _check_package(raw)
    try:
        yield from _rows(raw)
    except _BROKEN as error:
        forbidden = isinstance(error, DefusedXmlException) or isinstance(error.__context__, DefusedXmlException)
        raise Unreadable("forbidden_xml" if forbidden else "broken_workbook") from None


def _check_package(raw: bytes) -> None:
    """Before anything is unpacked: what the directory of the package promises."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable("broken_workbook") from None
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise Unreadable("too_large_unpacked")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("protected")


def _rows(raw: bytes) -> Table:
    workbook = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise Unreadable("no_columns", 1)
    first = next(sheets[0].iter_rows(max_row=1, max_col=MOST_COLUMNS + 1), ())
    columns = checked_head([_text(cell) for cell in first])
    yield Head(columns, expected=max(0, (sheets[0].max_row or 1) - 1))
    for number, cells in enumerate(sheets[0].iter_rows(min_row=2, max_col=len(columns) + 1), 2):
        row = _row(number, cells, len(columns)) if any(cell.value is not None for cell in cells) else None
        if row is not None:
            yield row


def _row(number: int, cells: tuple[Any, ...], width: int) -> Row | None:
    row = checked_row(number, [_text(cell) for cell in cells], width)
    kinds = {cell.data_type for cell in cells if cell.value is not None}
    if row is not None and row.problem is None and kinds & {"f", "e"}:
        return Row(number, row.cells, problem="formula" if "f" in kinds else "error_cell")
    return row


def _text(cell: Any) -> str:
    """What a person sees in the cell; whole numbers without a decimal point, moments in ISO 8601."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (datetime, date, time)) else str(value)
