"""The history of a case as the page shows it: newest first, who did what, and what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.investigation.decisions.clocks.explanations import amount
from services.investigation.decisions.overview import Overview
from services.investigation.model import CaseFile, Entry, Said
from services.investigation.procedure import Section
from shared.contracts.words import Text
from shared.procedures import Unit
from shared.web.pages.catalogues import Words


class _Worded(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def text(self) -> Text: ...


@dataclass(frozen=True)
class Line:
    """One entry of the timeline."""

    at: datetime
    title: str
    who: str
    text: str | None


def timeline(case: CaseFile, section: Section, view: Overview, texts: Mapping[int, Said], words: Words) -> list[Line]:
    """What happened, newest first."""
    named = _names(section, view)
    return [_line(entry, texts.get(entry.number), named, words) for entry in reversed(case.history)]


def _line(entry: Entry, said: Said | None, named: Mapping[str, Text], words: Words) -> Line:
    detail = _detail(entry, named, words)
    title = words.label("fact", entry.fact) + (f" · {detail}" if detail else "")
    parts = [part for part in (said.about, said.text) if part] if said else []
    return Line(entry.at, title, words.label("who", entry.who), "\n".join(parts) or None)


def _detail(entry: Entry, named: Mapping[str, Text], words: Words) -> str:
    """The codes of an entry in words: its outcome, its clock, its unit."""
    shown = []
    for name in ("outcome", "value", "cause", "kind", "ground", "clock", "unit", "owner", "reason", "score", "level", "due"):
        value = entry.data.get(name)
        if value not in (None, "", 0) and value not in list(Unit):
            text = named.get(f"{name}.{value}", Text(zh=str(value), en=str(value)))
            shown.append(_in(words, text))
    if "length" in entry.data:
        shown.append(_in(words, amount(entry.data["length"], Unit(entry.data["unit"]))))
    return " · ".join(shown)


def _in(words: Words, text: Text) -> str:
    return text.zh if words.language == "zh" else text.en


def _names(section: Section, view: Overview) -> dict[str, Text]:
    """Every code of the procedure with its words, by the name under which the history keeps it."""
    tables: dict[str, Sequence[_Worded]] = {
        "outcome": section.outcomes,
        "value": section.findings,
        "cause": section.causes,
        "kind": section.measures,
        "reason": section.hand_back_reasons,
        "ground": section.mediation.end_grounds if section.mediation else (),
        "clock": (*section.clocks, *view.clocks),
    }
    found = {f"{name}.{row.code}": row.text for name, rows in tables.items() for row in rows}
    return found | {f"unit.{pool.unit}": pool.name for pool in section.pools}
