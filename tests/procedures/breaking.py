"""The sound pack with one place changed, read with the section of one service."""

from importlib import import_module
from pathlib import Path

import pytest
from pydantic import BaseModel

from shared.procedures import BrokenPack, Editions, load

SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")


def section_of(service: str) -> type[BaseModel]:
    """The model with which this service reads its part of a pack."""
    model: type[BaseModel] = import_module(f"services.{service}.procedure").Section
    return model


def read(folder: Path, service: str, old: str = "", new: str = "") -> Editions[BaseModel]:
    """The sound pack with `old`, which stands there once, replaced by `new`, read as `service` reads it."""
    assert not old or SOUND.count(old) == 1, f"{old!r} stands {SOUND.count(old)} times in the sound pack"
    pack = folder / "parcels"
    pack.mkdir()
    (pack / "2026-01-01.yaml").write_text(SOUND.replace(old, new) if old else SOUND, encoding="utf-8")
    return load(folder, service, section_of(service))


def refusal(folder: Path, service: str, old: str, new: str) -> str:
    """What is said when the pack so changed is read."""
    with pytest.raises(BrokenPack) as broken:
        read(folder, service, old, new)
    said = str(broken.value)
    assert "2026-01-01.yaml, line " in said, "the sentence names file and line"
    assert "2026-01-01.yaml第 " in said, "and does so in Chinese"
    return said
