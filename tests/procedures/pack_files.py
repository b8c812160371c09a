"""Packs written for a test: a sound edition, and the section that reads it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import pytest

from shared.procedures import BrokenPack, Clause, Code, Condition, Editions, FactKind, Limit, PackText, Unit, about, load

HEAD = """\
procedure: parcels
title: {zh: 包裹, en: Parcels}
source: {zh: 包裹办法第三条, en: "Parcel rules, article 3"}
in_force: 2026-01-01
applies_to_open_cases: false
"""
FACTS = {"weight": FactKind.NUMBER, "words": FactKind.TEXT, "channel": FactKind.CODE, "sent_on": FactKind.DAY}


class Letter(Clause):
    subject: PackText
    body: PackText


class Rule(Clause):
    code: Code
    when: tuple[Annotated[Condition, about(FACTS)], ...] = ()


class Section(Clause):
    """What a service of parcels reads."""

    answer_within: Limit
    rules: tuple[Rule, ...] = ()
    letter: Letter | None = None
    since: date | None = None
    insured: bool = False


SECTION = "triage:\n  answer_within: {length: 7, unit: working_days}\n"


def working_days(length: int) -> Limit:
    return Limit(length=length, unit=Unit.WORKING_DAYS)


def write(folder: Path, text: str | bytes, name: str = "2026-01-01.yaml", procedure: str = "parcels") -> Path:
    """Put a file into the pack `procedure` under `folder`."""
    path = folder / procedure / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def edition(day: str, *, procedure: str = "parcels", more: str = "", days: int = 7, open_cases: bool = False) -> str:
    """The text of a sound edition in force from `day`."""
    return (
        f"procedure: {procedure}\ntitle: {{zh: 包裹, en: Parcels}}\nsource: 包裹办法\nin_force: {day}\n"
        f"applies_to_open_cases: {str(open_cases).lower()}\n{more}"
        f"triage:\n  answer_within: {{length: {days}, unit: working_days}}\n"
    )


def loaded(folder: Path) -> Editions[Section]:
    return load(folder, "triage", Section)


def faults(folder: Path) -> BrokenPack:
    with pytest.raises(BrokenPack) as broken:
        loaded(folder)
    return broken.value


def check(folder: Path, text: str | bytes, line: int, says: str) -> None:
    """Loading a pack of this text fails with a sentence that contains `says`, at this line, with a remedy in both languages."""
    path = write(folder, text)
    broken = faults(folder)
    found = [fault for fault in broken.faults if says in f"{fault.wrong.en} {fault.remedy.en}"]
    assert found, str(broken)
    assert (found[0].file, found[0].line) == (str(path), line)
    assert found[0].remedy.en
    assert found[0].remedy.zh
    assert str(path) in str(broken)
