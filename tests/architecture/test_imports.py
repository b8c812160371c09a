"""Who may import what: the contracts of pyproject.toml hold, and each is seen to fail on a wrong line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

WRONG = {
    "Services know each other by events only": ("services/intake/model.py", "import services.triage.model"),
    "Mechanism knows no service": ("shared/errors.py", "import services.intake.model"),
    "Contracts are words: nothing but themselves and pydantic": ("shared/contracts/words.py", "import shared.errors"),
    "What is decided needs no machinery": ("services/triage/model.py", "import sqlmodel"),
    "A reaction never talks to the outside": ("services/triage/handlers", "import fastapi"),
    "Nobody imports how a service is put together": ("services/triage/lifecycle.py", "import services.triage.app"),
}


def lint(tree: Path) -> tuple[int, str]:
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    done = subprocess.run(program, cwd=tree, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def test_everybody_imports_only_what_the_house_allows() -> None:
    status, said = lint(ROOT)
    assert status == 0, said


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources in a folder where they may be spoilt."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("services", "shared"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


@pytest.mark.parametrize("contract", WRONG)
def test_canary_a_wrong_import_is_seen(copy: Path, contract: str) -> None:
    place, line = WRONG[contract]
    file = copy / place if place.endswith(".py") else spoilable(copy / place)
    right = file.read_text(encoding="utf-8")
    file.write_text(right + f"\n{line}\n", encoding="utf-8")
    try:
        status, said = lint(copy)
    finally:
        file.write_text(right, encoding="utf-8")
    assert status != 0
    assert f"{contract} BROKEN" in said


def spoilable(room: Path) -> Path:
    """A room is a file or a folder of the same name."""
    return room.with_suffix(".py") if room.with_suffix(".py").exists() else room / "__init__.py"


def test_every_contract_has_its_canary() -> None:
    configured = [
        line.split('"')[1]
        for line in (ROOT / "pyproject.toml").read_text().splitlines()
        if line.startswith('name = "') and "redress" not in line
    ]
    assert set(configured) == set(WRONG)
