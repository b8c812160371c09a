"""The invented complaints of the branch offices, as the files that these hand in."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

FOLDER = Path(__file__).with_name("offices")
ZONE = ZoneInfo("Asia/Shanghai")
NOT_COLUMNS = ("days_ago", "time", "wrong")
Row = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """One branch office: its rows as columns of the import, and those that are wrong on purpose with the column at fault."""

    name: str
    file_name: str
    format: str
    encoding: str
    rows: list[Row]
    wrong: dict[str, str]

    def write(self, folder: Path) -> Path:
        """Write the file that the office hands in, in its own format and encoding."""
        path = folder / self.file_name
        text = _csv(self.rows) if self.format == "csv" else _lines(self.rows)
        path.write_bytes(text.encode(self.encoding))
        return path


def offices(now: datetime) -> list[Office]:
    """All offices, with times of receipt that lie as far before `now` as each complaint says."""
    return [_read(path, now) for path in sorted(FOLDER.glob("*.yaml"))]


def _read(path: Path, now: datetime) -> Office:
    said = YAML(typ="safe").load(path)
    given = [{**said["defaults"], **row} for row in said["complaints"]]
    wrong = {row["branch_ref"]: row["wrong"] for row in given if "wrong" in row}
    file = said["file"]
    return Office(path.stem, file["name"], file["format"], file["encoding"], [_row(row, now) for row in given], wrong)


def _row(given: Mapping[str, Any], now: datetime) -> Row:
    columns = {name: value for name, value in given.items() if name not in NOT_COLUMNS}
    return {**columns, "received_at": _received_at(given["days_ago"], given["time"], now)}


def _received_at(days_ago: int, at: str, now: datetime) -> str:
    """`09:12` is a time of that day; `-02:10` means two hours and ten minutes ago, however late it is."""
    if at.startswith("-"):
        ago = time.fromisoformat(at[1:])
        moment = now - timedelta(hours=ago.hour, minutes=ago.minute)
    else:
        day = now.astimezone(ZONE).date() - timedelta(days=days_ago)
        moment = datetime.combine(day, time.fromisoformat(at), ZONE)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _csv(rows: Iterable[Row]) -> str:
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _lines(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(_nested(row), ensure_ascii=False) + "\n" for row in rows)


def _nested(row: Row) -> dict[str, Any]:
    """`complainant.name` becomes `name` inside `complainant`; what is empty is left out."""
    nested: dict[str, Any] = {}
    for column, value in row.items():
        outer, _, inner = column.partition(".")
        if value in ("", None):
            continue
        if inner:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[outer] = value
    return nested
