"""Keeps running what lies in the folder of programs: starts, starts again after a death, ends what was taken out.

One process per installation. Its own death ends nothing: the next supervisor finds the traces and goes on.
"""

import hashlib
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from deploy.installation.places import Places, write_private
from deploy.installation.processes.programs import Program, Trace, end, wait_until

LOOK_EVERY = 0.2
FIRST_PAUSE, LONGEST_PAUSE, STABLE = 0.5, 30.0, 60.0


@dataclass
class Supervisor:
    """Brings what runs in line with the files of programs, a look at a time."""

    places: Places
    kept: dict[str, "Kept"] = field(default_factory=dict)

    def look(self, now: float) -> None:
        wanted = {path.stem: path.read_text() for path in sorted(self.places.programs.glob("*.json"))}
        for name in wanted.keys() - self.kept.keys():
            self.kept[name] = Kept(self.places.traces / f"{name}.pid", wanted[name])
        for name in list(self.kept):
            self.kept[name].keep(wanted.get(name), now)
            if name not in wanted and not self.kept[name].is_running:
                del self.kept[name]


@dataclass
class Kept:
    """One program: what it is wanted to be, what runs, and when it may be started again."""

    trace_path: Path
    text: str
    not_before: float = 0.0
    pause: float = FIRST_PAUSE
    started: float = 0.0
    ending_since: float = 0.0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def is_running(self) -> bool:
        if self.process is not None:
            self.process.poll()
        trace = Trace.read(self.trace_path)
        return trace is not None and trace.alive

    def keep(self, wanted: str | None, now: float) -> None:
        """Take one step towards what is wanted: None is not to run at all."""
        if self.is_running:
            if wanted is None or _digest(wanted) != self._running_origin():
                self._end(now)
        elif wanted is not None and now >= self.not_before:
            self._start(wanted, now)
        elif wanted is None:
            self.trace_path.unlink(missing_ok=True)

    def _start(self, wanted: str, now: float) -> None:
        self.text, self.ending_since = wanted, 0.0
        self.pause = FIRST_PAUSE if now - self.started > STABLE else min(2 * self.pause, LONGEST_PAUSE)
        self.started, self.not_before = now, now + self.pause
        self.process = Program.from_json(wanted).start()
        Trace.of(self.process.pid, _digest(wanted)).write(self.trace_path)

    def _end(self, now: float) -> None:
        program, trace = Program.from_json(self.text), Trace.read(self.trace_path)
        if trace is None:
            return
        if not self.ending_since:
            self.ending_since, self.not_before = now, now
            trace.send(program.stop_signal)
        elif now - self.ending_since > program.patience:
            trace.send(signal.SIGKILL)

    def _running_origin(self) -> str:
        trace = Trace.read(self.trace_path)
        return trace.origin if trace else ""


def ensure(places: Places) -> None:
    """Start the supervisor of this installation unless it runs."""
    trace = Trace.read(places.traces / "supervisor.pid")
    if trace is None or not trace.alive:
        program = Program(
            name="supervisor",
            command=[sys.executable, "-m", "deploy.installation.processes.supervisor", str(places.clone)],
            environment={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            folder=str(places.clone),
            log=str(places.logs / "supervisor.log"),
        )
        Trace.of(program.start().pid).write(places.traces / "supervisor.pid")


def keep_running(places: Places, program: Program) -> None:
    """Hand a program over: it runs from now on, and anew when it differs from what ran under its name."""
    write_private(places.programs / f"{program.name}.json", program.to_json())


def take_out(places: Places, names: list[str]) -> None:
    """Stop these programs and wait until they have ended; a supervisor that died is replaced first, since it does the ending."""
    ensure(places)
    for name in names:
        (places.programs / f"{name}.json").unlink(missing_ok=True)
    wait_until(partial(_all_ended, places, names), seconds=40)


def end_itself(places: Places) -> None:
    """End the supervisor; what still runs goes on without one."""
    trace = Trace.read(places.traces / "supervisor.pid")
    if trace is not None:
        end(trace, patience=5)


def _all_ended(places: Places, group: list[str]) -> bool:
    return not any(running(places, name) for name in group)


def running(places: Places, name: str) -> Trace | None:
    """The trace of a program that runs, None when it does not."""
    trace = Trace.read(places.traces / f"{name}.pid")
    return trace if trace is not None and trace.alive else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    supervisor = Supervisor(Places(Path(sys.argv[1])))
    while supervisor.places.programs.exists():
        supervisor.look(time.monotonic())
        time.sleep(LOOK_EVERY)


if __name__ == "__main__":
    main()
