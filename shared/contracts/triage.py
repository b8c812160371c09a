"""What triage says: whether a complaint is taken on, how serious it is and whose business it is."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.registry import Event
from shared.contracts.words import Reason, Sealed, Severity, Text, Urgency

SOURCE = "triage"


class Held(Event):
    """No rule decides: the complaint waits on the triage desk for a person."""

    NAME: ClassVar[str] = "case.held.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complaint waits for a triage officer"

    reasons: list[Reason]


class CompletionRequested(Event):
    """Something is missing; the complainant is asked. `question` (a `Message`) is for intake and notify."""

    NAME: ClassVar[str] = "case.completion_requested.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complainant was asked to complete the complaint"

    request_id: UUID
    question: Sealed
    answer_by: AwareDatetime | None


class Accepted(Event):
    """The complaint meets the acceptance conditions. `decided_by` is `rule` or a person's id."""

    NAME: ClassVar[str] = "case.accepted.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complaint was accepted for handling"

    edition: date
    category: str
    category_name: Text
    severity: Severity
    urgency: Urgency
    reasons: list[Reason]
    decided_by: str


class Refused(Event):
    """The complaint is not handled under this procedure; the ground is told to the complainant."""

    NAME: ClassVar[str] = "case.refused.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complaint was refused with a ground"

    edition: date
    ground: str
    ground_text: Text
    other_routes: Text | None
    decided_by: str


class Routed(Event):
    """The complaint was handed over to a unit. A second one for the same complaint re-routes it after a hand-back."""

    NAME: ClassVar[str] = "case.routed.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complaint was handed over to a unit"

    edition: date
    unit: str
    unit_name: Text
    reasons: list[Reason]
    decided_by: str


class Reclassified(Event):
    """A triage officer corrected category, severity or urgency, with a reason."""

    NAME: ClassVar[str] = "case.reclassified.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "Category, severity or urgency was corrected"

    category: str
    category_name: Text
    severity: Severity
    urgency: Urgency
    reason: str
    decided_by: str
