"""Branch offices that hand in their files by the command line, at once, and try again until everything is delivered."""

import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.installation import Installation
from tests.servers.system import ROOT

ALL_TAKEN, SOME_REFUSED, NOT_DELIVERED = 0, 3, 4
PATIENCE = 900.0  # seconds until a branch gives up, which fails the test
PAUSE = 1.0


@dataclass(frozen=True)
class Delivery:
    """What a branch hands in, and how it ended: the exit code, how often the command line was started, what it counts.

    `counts` are those of intake's last answer about each file: rows, registered, already_registered, failed.
    """

    branch: str
    files: tuple[Path, ...]
    rows: int
    code: int = NOT_DELIVERED
    tries: int = 0
    said: str = ""
    counts: Counter[str] = field(default_factory=Counter)


def hand_in(to: Installation, deliveries: list[Delivery], spools: Path) -> list[Delivery]:
    """All of them at once; returns when everything is delivered. AssertionError when a command line ends in another way."""
    with ThreadPoolExecutor(len(deliveries)) as together:
        return list(together.map(lambda one: _until_delivered(to, one, spools / one.branch), deliveries))


def _until_delivered(to: Installation, delivery: Delivery, spool: Path) -> Delivery:
    end = time.monotonic() + PATIENCE
    ended = _run(to, delivery, spool, "submit", *map(str, delivery.files))
    while ended.code == NOT_DELIVERED:
        assert time.monotonic() < end, ended.said
        time.sleep(PAUSE)
        ended = _run(to, ended, spool, "retry")
    assert ended.code in (ALL_TAKEN, SOME_REFUSED), ended.said
    return replace(ended, counts=_counted(spool, {path.name for path in delivery.files}))


def _run(to: Installation, delivery: Delivery, spool: Path, verb: str, *files: str) -> Delivery:
    ran = _call(spool, verb, *files, "--to", to.system.url("intake"), "--key-file", str(to.keys[delivery.branch]))
    return replace(delivery, code=ran.returncode, tries=delivery.tries + 1, said=delivery.said + ran.stdout + ran.stderr)


def _counted(spool: Path, names: set[str]) -> Counter[str]:
    counts = Counter[str]()
    for order in json.loads(_call(spool, "status", "--output", "json").stdout)["orders"]:
        if order["name"] in names:
            counts.update(order["result"]["counts"])
    return counts


def _call(spool: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    spool.mkdir(parents=True, exist_ok=True)
    program = [sys.executable, "-m", "services.intake.branch", *words, "--spool", str(spool)]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
