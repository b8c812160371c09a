"""What lies in the folder of programs runs; nothing else does."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.processes.programs import Program, Trace, end, wait_until
from deploy.installation.processes.supervisor import Supervisor

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def keeper(tmp_path_places: Places) -> Iterator[Supervisor]:
    supervised = Supervisor(tmp_path_places)
    yield supervised
    for path in tmp_path_places.programs.glob("*.json"):
        path.unlink()
    assert look_until(supervised, lambda: not supervised.kept)


def program(places: Places, name: str, code: str = SLEEP, patience: float = 5.0) -> Program:
    log = str(places.logs / f"{name}.log")
    return Program(name, [sys.executable, "-c", code], {"PATH": os.defpath}, str(places.clone), log, patience=patience)


def look_until(keeper: Supervisor, condition: Callable[[], bool]) -> bool:
    def met() -> bool:
        keeper.look(time.monotonic())
        return condition()

    return wait_until(met, seconds=10, every=0.02)


def look_until_running(keeper: Supervisor, name: str, *, besides: int = 0) -> Trace:
    def runs() -> bool:
        trace = supervisor.running(keeper.places, name)
        return trace is not None and trace.pid != besides

    assert look_until(keeper, runs)
    trace = supervisor.running(keeper.places, name)
    assert trace is not None
    return trace


def test_a_killed_program_is_started_again(keeper: Supervisor) -> None:
    supervisor.keep_running(keeper.places, program(keeper.places, "worker"))
    first = look_until_running(keeper, "worker")
    os.kill(first.pid, signal.SIGKILL)
    assert look_until_running(keeper, "worker", besides=first.pid).alive


def test_a_program_that_dies_at_once_is_started_more_and_more_seldom(keeper: Supervisor) -> None:
    supervisor.keep_running(keeper.places, program(keeper.places, "broken", "raise SystemExit(1)"))
    now, pauses = 0.0, []
    for _ in range(4):
        keeper.look(now)
        kept = keeper.kept["broken"]
        pauses.append(kept.not_before - now)
        now = kept.not_before
        assert wait_until(lambda kept=kept: not kept.is_running, seconds=10, every=0.02)  # type: ignore[misc]
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]


def test_a_program_taken_out_of_the_folder_is_ended(keeper: Supervisor) -> None:
    supervisor.keep_running(keeper.places, program(keeper.places, "worker"))
    trace = look_until_running(keeper, "worker")
    (keeper.places.programs / "worker.json").unlink()
    assert look_until(keeper, lambda: not trace.alive)


def test_a_program_that_does_not_listen_is_killed_when_patience_ends(keeper: Supervisor) -> None:
    stubborn = program(keeper.places, "deaf", STUBBORN, patience=0.2)
    supervisor.keep_running(keeper.places, stubborn)
    trace = look_until_running(keeper, "deaf")
    assert wait_until(lambda: "deaf" in (keeper.places.logs / "deaf.log").read_text(), seconds=10, every=0.02)
    (keeper.places.programs / "deaf.json").unlink()
    assert look_until(keeper, lambda: not trace.alive)


def test_a_program_that_is_described_anew_is_started_anew(keeper: Supervisor) -> None:
    supervisor.keep_running(keeper.places, program(keeper.places, "worker"))
    first = look_until_running(keeper, "worker")
    supervisor.keep_running(keeper.places, program(keeper.places, "worker", SLEEP + " # another"))
    assert look_until_running(keeper, "worker", besides=first.pid).alive
    assert not first.alive


def test_the_next_supervisor_goes_on_with_what_runs(keeper: Supervisor) -> None:
    supervisor.keep_running(keeper.places, program(keeper.places, "worker"))
    first = look_until_running(keeper, "worker")
    Supervisor(keeper.places).look(time.monotonic())
    assert supervisor.running(keeper.places, "worker") == first


def test_a_pid_that_belongs_to_another_process_by_now_is_not_touched() -> None:
    mine = Trace.of(os.getpid())
    stranger = Trace(mine.pid, "12345")
    assert mine.alive
    assert not stranger.alive
    assert end(stranger, patience=1)
