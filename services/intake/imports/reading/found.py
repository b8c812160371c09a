"""What a reader says, one JSON line each: the head of the table, its rows, and why it stopped."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_COLUMNS = 200
MOST_SIGNS_IN_A_CELL = 100_000
MOST_SIGNS_IN_A_ROW = 400_000


@dataclass(frozen=True)
class Head:
    """How the table is written: the names of its columns as they stand there, and about how many rows it has."""

    columns: list[str]
    expected: int
    encoding: str = "utf-8"
    delimiter: str = ","


@dataclass(frozen=True)
class Row:
    """One row by its number in the file (the head is row 1). `problem` says why it cannot be read; `cells` are its texts.

    A row of JSON lines has `record` instead: the object as it stands there.
    """

    number: int
    cells: list[str] = field(default_factory=list)
    record: dict[str, Any] | None = None
    problem: str | None = None


class Unreadable(Exception):
    """The file as a whole cannot be read: a stable code, and the row where it was noticed if there is one."""

    def __init__(self, code: str, row: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.row = row


def line_of(said: Head | Row) -> str:
    """One line for the pipe."""
    return json.dumps([type(said).__name__, asdict(said)], ensure_ascii=False, separators=(",", ":"))


def said_in(line: bytes) -> Head | Row | Unreadable:
    """What a line of the pipe says."""
    kind, values = json.loads(line)
    if kind == "Head":
        return Head(**values)
    return Row(**values) if kind == "Row" else Unreadable(**values)


def checked_head(names: list[str]) -> list[str]:
    """The names of the columns; Unreadable when there are none, too many, or one twice."""
    while names and not names[-1].strip():
        names = names[:-1]
    if not names:
        raise Unreadable("no_columns", 1)
    if len(names) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", 1)
    plain = [name.strip().casefold() for name in names]
    if len(set(plain)) < len(plain):
        raise Unreadable("duplicate_column", 1)
    return names


def checked_row(number: int, cells: list[str], width: int) -> Row | None:
    """A row as wide as the head, None for an empty one; one that is too wide or too long is a problem of its own."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if not any(cell.strip() for cell in cells):
        return None
    if len(cells) > width:
        return Row(number, cells[:width], problem="extra_cells")
    too_long = max(map(len, cells)) > MOST_SIGNS_IN_A_CELL or sum(map(len, cells)) > MOST_SIGNS_IN_A_ROW
    if too_long:
        return Row(number, [cell[:100] for cell in cells], problem="row_too_long")
    return Row(number, cells + [""] * (width - len(cells)))


Table = Iterator[Head | Row]
