"""The file behind a calendar: for each year the days off, the make-up working days, and whether they are official."""

from datetime import date
from pathlib import Path

from pydantic import model_validator

from shared.procedures.broken import broken_rule
from shared.procedures.reading import read
from shared.procedures.types import Clause, PackText
from shared.procedures.validation import validated

SATURDAY = 5


class Year(Clause):
    """One year as published; `official: false` while it is only a forecast."""

    official: bool
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]


class Table(Clause):
    """All years that are known, with where they come from."""

    source: PackText
    years: dict[int, Year]

    @model_validator(mode="after")
    def _days_in_their_places(self) -> "Table":
        for number, year in self.years.items():
            for day in (*year.days_off, *year.make_up_days):
                if day.year != number:
                    raise broken_rule("other_year", zh=f"{day} 不属于 {number} 年。", en=f"{day} does not belong to {number}.")
            _refuse_contradictions(year)
        return self


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _refuse_contradictions(year: Year) -> None:
    for day in year.make_up_days:
        if day in year.days_off:
            raise broken_rule("off_and_on", zh=f"{day} 既放假又上班。", en=f"{day} is both a day off and a make-up working day.")
        if not is_weekend(day):
            raise broken_rule("make_up_weekday", zh=f"{day} 不是周末。", en=f"{day} is no weekend day and needs no make-up.")


def read_table(path: Path) -> Table:
    """The table in `path`; BrokenPack says what is wrong with it, where and what to do."""
    return validated(read(path), (), Table)
