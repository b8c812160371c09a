"""The same file with only the rows that failed and a column that says why: corrected, it can be sent again as it is."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from services.intake.imports.columns import REASON_COLUMNS, guarded
from services.intake.imports.reading.found import Head, Row

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}


def written(format_name: str, head: Head, rows: Sequence[Row], reasons: Mapping[int, str]) -> bytes:
    """The file in the format and encoding of the first one; no cell of it is a formula for a spreadsheet."""
    if format_name == "jsonl":
        return "".join(_line(row, reasons[row.number]) for row in rows).encode("utf-8", "replace")
    table = _table(head, rows, reasons)
    return _workbook(table) if format_name == "xlsx" else _delimited(table, head)


def _line(row: Row, reason: str) -> str:
    return json.dumps({**(row.record or {}), "reason": reason}, ensure_ascii=False) + "\n"


def _table(head: Head, rows: Sequence[Row], reasons: Mapping[int, str]) -> list[list[str]]:
    kept = [place for place, name in enumerate(head.columns) if name.strip().casefold() not in REASON_COLUMNS]
    first = [*(head.columns[place] for place in kept), REASON_COLUMNS[0]]
    lines = [[*(row.cells[place] if place < len(row.cells) else "" for place in kept), reasons[row.number]] for row in rows]
    return [first, *([guarded(cell) for cell in line] for line in lines)]


def _delimited(table: Sequence[Sequence[str]], head: Head) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=head.delimiter).writerows(table)
    return out.getvalue().encode(head.encoding, "replace")


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("failed")
    for line in table:
        sheet.append([_without_controls(cell) for cell in line])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _without_controls(cell: str) -> str:
    return "".join(sign for sign in cell if sign.isprintable() or sign in "\t\n\r").encode("utf-8", "replace").decode()
