"""JSON lines: one object per line, the fields as in the HTTP interface."""

import json
from collections.abc import Sequence
from typing import Any

from services.intake.imports.reading.encoding import decoded
from services.intake.imports.reading.found import MOST_SIGNS_IN_A_ROW, Head, Row, Table


class _Twice(ValueError):
    """A key stands twice in one object."""


def rows(raw: bytes) -> Table:
    """Every line that is not empty; one that is no JSON object is a problem of its own."""
    text, encoding = decoded(raw)
    lines = text.removeprefix("\ufeff").split("\n")
    yield Head([], expected=len(lines), encoding=encoding)
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(number, line)


def _row(number: int, line: str) -> Row:
    if len(line) > MOST_SIGNS_IN_A_ROW:
        return Row(number, problem="row_too_long")
    try:
        record = json.loads(line, object_pairs_hook=_object, parse_constant=_no_constant)
    except _Twice:
        return Row(number, problem="duplicate_key")
    except (ValueError, RecursionError):
        return Row(number, problem="malformed_json")
    if not isinstance(record, dict):
        return Row(number, problem="malformed_json")
    return Row(number, record=record)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)
