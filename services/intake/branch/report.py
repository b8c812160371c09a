"""What the command line says in the end: a line per file, what to correct, and an exit code for scripts."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.intake.branch.spool import Order

ALL_ACCEPTED, SOME_REFUSED, NOT_DELIVERED = 0, 3, 4
SHOWN_PROBLEMS = 20
_COLUMNS = ("file", "state", "rows", "registered", "already registered", "failed")


def exit_code(orders: Sequence[Order]) -> int:
    """0 all accepted, 3 some refused, 4 something is not delivered yet."""
    if any(order.is_underway for order in orders):
        return NOT_DELIVERED
    return SOME_REFUSED if any(order.state == "refused" or _counts(order).get("failed") for order in orders) else ALL_ACCEPTED


def as_json(orders: Sequence[Order]) -> str:
    """For programs: every order with its result."""
    return json.dumps({"orders": [asdict(order) for order in orders], "exit": exit_code(orders)}, ensure_ascii=False, indent=1)


def as_table(orders: Sequence[Order]) -> str:
    """For people: a table, then what to correct row by row, then where the failed rows lie."""
    rows = [_COLUMNS, *(_row(order) for order in orders)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *(line for order in orders for line in _remarks(order))])


def _row(order: Order) -> tuple[str, ...]:
    counts = _counts(order)
    return (order.name, order.state, *(str(counts.get(name, "-")) for name in ("rows", "registered", "already_registered", "failed")))


def _counts(order: Order) -> dict[str, Any]:
    counts: dict[str, Any] = (order.result or {}).get("counts", {})
    return counts


def _remarks(order: Order) -> list[str]:
    result = order.result or {}
    remarks = [f"{order.name}: {result['why']}"] if "why" in result else []
    problems = result.get("problems", [])
    remarks += [
        " · ".join(str(one[name] or "-") for name in ("row", "column", "value", "code", "what_to_do")) for one in problems[:SHOWN_PROBLEMS]
    ]
    if len(problems) > SHOWN_PROBLEMS:
        remarks.append(f"… and {len(problems) - SHOWN_PROBLEMS} more")
    if "failed_rows" in result:
        remarks.append(f"{order.name}: correct the failed rows in {result['failed_rows']} and hand that file in")
    return remarks
