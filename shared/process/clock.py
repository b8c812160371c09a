"""Where the time comes from: the system, a file that tests move, or a fixed moment."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Says what time it is; every moment is aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovedClock:
    """The clock of the machine plus the seconds that stand in a file: a test moves the time of running services.

    The file is looked at every 50 ms at most; a missing or empty file moves nothing. ValueError when it holds no number.
    """

    EVERY = 0.05

    def __init__(self, file: Path) -> None:
        self._file = file
        self._looked = float("-inf")
        self._offset = timedelta()

    def now(self) -> datetime:
        if time.monotonic() - self._looked >= self.EVERY:
            self._offset = self._read()
            self._looked = time.monotonic()
        return datetime.now(UTC) + self._offset

    def _read(self) -> timedelta:
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return timedelta()
        return timedelta(seconds=float(text or 0))


class FixedClock:
    """A clock that stands at `at` (aware) until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at.astimezone(UTC)
