"""What investigation says: the case, its progress, the decision, its appeal and its end."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.registry import Event, Word
from shared.contracts.words import Outcome, Sealed, Text

SOURCE = "investigation"


class Measure(Word):
    """What will be carried out for the complainant, as the letter tells it."""

    text: str
    due: date | None


class Decision(Word):
    """The inside of `Decided.decision` once opened: what the complainant is told."""

    reasons: str
    measures: list[Measure]


class Opened(Event):
    """A case was opened with a unit's pool or an owner; `next_due` is the earliest clock that runs."""

    NAME: ClassVar[str] = "case.opened.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "A case was opened at a unit"

    unit: str
    owner: str | None
    next_what: Text | None
    next_due: AwareDatetime | None


class InformationRequested(Event):
    """The investigator asks the complainant. `question` (a `Message`) is for intake and notify."""

    NAME: ClassVar[str] = "case.information_requested.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The investigator asked the complainant for information"

    request_id: UUID
    question: Sealed
    answer_by: AwareDatetime | None


class Progressed(Event):
    """The complainant is told how the case goes. `note` (a `Message`) is for intake and notify."""

    NAME: ClassVar[str] = "case.progressed.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complainant is told of progress"

    note_id: UUID
    note: Sealed


class HandedBack(Event):
    """The unit says it is not competent. `reason` (a `Message`) is for triage; `times` counts the hand-backs of this complaint."""

    NAME: ClassVar[str] = "case.handed_back.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The unit handed the complaint back to triage"

    unit: str
    reason: Sealed
    times: int


class Decided(Event):
    """A decision was taken; `level` 0 is the first, 1 the decision on the appeal. `decision` is for intake and notify.

    `appeal_until` is the last day on which an appeal is possible, None when this was the last instance.
    """

    NAME: ClassVar[str] = "case.decided.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "A decision was taken"

    level: int
    outcome: Outcome
    outcome_text: Text
    decision: Sealed
    appeal_until: date | None


class AppealOpened(Event):
    """The appeal was admitted and given to a reviewer who was not involved before."""

    NAME: ClassVar[str] = "case.appeal_opened.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "An appeal was admitted"

    appeal_id: UUID
    level: int
    next_due: AwareDatetime | None


class AppealRefused(Event):
    """The appeal was not admitted: too late, or no further level."""

    NAME: ClassVar[str] = "case.appeal_refused.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "An appeal was not admitted"

    appeal_id: UUID
    ground: str
    ground_text: Text


class Overdue(Event):
    """A clock of the case passed its due time."""

    NAME: ClassVar[str] = "case.overdue.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "A clock of the case ran out"

    clock: str
    clock_text: Text
    due_at: AwareDatetime
    unit: str


class Closed(Event):
    """The case is finished; nothing more happens unless it is appealed within its limit."""

    NAME: ClassVar[str] = "case.closed.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The case was closed"

    outcome: Outcome
