"""All branch offices hand in their files at the same time, each by its command line."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo.complaints import Office

ALL_TAKEN, SOME_REFUSED = 0, 3


@dataclass(frozen=True)
class HandedIn:
    """How an office's hand-in ended: the exit code of its command line, the counts and problems it printed, its remarks."""

    office: Office
    code: int
    counts: dict[str, int]
    problems: list[dict[str, Any]]
    remarks: str

    @property
    def is_as_expected(self) -> bool:
        """Whether every right row is registered and every wrong one refused."""
        known = self.counts.get("registered", 0) + self.counts.get("already_registered", 0)
        return (
            self.code == (SOME_REFUSED if self.office.wrong else ALL_TAKEN)
            and known == len(self.office.rows) - len(self.office.wrong)
            and self.counts.get("failed") == len(self.office.wrong)
        )


def hand_in(offices: list[Office], url: str, key_files: dict[str, str], folder: Path) -> list[HandedIn]:
    """Run one command line per office, all at once, and wait for all."""
    with ThreadPoolExecutor(len(offices)) as together:
        return list(together.map(lambda office: _one(office, url, key_files[office.name], folder / office.name), offices))


def _one(office: Office, url: str, key_file: str, folder: Path) -> HandedIn:
    folder.mkdir(parents=True, exist_ok=True)
    file = office.write(folder)
    words = ["submit", str(file), "--to", url, "--key-file", key_file, "--spool", str(folder / "spool"), "--output", "json"]
    ran = subprocess.run([sys.executable, "-m", "services.intake.branch", *words], capture_output=True, text=True, check=False, timeout=300)
    result = _result(ran.stdout)
    return HandedIn(office, ran.returncode, result.get("counts", {}), result.get("problems", []), ran.stderr.strip())


def _result(said: str) -> dict[str, Any]:
    try:
        orders: list[dict[str, Any]] = json.loads(said)["orders"]
    except (ValueError, KeyError):
        return {}
    return (orders[0]["result"] if orders else None) or {}
