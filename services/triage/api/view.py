"""How an assessment is shown to programs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.triage.lifecycle import Fact, Stage
from services.triage.store.tables import Assessment
from shared.contracts.intake import Content
from shared.contracts.words import Channel, Kind, Reason, Severity, Text, Urgency
from shared.workdays import DueTime


class DueShown(BaseModel):
    """When the assessment is due; while it stands still nothing is late."""

    at: datetime
    standing_since: datetime | None = Field(description="since when it stands still because the complainant was asked")
    provisional: bool = Field(description="it rests on a year whose calendar is not published yet")


class AssessmentShown(BaseModel):
    """An assessment in a list. While nobody decided, category, severity, urgency and unit are what the rules suggest."""

    id: UUID
    reference: str
    procedure: str
    edition: date
    kind: Kind
    channel: Channel
    territory: str | None
    received_at: datetime
    state: Stage
    category: str | None
    severity: Severity | None
    urgency: Urgency | None
    unit: str | None
    waits_for: list[Reason] = Field(description="why a person is needed")
    hand_backs: int
    due: DueShown | None
    version: int


class SaidShown(BaseModel):
    """What the rules said to one question; `confidence` is the share of the words found that speaks for it, no probability."""

    value: str | None
    certain: bool
    confidence: float
    reason: Reason


class UnmetShown(BaseModel):
    """An acceptance condition that is not met."""

    code: str
    ground: str
    reason: Reason
    question: Text | None = Field(description="what may be asked of the complainant")


class EntryShown(BaseModel):
    """One thing that happened; `words` are what a person wrote."""

    at: datetime
    actor: str
    fact: Fact
    state: Stage
    detail: dict[str, Any]
    words: str | None


class Option(BaseModel):
    code: str
    text: Text


class Options(BaseModel):
    """What the procedure offers to choose from."""

    categories: list[Option]
    units: list[Option]
    grounds: list[Option]
    reasons: list[Option]


class AssessmentRead(AssessmentShown):
    """An assessment with the complaint in clear, for the person who assesses it."""

    content: Content | None
    added: list[str] = Field(description="what the complainant wrote later")
    words: list[str] = Field(description="the procedure's words that mattered in the text")
    unmet: list[UnmetShown]
    suggestion: dict[str, SaidShown] | None
    decided_by: str | None
    ground: str | None
    handed_back_by: list[str]
    withdrawn_at: datetime | None
    options: Options | None
    history: list[EntryShown]


class AssessmentsListed(BaseModel):
    items: list[AssessmentShown]
    next_cursor: str | None


class Ordered(BaseModel):
    """What an order led to."""

    id: UUID
    reference: str
    state: Stage
    unit: str | None
    version: int


def fields(row: Assessment, due: DueTime | None) -> dict[str, Any]:
    """What everybody at the desk sees of an assessment."""
    same = AssessmentShown.model_fields.keys() & type(row).model_fields.keys()
    return {name: getattr(row, name) for name in same} | {
        "id": row.complaint_id,
        "state": row.stage,
        "due": DueShown(at=due.at, standing_since=due.standing_since, provisional=due.provisional) if due else None,
    }
