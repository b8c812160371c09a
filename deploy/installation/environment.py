"""The virtual environment of the clone: made from the locked requirements, and again only when these change."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.installation.console import Stopped, step
from deploy.installation.places import Places
from deploy.installation.servers import packages

REQUIREMENTS = Path("requirements") / "all.txt"


def ensure(places: Places) -> None:
    """Make `.venv` fit `requirements/all.txt`, with uv where it is there and works, else with pip."""
    wanted = _fingerprint(places)
    stamp = places.clone / ".venv" / "made-from"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("virtual environment", "虚拟环境") as details:
        details.append(_make(places))
    stamp.write_text(wanted)


def _make(places: Places) -> str:
    log = places.logs / "environment.log"
    uv = shutil.which("uv")
    if uv and all(_ran(command, places.clone, log) for command in _with_uv(uv, places)):
        return "uv"
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        packages.install("python3-venv", log=places.logs / "packages.log")
    for command in _with_pip(places):
        if not _ran(command, places.clone, log):
            raise Stopped(f"the virtual environment could not be made; the last lines of {log}:\n{_tail(log)}")
    return "pip"


def _with_uv(uv: str, places: Places) -> list[list[str]]:
    return [
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, ".venv"],
        [uv, "pip", "install", "--quiet", "--python", str(places.python), "--require-hashes", "-r", str(REQUIREMENTS)],
    ]


def _with_pip(places: Places) -> list[list[str]]:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    return [
        [sys.executable, "-m", "venv", "--clear", ".venv"],
        [str(places.python), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(REQUIREMENTS)],
    ]


def _ran(command: list[str], clone: Path, log: Path) -> bool:
    with log.open("ab") as output:
        return subprocess.run(command, cwd=clone, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode == 0


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-12:])


def _fingerprint(places: Places) -> str:
    locked = (places.clone / REQUIREMENTS).read_bytes()
    return f"{hashlib.sha256(locked).hexdigest()} {sys.version_info.major}.{sys.version_info.minor}"
