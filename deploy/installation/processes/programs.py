"""A program that an installation runs: how it is started, known again later, and ended."""

import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


class Unready(Exception):
    """A program did not come up in time; the sentence says which and where its log is."""


@dataclass(frozen=True)
class Program:
    """What to run; `account` None is the person who runs the installation, `patience` the seconds it gets to end by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    folder: str
    log: str
    account: str | None = None
    stop_signal: int = signal.SIGTERM
    patience: float = 30.0

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Program":
        return cls(**json.loads(text))

    def start(self, *, ends_with_us: bool = False) -> "subprocess.Popen[bytes]":
        """Start it in a session of its own, so that a key pressed in the terminal does not reach it.

        With `ends_with_us` Linux kills it when the thread that started it ends, however that happens: for tests.
        """
        Path(self.log).parent.mkdir(parents=True, exist_ok=True)
        with Path(self.log).open("ab") as log:
            return subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.account,
                group=_group(self.account),
                extra_groups=[] if self.account else None,
                preexec_fn=_end_with_parent if ends_with_us else None,  # noqa: PLW1509 - one system call, no lock
            )


@dataclass(frozen=True)
class Trace:
    """What is left of a started program on disk: its pid, when that process began (pids are used again), what it was started from."""

    pid: int
    began: str
    origin: str = "-"

    @classmethod
    def of(cls, pid: int, origin: str = "-") -> "Trace":
        return cls(pid, _began(pid), origin)

    @classmethod
    def read(cls, path: Path) -> "Trace | None":
        try:
            pid, began, origin = path.read_text().split()
            return cls(int(pid), began, origin)
        except (FileNotFoundError, ValueError):
            return None

    def write(self, path: Path) -> None:
        path.write_text(f"{self.pid} {self.began or '-'} {self.origin}\n")

    @property
    def alive(self) -> bool:
        return _began(self.pid) == self.began != ""

    def send(self, number: int) -> None:
        if self.alive:
            os.kill(self.pid, number)


def end(trace: Trace, *, by: int = signal.SIGTERM, patience: float = 30.0, reap: Callable[[], object] = lambda: None) -> bool:
    """Ask a program to end and wait; kill it after `patience` seconds. False when it had to be killed."""
    trace.send(by)
    if wait_until(lambda: (reap(), not trace.alive)[1], seconds=patience, every=0.05):
        return True
    trace.send(signal.SIGKILL)
    wait_until(lambda: (reap(), not trace.alive)[1], seconds=5, every=0.05)
    return False


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.1) -> bool:
    """Look again and again until the condition holds or the seconds are over."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def _began(pid: int) -> str:
    """Tell when the process began, in clock ticks since the machine did; empty for one that is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _group(account: str | None) -> int | None:
    return pwd.getpwnam(account).pw_gid if account else None
