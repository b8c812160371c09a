"""When somebody must be reminded of a clock: before it is due, when it ran out, and when a superior takes it up (督办)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from services.investigation.decisions.clocks.time_limits import ClockState, OfficeTime, Reading
from services.investigation.model import CaseFile, Fact
from services.investigation.procedure import Section
from shared.procedures import Limit, Unit
from shared.workdays import Roll, due

# Reminders reach people when they are at work.
MORNING = time(9)
A_MOMENT_LATER = timedelta(seconds=1)


class AlarmKind(StrEnum):
    WARNING = "warn"
    OVERDUE = "due"
    ESCALATION = "escalate"


_ENTRY = {AlarmKind.WARNING: Fact.WARNED, AlarmKind.OVERDUE: Fact.OVERDUE, AlarmKind.ESCALATION: Fact.ESCALATED}


@dataclass(frozen=True)
class Alarm:
    """One reminder: its timer's kind, when it rings, and the due time it belongs to. A due time that moves makes a new one."""

    clock: str
    kind: AlarmKind
    step: int
    at: datetime
    due_at: datetime

    @property
    def timer(self) -> str:
        """The timer's name, e.g. `clock:solve:due` or `clock:solve:warn:0`."""
        named = f"clock:{self.clock}:{self.kind}"
        return named if self.kind is AlarmKind.OVERDUE else f"{named}:{self.step}"

    @property
    def fact(self) -> Fact:
        """What the history says once it rang."""
        return _ENTRY[self.kind]


def alarms(case: CaseFile, clocks: Iterable[Reading], office: OfficeTime) -> list[Alarm]:
    """Every reminder that is still to come, or should have come; each once for each due time of its clock."""
    rung = {(entry.data["timer"], entry.data["due_at"]) for entry in case.entries(Fact.WARNED, Fact.OVERDUE, Fact.ESCALATED)}
    running = (reading for reading in clocks if reading.state is ClockState.RUNNING)
    possible = (alarm for reading in running for alarm in _of_clock(reading, office))
    return [alarm for alarm in possible if (alarm.timer, alarm.due_at.isoformat()) not in rung]


def _of_clock(reading: Reading, office: OfficeTime) -> Iterator[Alarm]:
    code, at = reading.rule.code, reading.due.at
    for step, before in enumerate(reading.rule.warn_before):
        rings = _before(reading, before, office)
        if reading.due.started < rings:
            yield Alarm(code, AlarmKind.WARNING, step, rings, at)
    yield Alarm(code, AlarmKind.OVERDUE, 0, at + A_MOMENT_LATER, at)
    for escalation in reading.rule.escalations:
        if escalation.level > 0 or escalation.after is not None:
            rings = due(escalation.after, at, [], office.calendar, office.zone, Roll.NEVER).at if escalation.after else at
            yield Alarm(code, AlarmKind.ESCALATION, escalation.level, rings + A_MOMENT_LATER, at)


def _before(reading: Reading, distance: Limit, office: OfficeTime) -> datetime:
    """Hours before are exact; days before are the morning of that day."""
    if distance.unit is Unit.HOURS:
        return reading.due.at - timedelta(hours=distance.length)
    day = reading.due.day
    counted = 0
    while counted < distance.length:
        day -= timedelta(days=1)
        counted += distance.unit is Unit.DAYS or office.calendar.is_working_day(day)
    return datetime.combine(day, MORNING, office.zone).astimezone(reading.due.at.tzinfo)


def supervisor_of(unit: str, level: int, section: Section) -> str:
    """The unit that supervises at this level: 0 the unit itself, 1 its superior, and so on; a chain that ends earlier, by its top."""
    above = chain(unit, section)
    return above[min(level, len(above) - 1)]


def chain(unit: str, section: Section) -> list[str]:
    """The unit and its superiors, one after another up to the top."""
    found = [unit]
    while (pool := section.pool(found[-1])) is not None and pool.superior is not None:
        found.append(pool.superior)
    return found
