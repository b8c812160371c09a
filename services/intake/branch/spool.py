"""The spool: a folder in which every handed-in file waits until intake has taken it, whatever happens to this machine."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

State = Literal["waiting", "sent", "delivered", "refused"]
KEY_SIGNS = 24


class SpoolBusy(Exception):
    """Another process of this branch works on the same spool."""


@dataclass(frozen=True)
class Order:
    """One file on its way. `import_id` is known once intake has it; `result` is what intake said in the end."""

    id: str
    name: str
    origin: str
    procedure: str | None
    handed_in_at: str
    state: State = "waiting"
    import_id: str | None = None
    result: dict[str, Any] | None = None

    @property
    def is_underway(self) -> bool:
        return self.state in ("waiting", "sent")


class Spool:
    """The orders of one branch office, a folder each, readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this branch out; SpoolBusy when one is at work."""
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SpoolBusy(f"another process delivers from {self._folder}; wait for it or give another --spool") from None
            yield

    def hand_in(self, file: Path, procedure: str | None) -> Order:
        """Copy the file into the spool, safely on disk when this returns. The same file that still waits is the same order."""
        content = file.read_bytes()
        key = hashlib.sha256((procedure or "").encode() + b"\0" + content).hexdigest()[:KEY_SIGNS]
        known = self._read(key)
        if known is not None and known.is_underway:
            return known
        order = Order(key, file.name, str(file.resolve()), procedure, datetime.now(UTC).isoformat(timespec="seconds"))
        place = self._folder / key
        place.mkdir(exist_ok=True, mode=0o700)
        _write(place / "content", content)
        self.keep(order)
        _sync(self._folder)
        return order

    def keep(self, order: Order) -> None:
        """Write down how the order stands, in one step."""
        place = self._folder / order.id
        _write(place / "order.json", json.dumps(asdict(order), ensure_ascii=False, indent=1).encode())

    def content(self, order: Order) -> bytes:
        return (self._folder / order.id / "content").read_bytes()

    def forget_content(self, order: Order) -> None:
        """Intake has it: the complaints need not lie here any longer."""
        (self._folder / order.id / "content").unlink(missing_ok=True)

    def orders(self) -> list[Order]:
        """All orders, the oldest first."""
        found = [self._read(place.name) for place in self._folder.iterdir() if place.is_dir()]
        return sorted((order for order in found if order is not None), key=lambda order: (order.handed_in_at, order.name))

    def _read(self, key: str) -> Order | None:
        try:
            return Order(**json.loads((self._folder / key / "order.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None


def sent(order: Order, import_id: str) -> Order:
    return replace(order, state="sent", import_id=import_id)


def unsent(order: Order) -> Order:
    """Intake does not know the import any more: it has to be sent again."""
    return replace(order, state="waiting", import_id=None)


def ended(order: Order, state: State, result: dict[str, Any]) -> Order:
    return replace(order, state=state, result=result)


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """A new name is on disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
