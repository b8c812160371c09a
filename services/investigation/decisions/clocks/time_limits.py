"""How a case's clocks stand: derived from its history each time, never stored as something to be changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.investigation.decisions.clocks.rules import ClockRule, clock_rules
from services.investigation.model import CaseFile, Entry, Fact
from services.investigation.procedure import Section
from shared.contracts.words import Text
from shared.procedures import Limit
from shared.workdays import DueTime, Pause, WorkingCalendar, due

WHY_PAUSED: dict[Fact, Text] = {
    Fact.INFORMATION_REQUESTED: Text(zh="等待投诉人补充", en="waiting for the complainant"),
    Fact.MEDIATION_STARTED: Text(zh="调解期间", en="during mediation"),
}
# Triage's question to the complainant is a question like ours.
_SAME_AS = {Fact.COMPLETION_REQUESTED: Fact.INFORMATION_REQUESTED}


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class OfficeTime:
    """The organisation's working days and time zone."""

    calendar: WorkingCalendar
    zone: ZoneInfo


@dataclass(frozen=True)
class Reading:
    """One clock that was started: when it is due and why; `extended` counts in the unit of its limit."""

    rule: ClockRule
    due: DueTime
    extended: int
    stopped: datetime | None

    @property
    def state(self) -> ClockState:
        if self.stopped:
            return ClockState.STOPPED
        return ClockState.PAUSED if self.due.standing_since else ClockState.RUNNING

    def is_late(self, now: datetime) -> bool:
        """Whether it ran out: by now, or by the time it was stopped. A paused clock is never late."""
        return self.due.standing_since is None and (self.stopped or now) > self.due.at


def readings(case: CaseFile, section: Section, office: OfficeTime) -> list[Reading]:
    """Every clock of the case that was started, in the order of the pack, each in its latest run."""
    history = sorted(case.history, key=lambda entry: entry.number)
    found = (_reading(rule, history, office) for rule in clock_rules(case, section))
    return [reading for reading in found if reading is not None]


def next_due(clocks: Iterable[Reading]) -> Reading | None:
    """The running clock that is due first; one that ran out already comes before all others."""
    running = (reading for reading in clocks if reading.state is ClockState.RUNNING)
    return min(running, key=lambda reading: reading.due.at, default=None)


def _reading(rule: ClockRule, history: list[Entry], office: OfficeTime) -> Reading | None:
    start, stop = _latest_run(rule, history)
    if start is None:
        return None
    stopped = stop.at if stop else None
    extended = _extended(rule, history, start)
    limit = Limit(length=rule.limit.length + extended, unit=rule.limit.unit)
    pauses = list(_until(stopped, _pauses(rule, history)))
    return Reading(rule, due(limit, start.at, pauses, office.calendar, office.zone, rule.roll), extended, stopped)


def _latest_run(rule: ClockRule, history: list[Entry]) -> tuple[Entry | None, Entry | None]:
    """What last started the clock, and what stopped that run; started twice is started once."""
    start: Entry | None = None
    stop: Entry | None = None
    for entry in history:
        if entry.fact is Fact.WITHDRAWN and entry.fact in rule.stops_on:
            break  # what triage says afterwards, not having heard of it, starts nothing
        stands = start is None or (stop is not None and stop.number < entry.number)
        if entry.fact is rule.starts_on and stands:
            start, stop = entry, _first_after(entry, rule.stops_on, history)
    return start, stop


def _first_after(entry: Entry, facts: frozenset[Fact], history: list[Entry]) -> Entry | None:
    """The first of these facts after the entry: written down later, or having happened later.

    Events of two services arrive in no common order, and their clocks may differ: either sign of "later" counts.
    """
    later = (each for each in history if each.fact in facts and (each.number > entry.number or each.at > entry.at))
    return next(later, None)


def _pauses(rule: ClockRule, history: list[Entry]) -> Iterator[Pause]:
    """Every time something was waited for, also if it began before the clock did."""
    for entry in history:
        fact = _SAME_AS.get(entry.fact, entry.fact)
        if fact in rule.resumed_by:
            end = _first_after(entry, rule.resumed_by[fact], history)
            yield Pause(entry.at, end.at if end else None, WHY_PAUSED.get(fact))


def _until(stopped: datetime | None, pauses: Iterable[Pause]) -> Iterator[Pause]:
    """A clock that was stopped is paused no longer."""
    for pause in pauses:
        if stopped is None:
            yield pause
        elif pause.began < stopped:
            yield replace(pause, ended=min(pause.ended or stopped, stopped))


def _extended(rule: ClockRule, history: list[Entry], start: Entry) -> int:
    approved = (entry for entry in history if entry.fact is Fact.EXTENSION_APPROVED and entry.number > start.number)
    return sum(int(entry.data["length"]) for entry in approved if entry.data["clock"] == rule.code)
