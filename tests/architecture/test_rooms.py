"""The four services have the same rooms, and a new room needs a decision record that names it."""

from pathlib import Path

import pytest

from tests.architecture.source import ROOMS, ROOT, SERVICES

MUST_HAVE = {
    "__init__",
    "__main__",
    "app",
    "settings",
    "handlers",
    "store",
    "lifecycle",
    "procedure",
    "model",
    "migrations",
    "README",
    "decisions",
}
RECORDS = ROOT / "docs" / "decisions"


def rooms_of(service: Path) -> set[str]:
    return {entry.stem if entry.is_file() else entry.name for entry in service.iterdir() if entry.name not in {"__pycache__", "py.typed"}}


def strangers(service: Path, records: str) -> set[str]:
    """Rooms that are neither everybody's nor named in a decision record."""
    return {room for room in rooms_of(service) - ROOMS if f"`{service.name}/{room}" not in records}


def all_records() -> str:
    return "\n".join(record.read_text(encoding="utf-8") for record in RECORDS.glob("*.md"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_rooms_of_the_house_and_no_others(service: str) -> None:
    assert strangers(ROOT / "services" / service, all_records()) == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_every_room_it_needs(service: str) -> None:
    assert MUST_HAVE - rooms_of(ROOT / "services" / service) == set()


def test_canary_a_new_room_is_seen(tmp_path: Path) -> None:
    (tmp_path / "intake").mkdir()
    (tmp_path / "intake" / "helpers.py").touch()
    assert strangers(tmp_path / "intake", all_records()) == {"helpers"}
