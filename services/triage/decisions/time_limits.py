"""How long triage has, and how long the complainant has to answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from services.triage.lifecycle import Fact
from services.triage.procedure import Section
from shared.contracts.words import Text
from shared.workdays import DueTime, Pause, WorkingCalendar, due

WAITING_FOR_AN_ANSWER = Text(zh="等待投诉人补充", en="waiting for the complainant")


class Happened(Protocol):
    """An entry of the history."""

    @property
    def fact(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def assessment_due(
    section: Section, received_at: datetime, happened: Iterable[Happened], calendar: WorkingCalendar, zone: ZoneInfo
) -> DueTime:
    """When the assessment is due: the procedure's limit from receipt, standing still while a question is open (I5)."""
    return due(section.assess_within, received_at, _pauses(happened), calendar, zone)


def answer_due(section: Section, asked_at: datetime, calendar: WorkingCalendar, zone: ZoneInfo) -> datetime:
    """Until when the complainant may answer a question."""
    return due(section.acceptance.answer_within, asked_at, (), calendar, zone).at


def _pauses(happened: Iterable[Happened]) -> list[Pause]:
    """From each question to the answer, or to the end of the time for it."""
    pauses: list[Pause] = []
    for entry in happened:
        if entry.fact == Fact.ASKED:
            pauses.append(Pause(entry.at, None, WAITING_FOR_AN_ANSWER))
        elif pauses and pauses[-1].ended is None:
            pauses[-1] = Pause(pauses[-1].began, entry.at, WAITING_FOR_AN_ANSWER)
    return pauses
