"""The staff list: a JSON file of persons, read again when it changes."""

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

_LOOK_AGAIN = 2.0  # seconds; a person taken off the list is out within five


@dataclass(frozen=True)
class Person:
    """One member of staff with the roles and units that the staff list gives."""

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


class Post(BaseModel):
    """What a person does here, in the two languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str


class StaffEntry(BaseModel):
    """One line of the staff list; `token_sha256` is the hexadecimal SHA-256 of the person's API token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=200)
    post: Post | None = None
    roles: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    token_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    demo: bool = False


class StaffList:
    """The persons of STAFF_FILE; without a file there are none. Production refuses entries marked `"demo": true`."""

    def __init__(self, path: Path | None, *, demo: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._demo = demo
        self._clock = clock
        self._looked = clock()
        self._stamp = self._changed()
        self._entries = self._read()

    def person(self, person_id: str) -> Person | None:
        """The person with this id, as the list stands now."""
        entry = self._fresh().get(person_id)
        return _person(entry) if entry else None

    def holding(self, token: str) -> Person | None:
        """The person whose API token this is; every entry is compared, each in constant time."""
        digest = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
        holders = [entry for entry in self._fresh().values() if hmac.compare_digest(entry.token_sha256 or "", digest)]
        return _person(holders[0]) if holders else None

    def demo_entries(self) -> Sequence[StaffEntry]:
        """Whom a visitor of a demo may become, in the order of the file."""
        return [entry for entry in self._fresh().values() if entry.demo] if self._demo else []

    def _fresh(self) -> dict[str, StaffEntry]:
        now = self._clock()
        if now - self._looked >= _LOOK_AGAIN:
            self._looked = now
            self._read_if_changed()
        return self._entries

    def _read_if_changed(self) -> None:
        stamp = self._changed()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._entries = self._read()
        except (ValueError, OSError) as error:
            structlog.get_logger("shared.web").error("staff_list_kept_as_it_was", error=type(error).__name__)

    def _changed(self) -> tuple[int, int]:
        try:
            status = self._path.stat() if self._path else None
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_size) if status else (0, 0)

    def _read(self) -> dict[str, StaffEntry]:
        if self._path is None:
            return {}
        try:
            entries = TypeAdapter(list[StaffEntry]).validate_json(self._path.read_bytes())
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = "/".join(str(part) for part in first["loc"])
            raise ValueError(f"staff list {self._path}, entry {place}: {first['msg']}") from None
        self._refuse_unfit(entries)
        return {entry.id: entry for entry in entries}

    def _refuse_unfit(self, entries: Sequence[StaffEntry]) -> None:
        if len({entry.id for entry in entries}) < len(entries):
            raise ValueError(f"staff list {self._path}: two entries have the same id")
        if not self._demo and any(entry.demo for entry in entries):
            raise ValueError(f"staff list {self._path} holds demo persons; take them out or set MODE=demo")


def _person(entry: StaffEntry) -> Person:
    return Person(entry.id, entry.name, entry.roles, entry.units)
