"""Rows written as the files that branch offices hand in: CSV in UTF-8 and GB18030, lines of JSON, workbooks."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

# Columns are flat: `complainant.name`, `contact.channel`. Values are texts and booleans; an empty text is an empty cell.
Row = dict[str, Any]


def flat(body: Mapping[str, Any], before: str = "") -> Row:
    """The body of a submission as one row."""
    row: Row = {}
    for name, value in body.items():
        if isinstance(value, Mapping):
            row |= flat(value, f"{before}{name}.")
        else:
            row[before + name] = value
    return row


def nested(row: Row) -> dict[str, Any]:
    """The row as the body of a submission; what is empty is left out."""
    body: dict[str, Any] = {}
    for column, value in row.items():
        outer, _, inner = column.partition(".")
        if value == "":
            continue
        if inner:
            body.setdefault(outer, {})[inner] = value
        else:
            body[outer] = value
    return body


def write_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns := _columns(rows))
        writer.writerows([_cell(row.get(column, "")) for column in columns] for row in rows)


def write_gb18030(path: Path, rows: Sequence[Row]) -> None:
    write_csv(path, rows, "gb18030")


def write_jsonl(path: Path, rows: Sequence[Row]) -> None:
    path.write_text("".join(json.dumps(nested(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def write_xlsx(path: Path, rows: Sequence[Row]) -> None:
    """ValueError of the library where a text holds a control character: a workbook cannot."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("投诉")
    columns = _columns(rows)
    for line in (columns, *([_cell(row.get(column, "")) for column in columns] for row in rows)):
        sheet.append(line)
    workbook.save(path)


def _columns(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# what a branch office calls its format: the ending of its files and how they are written
FORMATS: dict[str, tuple[str, Callable[[Path, Sequence[Row]], None]]] = {
    "CSV UTF-8": ("csv", write_csv),
    "CSV GB18030": ("csv", write_gb18030),
    "JSONL": ("jsonl", write_jsonl),
    "XLSX": ("xlsx", write_xlsx),
}
