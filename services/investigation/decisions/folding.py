"""A case after one more fact: where it stands follows from its history, entry by entry."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from services.investigation.lifecycle import after
from services.investigation.model import CaseFile, Entry, Fact, Stage
from shared.contracts.words import Outcome, Severity, Text, Urgency

Changes = dict[str, Any]


def with_entry(case: CaseFile, entry: Entry) -> CaseFile:
    """The case with this entry at the end of its history; NotPermitted where its stage does not allow the fact."""
    stage = after(case.stage, entry.fact)
    changes = _CHANGES.get(entry.fact, _nothing)(entry, stage)
    return replace(case, stage=stage, history=(*case.history, entry), **changes)


def next_number(case: CaseFile) -> int:
    """The number of the entry that is written next; entries are numbered from 1 without a gap."""
    return len(case.history) + 1


def _nothing(_entry: Entry, _stage: Stage) -> Changes:
    return {}


def _classified(entry: Entry, _stage: Stage) -> Changes:
    data = entry.data
    return {
        "category": data["category"],
        "category_name": Text(**data["category_name"]),
        "severity": Severity(data["severity"]),
        "urgency": Urgency(data["urgency"]),
    }


def _handed_over(entry: Entry, stage: Stage) -> Changes:
    """The unit's pool has it; what comes after a decision changes nothing."""
    if stage is not Stage.OPEN:
        return {}
    return {"unit": entry.data["unit"], "unit_name": Text(**entry.data["unit_name"]), "owner": None}


def _decided(entry: Entry, _stage: Stage) -> Changes:
    return {"outcome": Outcome(entry.data["outcome"]), "level": entry.data["level"], "appeal_until": _day(entry.data["appeal_until"])}


def _told(entry: Entry, _stage: Stage) -> Changes:
    return {"appeal_until": _day(entry.data["appeal_until"])} if "appeal_until" in entry.data else {}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


_CHANGES: dict[Fact, Callable[[Entry, Stage], Changes]] = {
    Fact.ACCEPTED: _classified,
    Fact.RECLASSIFIED: _classified,
    Fact.HANDED_OVER: _handed_over,
    Fact.TAKEN: lambda entry, _stage: {"owner": entry.who},
    Fact.ASSIGNED: lambda entry, _stage: {"owner": entry.data["owner"]},
    Fact.HANDED_BACK: lambda _entry, _stage: {"owner": None},
    Fact.DECIDED: _decided,
    Fact.APPEAL_DECIDED: _decided,
    Fact.TOLD: _told,
    Fact.REVIEW_TAKEN: lambda entry, _stage: {"reviewer": entry.who},
}
