"""Cases made of their history, and the rules they live by, for decisions to look at."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.investigation.decisions.clocks.time_limits import OfficeTime
from services.investigation.decisions.folding import next_number, with_entry
from services.investigation.model import CaseFile, Entry, Fact, Person, Stage
from services.investigation.procedure import Clock, Section
from shared.contracts.words import Channel, Kind, ReplyChannel
from shared.procedures import load
from shared.workdays import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = OfficeTime(WorkingCalendar.load(), SHANGHAI)
# A Monday morning.
START = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI).astimezone(UTC)
WORDS = {"zh": "文字", "en": "words"}
CLASS = {"category": "food", "category_name": WORDS, "severity": "important", "urgency": "normal", "decided_by": "rule"}
DATA: dict[Fact, dict[str, Any]] = {
    Fact.ACCEPTED: CLASS,
    Fact.RECLASSIFIED: CLASS,
    Fact.HANDED_OVER: {"unit": "station", "unit_name": WORDS, "decided_by": "rule"},
    Fact.ASSIGNED: {"owner": "wang"},
    Fact.DECIDED: {"outcome": "upheld", "level": 0, "appeal_until": "2026-03-31"},
    Fact.APPEAL_DECIDED: {"outcome": "upheld", "level": 1, "appeal_until": None},
    Fact.FINDING_RECORDED: {"value": "substantiated", "cause": None},
    Fact.MEASURE_ADDED: {"kind": "refund", "for": "complainant", "owner": "li", "due": "2026-03-20"},
}


@cache
def _written() -> Section:
    packs = Path(__file__).parents[2] / "services" / "investigation" / "packs"
    return load(packs, "investigation", Section).of("office", date(2026, 1, 1)).section


def section(**changes: Any) -> Section:
    """The section of the tests' procedure, with these parts replaced."""
    return _written().model_copy(update=changes)


def clock(**changes: Any) -> Clock:
    """A clock of ten working days from the hand-over to the decision, paused while the complainant is asked."""
    usual = {
        "code": "solve",
        "text": WORDS,
        "basis": WORDS,
        "limit": {"length": 10, "unit": "working_days"},
        "starts_on": "handed_over",
        "stops_on": ("decided",),
        "pauses_on": ("information_requested",),
        "resumes_on": ("information_received",),
    }
    return Clock.model_validate({**usual, **changes})


def person(name: str = "li", roles: tuple[str, ...] = ("investigator",), units: tuple[str, ...] = ("station",)) -> Person:
    return Person(name, roles, units)


def registered(**changes: Any) -> CaseFile:
    """A case of which only the registration is known."""
    usual: dict[str, Any] = {
        "complaint_id": UUID(int=1),
        "reference": "TS-1",
        "procedure": "office",
        "edition": date(2026, 1, 1),
        "kind": Kind.COMPLAINT,
        "channel": Channel.WEB,
        "territory": None,
        "language": "zh",
        "reply_channel": ReplyChannel.EMAIL,
        "mediation_consent": False,
        "received_at": START,
        "stage": Stage.REGISTERED,
    }
    return then(CaseFile(**{**usual, **changes}), Fact.RECEIVED)


def then(case: CaseFile, fact: Fact, *, days: float = 0, hours: float = 0, who: str = "li", **data: Any) -> CaseFile:
    """The case after one more fact, so much time after the start."""
    at = START + timedelta(days=days, hours=hours)
    return with_entry(case, Entry(next_number(case), at, who, fact, {**DATA.get(fact, {}), **data}))


def taken(**changes: Any) -> CaseFile:
    """A case that li has taken."""
    return then(then(then(registered(**changes), Fact.ACCEPTED), Fact.HANDED_OVER), Fact.TAKEN)
