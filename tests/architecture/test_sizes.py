"""How long the code is: most functions fit in a glance, no file needs scrolling for long."""

import statistics
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SERVICES, functions, python_files

LONGEST_FUNCTION, LONGEST_FILE, FULLEST_FOLDER = 40, 300, 12
CODE = ("services", "shared", "deploy")
# data and generated documents are not rooms
NOT_COUNTED = {"__pycache__", "schemas", "examples", "versions"}


def sizes() -> list[int]:
    return sorted(function.lines for path in python_files(*CODE) for function in functions(path))


def test_functions_are_short(capsys: pytest.CaptureFixture[str]) -> None:
    lines = sizes()
    figures = {
        "functions": len(lines),
        "median": statistics.median(lines),
        "nine of ten": lines[int(len(lines) * 0.9)],
        "longest": lines[-1],
    }
    with capsys.disabled():
        sys.stdout.write(f"\nsizes: {figures}\n")
    assert figures["median"] <= 8
    assert figures["nine of ten"] <= 20


def too_long(path: Path) -> list[str]:
    found = [f"{function.place} has {function.lines} lines" for function in functions(path) if function.lines > LONGEST_FUNCTION]
    lines = len(path.read_text(encoding="utf-8").splitlines())
    return [*found, f"{path.name} has {lines} lines"] if lines > LONGEST_FILE else found


def test_no_function_and_no_file_is_too_long() -> None:
    assert [line for path in python_files(*CODE, "tests") for line in too_long(path)] == []


def test_no_folder_is_too_full() -> None:
    # a service's own folder holds the rooms that test_rooms.py names, which are more
    folders = {path.parent for path in python_files(*CODE)} - {ROOT / "services" / service for service in SERVICES}
    full = {}
    for folder in folders - {ROOT / "tests"}:
        entries = [entry for entry in folder.iterdir() if entry.name not in NOT_COUNTED and entry.name != "__init__.py"]
        if len(entries) > FULLEST_FOLDER and folder.name not in NOT_COUNTED:
            full[str(folder.relative_to(ROOT))] = len(entries)
    assert full == {}


def test_canary_a_long_function_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("def long():\n" + "    pass\n" * (LONGEST_FUNCTION + 1))
    assert too_long(file) == [f"long.py:long has {LONGEST_FUNCTION + 1} lines"]
