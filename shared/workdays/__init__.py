"""Working days of a published calendar, and clocks that are counted in hours, calendar days or working days."""

from shared.workdays.calendar import Due, Roll, WorkingCalendar
from shared.workdays.clock import DueTime, Pause, due
from shared.workdays.steps import Step, StepKind
from shared.workdays.words import explained

__all__ = ["Due", "DueTime", "Pause", "Roll", "Step", "StepKind", "WorkingCalendar", "due", "explained"]
