"""How this organisation counts and writes days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.procedures.types import Limit, Unit
from shared.web.pages.dates import say_date, say_moment
from shared.workdays import Roll, WorkingCalendar, due


@dataclass(frozen=True)
class Reckoning:
    """The calendar of working days and the time zone in which days begin and end."""

    calendar: WorkingCalendar
    zone: ZoneInfo

    def end_of(self, limit: Limit, start: datetime) -> datetime:
        """The moment after which a limit begun at `start` is over."""
        return due(limit, start, (), self.calendar, self.zone).at

    def until(self, limit: Limit, start: datetime, language: str, *, rolls_over: bool) -> str:
        """Until when, as a letter says it: the day, or the minute where the limit is counted in hours."""
        roll = Roll.HOLIDAYS if rolls_over else Roll.NEVER
        end = due(limit, start, (), self.calendar, self.zone, roll)
        return say_moment(end.at, language, self.zone) if end.unit is Unit.HOURS else by_day(end.day, language)

    def day(self, moment: datetime, language: str) -> str:
        """The organisation's day of this moment, in words."""
        return by_day(self.date(moment), language)

    def date(self, moment: datetime) -> date:
        """The organisation's day of this moment."""
        return moment.astimezone(self.zone).date()


@lru_cache(maxsize=1000)
def by_day(day: date | None, language: str) -> str:
    """`2026年11月23日` or `23 Nov 2026`; nothing when there is none. Remembered, for most letters name the same few days."""
    return say_date(day, language, UTC) if day else ""
