"""A calendar of working days: two lists per year, days off and make-up working days, and whether they are official."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from shared.workdays.steps import Step, StepKind
from shared.workdays.table import Table, is_weekend, read_table

ONE_DAY = timedelta(days=1)
CHINA = Path(__file__).with_name("cn.yaml")


class Roll(StrEnum):
    """When a limit in calendar days moves on to the next working day.

    Order 121 art. 45: a last day on a public holiday rolls forward; of a plain weekend it says nothing, so HOLIDAYS leaves it
    where it is, which is the earlier and safer date. A weekend that follows a holiday without a break belongs to the holiday.
    """

    NEVER = "never"
    HOLIDAYS = "holidays"
    REST_DAYS = "rest_days"


@dataclass(frozen=True)
class Due:
    """The last day of a limit; `provisional` when it rests on a year whose calendar is not published yet."""

    date: date
    provisional: bool
    steps: tuple[Step, ...]


class WorkingCalendar:
    """Mon–Fri without the days off, with the make-up working days. A year that is not in `official_years` is provisional."""

    def __init__(self, days_off: Collection[date] = (), make_up_days: Collection[date] = (), official_years: Collection[int] = ()) -> None:
        self._days_off = frozenset(days_off)
        self._make_up_days = frozenset(make_up_days)
        self._official_years = frozenset(official_years)

    @classmethod
    def load(cls, path: Path = CHINA) -> "WorkingCalendar":
        """The calendar in `path`, by default the State Council's; BrokenPack when the file is wrong."""
        return cls.of(read_table(path))

    @classmethod
    def of(cls, table: Table) -> "WorkingCalendar":
        """The calendar of a table of years."""
        years = table.years.values()
        return cls(
            days_off=[day for year in years for day in year.days_off],
            make_up_days=[day for year in years for day in year.make_up_days],
            official_years=[number for number, year in table.years.items() if year.official],
        )

    def is_working_day(self, day: date) -> bool:
        return self._kind(day) in {None, StepKind.MAKE_UP_DAYS}

    def is_provisional(self, day: date) -> bool:
        """Whether the calendar of this day's year is not published yet."""
        return day.year not in self._official_years

    def add_working_days(self, start: date, n: int) -> Due:
        """The n-th working day after `start`, which itself is not counted (Order 121 art. 45); n = 0 gives `start`."""
        _refuse_negative(n)
        day = start
        for _ in range(n):
            day = self._next(day, self.is_working_day)
        return Due(day, self._touches_provisional(start, day), tuple(self.steps(start, day)))

    def add_days(self, start: date, n: int, roll_forward: Roll = Roll.HOLIDAYS) -> Due:
        """The n-th calendar day after `start`, moved on to the next working day as `roll_forward` says."""
        _refuse_negative(n)
        rolled = self.roll_forward(start + n * ONE_DAY, roll_forward)
        return Due(rolled.date, rolled.provisional, (_first_day(start), *rolled.steps))

    def roll_forward(self, day: date, roll: Roll = Roll.REST_DAYS) -> Due:
        """`day` itself, or the next working day after it when it is a day of the kind that rolls."""
        if roll is Roll.NEVER:
            return Due(day, provisional=False, steps=())
        if not self._rolls(day, roll):
            return Due(day, self.is_provisional(day), tuple(self._provisional(day - ONE_DAY, day)))
        to = self._next(day, self.is_working_day)
        before = day - ONE_DAY
        steps = (*self._day_runs(before, to), Step(StepKind.ROLLED, day, to), *self._provisional(before, to))
        return Due(to, self._touches_provisional(before, to), steps)

    def _rolls(self, day: date, roll: Roll) -> bool:
        """Whether `day` is of the kind that rolls; a weekend that follows a holiday without a break belongs to it.

        Otherwise a limit that ends on the Saturday after a holiday would be due before a shorter one that ends on the holiday.
        """
        while roll is Roll.HOLIDAYS and self._kind(day) is StepKind.WEEKEND:
            day -= ONE_DAY
        return self._kind(day) in _ROLLING[roll]

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`: the n for which `add_working_days(a, n)` reaches `b`. Negative when b < a."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(map(self.is_working_day, _days_after(a, b)))

    def steps(self, start: date, end: date) -> list[Step]:
        """What happened between `start` (not counted) and `end` (included), oldest first."""
        return [_first_day(start), *self._day_runs(start, end), *self._provisional(start, end)]

    def _kind(self, day: date) -> StepKind | None:
        if day in self._make_up_days:
            return StepKind.MAKE_UP_DAYS
        if day in self._days_off:
            return StepKind.HOLIDAYS
        return StepKind.WEEKEND if is_weekend(day) else None

    def _next(self, day: date, wanted: Callable[[date], bool]) -> date:
        day += ONE_DAY
        while not wanted(day):
            day += ONE_DAY
        return day

    def _day_runs(self, start: date, end: date) -> Iterator[Step]:
        for kind, run in groupby(_days_after(start, end), self._kind):
            if kind:
                days = list(run)
                yield Step(kind, days[0], days[-1])

    def _provisional(self, start: date, end: date) -> Iterator[Step]:
        for provisional, run in groupby(_days_after(start, end), self.is_provisional):
            if provisional:
                days = list(run)
                yield Step(StepKind.PROVISIONAL, days[0], days[-1])

    def _touches_provisional(self, start: date, end: date) -> bool:
        years = range((start + ONE_DAY).year, end.year + 1)
        return any(year not in self._official_years for year in years)


_ROLLING: dict[Roll, frozenset[StepKind]] = {
    Roll.NEVER: frozenset(),
    Roll.HOLIDAYS: frozenset({StepKind.HOLIDAYS}),
    Roll.REST_DAYS: frozenset({StepKind.HOLIDAYS, StepKind.WEEKEND}),
}


def _first_day(start: date) -> Step:
    return Step(StepKind.FIRST_DAY, start, start)


def _days_after(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        day += ONE_DAY
        yield day


def _refuse_negative(n: int) -> None:
    if n < 0:
        raise ValueError(f"A limit is counted forward: {n} is less than 0.")
