"""All branch offices hand in their files at the same time, each by its command line."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.demo.complaints import Office

ALL_TAKEN, SOME_REFUSED, NOT_DELIVERED = 0, 3, 4


@dataclass(frozen=True)
class HandedIn:
    """How an office's hand-in ended: the exit code of the command line and what it said."""

    office: Office
    code: int
    said: str

    @property
    def was_delivered(self) -> bool:
        return self.code in (ALL_TAKEN, SOME_REFUSED)


def hand_in(offices: list[Office], url: str, key_files: dict[str, str], folder: Path) -> list[HandedIn]:
    """Run one command line per office, all at once, and wait for all."""
    with ThreadPoolExecutor(len(offices)) as together:
        return list(together.map(lambda office: _one(office, url, key_files[office.name], folder / office.name), offices))


def _one(office: Office, url: str, key_file: str, folder: Path) -> HandedIn:
    folder.mkdir(parents=True, exist_ok=True)
    file = office.write(folder)
    words = ["submit", str(file), "--to", url, "--key-file", key_file, "--spool", str(folder / "spool")]
    ran = subprocess.run([sys.executable, "-m", "services.intake.branch", *words], capture_output=True, text=True, check=False, timeout=300)
    return HandedIn(office, ran.returncode, ran.stdout + ran.stderr)
