"""When a clock is due, derived from its history: its start, and each pause with its resumption.

Hours are exact. Limits in days end with the last second of their last day (23:59:59 in the organisation's zone):
late is `now > at`, and the date of `at` is the day that people read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.words import Text
from shared.procedures.editions import SHANGHAI
from shared.procedures.types import Limit, Unit
from shared.workdays.calendar import ONE_DAY, Due, Roll, WorkingCalendar
from shared.workdays.steps import Step, StepKind

LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Pause:
    """A clock stood still from `began` to `ended` (aware moments); `ended` is None while it still stands."""

    began: datetime
    ended: datetime | None = None
    reason: Text | None = None


@dataclass(frozen=True)
class DueTime:
    """The moment after which it is late (`at`, UTC), the organisation's day of that moment, and why.

    `started` is in the organisation's zone, `unit` the one it was counted in.
    `standing_since` is set while a pause is open: `at` is then the earliest it can become, and nothing is late.
    """

    at: datetime
    day: date
    started: datetime
    unit: Unit
    provisional: bool
    explanation: tuple[Step, ...]
    standing_since: datetime | None = None


def due(
    limit: Limit,
    started: datetime,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    zone: ZoneInfo = SHANGHAI,
    roll: Roll = Roll.HOLIDAYS,
) -> DueTime:
    """When `limit`, begun at `started` (aware), ends; `roll` matters for limits in calendar days only.

    A pause counts in the clock's own unit: exact time for hours; for days the day of the pause counts as paused and the
    day of resumption as running again. Overlapping pauses count once. A pause that begins after the end changes nothing.
    """
    counted = _Counting(limit, started.astimezone(zone), calendar, roll)
    for pause in _merged(pauses, started):
        if pause.began > counted.end():
            break
        if pause.ended is None:
            return counted.result(standing_since=pause.began)
        counted.add(pause.began.astimezone(zone), pause.ended.astimezone(zone), pause.reason)
    return counted.result(standing_since=None)


def _merged(pauses: Iterable[Pause], started: datetime) -> Iterator[Pause]:
    """In order, without overlap, none before the start."""
    current: Pause | None = None
    for pause in sorted(pauses, key=lambda each: each.began):
        clipped = Pause(max(pause.began, started), pause.ended, pause.reason)
        if clipped.ended is not None and clipped.ended <= clipped.began:
            continue
        if current is None:
            current = clipped
        elif current.ended is None or clipped.began <= current.ended:
            current = Pause(current.began, _later(current.ended, clipped.ended), current.reason)
        else:
            yield current
            current = clipped
    if current is not None:
        yield current


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


class _Counting:
    """A limit being counted; all moments in the organisation's zone."""

    def __init__(self, limit: Limit, started: datetime, calendar: WorkingCalendar, roll: Roll) -> None:
        self._limit, self._started, self._calendar, self._roll = limit, started, calendar, roll
        self._paused_days = 0
        self._paused_time = timedelta()
        self._steps: list[Step] = []

    def add(self, began: datetime, ended: datetime, reason: Text | None) -> None:
        amount: int | timedelta
        if self._limit.unit is Unit.HOURS:
            amount = ended.astimezone(UTC) - began.astimezone(UTC)
            self._paused_time += amount
        else:
            amount = self._days_paused(began.date(), ended.date())
            self._paused_days += amount
        self._steps.append(Step(StepKind.PAUSED, began.date(), ended.date(), amount, self._limit.unit, reason))

    def _days_paused(self, began: date, ended: date) -> int:
        if self._limit.unit is Unit.DAYS:
            return (ended - began).days
        return self._calendar.working_days_between(began - ONE_DAY, ended - ONE_DAY)

    def end(self) -> datetime:
        if self._limit.unit is Unit.HOURS:
            hours = timedelta(hours=self._limit.length)
            return self._started.astimezone(UTC) + hours + self._paused_time
        last = datetime.combine(self._last_day().date, LAST_SECOND, self._started.tzinfo)
        return last.astimezone(UTC)

    def _last_day(self) -> Due:
        start, length = self._started.date(), self._limit.length + self._paused_days
        if self._limit.unit is Unit.DAYS:
            return self._calendar.add_days(start, length, self._roll)
        return self._calendar.add_working_days(start, length)

    def result(self, standing_since: datetime | None) -> DueTime:
        at = self.end()
        counted = self._last_day() if self._limit.unit is not Unit.HOURS else None
        steps = sorted([*(counted.steps if counted else ()), *self._steps], key=lambda step: step.first)
        return DueTime(
            at=at, day=at.astimezone(self._started.tzinfo).date(), started=self._started, unit=self._limit.unit,
            provisional=bool(counted and counted.provisional), explanation=tuple(steps), standing_since=standing_since,
        )  # fmt: skip
