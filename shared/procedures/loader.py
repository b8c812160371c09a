"""Packs from a folder: `<folder>/<procedure>/<YYYY-MM-DD>.yaml`, each service reading its own section."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from shared.procedures import sentences
from shared.procedures.broken import BrokenPack, Fault
from shared.procedures.editions import SHANGHAI, Edition, Editions
from shared.procedures.header import SECTIONS, Header
from shared.procedures.reading import Document, read
from shared.procedures.validation import MOST_FAULTS, validated

SectionT = TypeVar("SectionT", bound=BaseModel)
EXAMPLES = "examples.yaml"


def load(directory: Path, section_name: str, model: type[SectionT], zone: ZoneInfo = SHANGHAI) -> Editions[SectionT]:
    """All editions under `directory`, with the section `section_name` of each read strictly as `model`.

    The heads of all editions are read by everybody, other services' sections by nobody here.
    BrokenPack names every fault in every file; nothing is loaded then.
    """
    editions: list[Edition[SectionT]] = []
    faults: list[Fault] = []
    for pack in _packs(directory):
        try:
            editions += _pack(pack, section_name, model)
        except BrokenPack as broken:
            faults += broken.faults
    if faults:
        raise BrokenPack(faults)
    return Editions(editions, zone)


def _packs(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise BrokenPack([Fault(str(directory), 0, *sentences.no_such_folder())])
    return sorted(entry for entry in directory.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def _pack(pack: Path, section_name: str, model: type[SectionT]) -> list[Edition[SectionT]]:
    found: list[Edition[SectionT]] = []
    faults: list[Fault] = []
    for path in _edition_files(pack):
        try:
            found.append(_edition(path, section_name, model))
        except BrokenPack as broken:
            faults += broken.faults
    faults += _overlaps(pack, found)
    if faults:
        raise BrokenPack(faults)
    return found


def _edition_files(pack: Path) -> list[Path]:
    files = sorted(path for path in pack.iterdir() if path.suffix.lower() in {".yaml", ".yml"} and path.name != EXAMPLES)
    misnamed = [Fault(str(path), 0, *sentences.file_name()) for path in files if _date(path) is None or not path.is_file()]
    if misnamed:
        raise BrokenPack(misnamed)
    if not files:
        raise BrokenPack([Fault(str(pack), 0, *sentences.no_edition())])
    return files


def _date(path: Path) -> date | None:
    try:
        day = date.fromisoformat(path.stem)
    except ValueError:
        return None
    return day if path.name == f"{day.isoformat()}.yaml" else None


def _edition(path: Path, section_name: str, model: type[SectionT]) -> Edition[SectionT]:
    document = read(path)
    _refuse_unknown(document, section_name)
    faults: list[Fault] = []
    header = section = None
    try:
        header = _header(document, path)
    except BrokenPack as broken:
        faults += broken.faults
    try:
        section = validated(document, (section_name,), model)
    except BrokenPack as broken:
        faults += broken.faults
    if header is None or section is None:
        raise BrokenPack(faults)
    return Edition(
        procedure=header.procedure, edition=header.in_force, title=header.title, source=header.source,
        applies_to_open_cases=header.applies_to_open_cases, until=header.until, section=section,
    )  # fmt: skip


def _refuse_unknown(document: Document, section_name: str) -> None:
    if not isinstance(document.data, dict):
        raise BrokenPack([document.fault(1, sentences.not_a_table())])
    known = [*Header.model_fields, *SECTIONS]
    unknown = [key for key in document.data if key not in known][:MOST_FAULTS]
    faults = [document.fault(document.line((key,)), sentences.unknown_field(sentences.quoted(key), known)) for key in unknown]
    if section_name not in document.data:
        faults.append(document.fault(0, sentences.missing_section(section_name)))
    if faults:
        raise BrokenPack(faults)


def _header(document: Document, path: Path) -> Header:
    head = {key: value for key, value in document.data.items() if key not in SECTIONS}
    header = validated(Document(document.file, head, document.lines), (), Header)
    faults = list(_disagreements(document, path, header))
    if faults:
        raise BrokenPack(faults)
    return header


def _disagreements(document: Document, path: Path, header: Header) -> Iterator[Fault]:
    if header.procedure != path.parent.name:
        yield document.fault(document.line(("procedure",)), sentences.wrong_procedure(header.procedure, path.parent.name))
    if header.in_force != _date(path):
        yield document.fault(document.line(("in_force",)), sentences.wrong_date(str(header.in_force), path.name))
    if header.until and header.until <= header.in_force:
        yield document.fault(document.line(("until",)), sentences.until_too_early())


def _overlaps(pack: Path, found: list[Edition[SectionT]]) -> Iterator[Fault]:
    for earlier, later in pairwise(found):
        if earlier.until and earlier.until > later.edition:
            yield Fault(str(pack / f"{earlier.edition}.yaml"), 0, *sentences.until_too_late(str(later.edition)))
