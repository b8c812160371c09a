"""Delivers what waits in the spool: send, watch until intake is done, bring the failed rows back."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.intake.branch.line import FileRefused, KeyRefused, Line, LineDown, UnknownImport
from services.intake.branch.spool import Order, Spool, ended, sent, unsent

LONGEST_PAUSE = 10.0


@dataclass
class Delivery:
    """Carries orders over the line; `patience` is how many seconds it waits in all for a line that is down."""

    spool: Spool
    line: Line
    patience: float
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr)

    def __post_init__(self) -> None:
        self._give_up_at = time.monotonic() + self.patience

    def deliver(self, order: Order) -> Order:
        """The order as it stands afterwards: delivered, refused, or still under way when the line stayed down."""
        pause = 0.5
        while order.is_underway:
            try:
                order = self._step(order)
                pause = 0.5
            except LineDown as problem:
                if time.monotonic() >= self._give_up_at:
                    self.tell(f"{order.name}: kept in the spool; {problem}")
                    return order
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except KeyRefused as problem:
                self.tell(f"{order.name}: kept in the spool; the key was refused: {problem}")
                return order
        return order

    def _step(self, order: Order) -> Order:
        try:
            moved = self._watch(order, order.import_id) if order.import_id else self._send(order)
        except UnknownImport:
            moved = unsent(order)
        except FileRefused as problem:
            moved = ended(order, "refused", {"why": str(problem)})
        self.spool.keep(moved)
        if not moved.is_underway:
            self.spool.forget_content(moved)
        return moved

    def _send(self, order: Order) -> Order:
        import_id = self.line.send(order.name, self.spool.content(order), order.procedure)
        self.tell(f"{order.name}: sent")
        return sent(order, import_id)

    def _watch(self, order: Order, import_id: str) -> Order:
        """Ask until the import is finished; the failed rows are written beside the file that was handed in."""
        view = self.line.state(import_id)
        while view["state"] in ("waiting", "running"):
            self.tell(f"{order.name}: {view['progress']:.0%}")
            time.sleep(0.5)
            view = self.line.state(import_id)
        result: dict[str, Any] = {"counts": view["counts"], "problems": view["problems"]}
        if view["state"] == "unreadable":
            return ended(order, "refused", {**result, "why": "; ".join(one["what_to_do"] for one in view["problems"])})
        if view["counts"]["failed"]:
            result["failed_rows"] = str(self._write_failed(order, import_id))
        return ended(order, "delivered", result)

    def _write_failed(self, order: Order, import_id: str) -> Path:
        origin = Path(order.origin)
        beside = origin.with_name(f"{origin.stem}.failed-rows{origin.suffix}")
        beside.write_bytes(self.line.failed_rows(import_id))
        return beside
