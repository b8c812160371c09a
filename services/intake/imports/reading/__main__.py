"""The reading process: takes its limits upon itself, then reads."""

import importlib
import json
import sys
from contextlib import suppress

from services.intake.imports.reading.found import Head, Row, Unreadable, line_of

_READERS = {"csv": "delimited", "xlsx": "workbook", "jsonl": "lines"}
_MEMORY = 2_000_000_000  # bytes
_PROCESSOR = 120  # seconds


def main(format_name: str, most_rows: int) -> None:
    """Read standard input and say what is found; the last line says why it stopped, if it did."""
    _limit()
    raw = sys.stdin.buffer.read()
    try:
        _read(format_name, raw, most_rows)
    except Unreadable as problem:
        _say(json.dumps(["Unreadable", {"code": problem.code, "row": problem.row}]))
    except MemoryError:
        _say(json.dumps(["Unreadable", {"code": "too_large_unpacked", "row": None}]))
    sys.stdout.flush()


def _limit() -> None:
    with suppress(ImportError):  # a system that knows no such limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR, _PROCESSOR))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _read(format_name: str, raw: bytes, most_rows: int) -> None:
    reader = importlib.import_module(f"services.intake.imports.reading.{_READERS[format_name]}")
    found = 0
    for said in reader.rows(raw):
        found += isinstance(said, Row)
        if found > most_rows:
            raise Unreadable("too_many_rows", said.number if not isinstance(said, Head) else None)
        _say(line_of(said))


def _say(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")


main(sys.argv[1], int(sys.argv[2]))
