"""How long triage and the complainant have."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.triage.decisions.time_limits import answer_due, assessment_due
from shared.procedures.editions import SHANGHAI
from shared.workdays import WorkingCalendar
from tests.unit.triage.complaints import section

CALENDAR = WorkingCalendar.load()


@dataclass(frozen=True)
class Happened:
    fact: str
    at: datetime


def at(day: int, hour: int = 2) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=UTC)


def due_day(*happened: Happened) -> date:
    return assessment_due(section(), at(20), happened, CALENDAR, SHANGHAI).day


def test_the_assessment_is_due_after_the_working_days_of_the_procedure() -> None:
    assert due_day() == date(2026, 4, 22)


def test_the_clock_stands_while_a_question_is_open() -> None:
    waiting = assessment_due(section(), at(20), [Happened("asked", at(21))], CALENDAR, SHANGHAI)
    assert waiting.standing_since == at(21)
    assert due_day(Happened("asked", at(21)), Happened("supplemented", at(23))) == date(2026, 4, 24)
    assert due_day(Happened("asked", at(21)), Happened("unanswered", at(23))) == date(2026, 4, 24)


def test_what_is_added_without_being_asked_stops_no_clock() -> None:
    assert due_day(Happened("supplemented", at(21)), Happened("supplemented", at(22))) == date(2026, 4, 22)


def test_the_complainant_has_the_days_of_the_procedure_to_answer() -> None:
    assert answer_due(section(), at(20), CALENDAR, SHANGHAI) == datetime(2026, 4, 25, 15, 59, 59, tzinfo=UTC)
