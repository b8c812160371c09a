"""Why a day is due: the steps that led to it, in order, for a person to check."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.contracts.words import Text
from shared.procedures.types import Unit


class StepKind(StrEnum):
    FIRST_DAY = "first_day"
    MAKE_UP_DAYS = "make_up_days"
    HOLIDAYS = "holidays"
    WEEKEND = "weekend"
    ROLLED = "rolled"
    PAUSED = "paused"
    PROVISIONAL = "provisional"


@dataclass(frozen=True)
class Step:
    """One step, from `first` to `last`, both included.

    FIRST_DAY: not counted. MAKE_UP_DAYS: counted although a weekend. HOLIDAYS, WEEKEND: not working days.
    ROLLED: from the last day counted to the day it moved to. PROVISIONAL: days whose calendar is not published yet.
    PAUSED: from the day of the pause to the day of resumption; `amount` counts the clock's own `unit`
    (days as int, hours as timedelta), `reason` is the one that was given.
    """

    kind: StepKind
    first: date
    last: date
    amount: int | timedelta | None = None
    unit: Unit | None = None
    reason: Text | None = None
