"""What investigation talks about: the stages and facts of a case, the case with its history, and persons who act on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.contracts.registry import Word
from shared.contracts.words import Channel, Kind, Outcome, ReplyChannel, Sealed, Severity, Text, Urgency
from shared.errors import Refused


class Stage(StrEnum):
    """Where a case stands; overdue, paused and escalated are derived from its history and are no stages."""

    REGISTERED = "registered"
    REFUSED = "refused"
    OPEN = "open"
    INVESTIGATING = "investigating"
    MEDIATING = "mediating"
    HANDED_BACK = "handed_back"
    DECIDED = "decided"
    APPEALED = "appealed"
    REVIEWING = "reviewing"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    VERIFYING = "verifying"


ENDED = frozenset({Stage.REFUSED, Stage.CLOSED, Stage.WITHDRAWN})
UNDER_APPEAL = frozenset({Stage.APPEALED, Stage.REVIEWING})


class Fact(StrEnum):
    """Everything that the history of a case can say; the clocks of a procedure hang on some of it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HANDED_OVER = "handed_over"
    HELD = "held"
    COMPLETION_REQUESTED = "completion_requested"
    RECLASSIFIED = "reclassified"
    INFORMATION_RECEIVED = "information_received"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    APPEAL_REFUSED = "appeal_refused"
    RATED = "rated"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    NOTED = "noted"
    FINDING_RECORDED = "finding_recorded"
    MEASURE_ADDED = "measure_added"
    MEASURE_DONE = "measure_done"
    INFORMATION_REQUESTED = "information_requested"
    PROGRESS_TOLD = "progress_told"
    MEDIATION_STARTED = "mediation_started"
    MEDIATION_ENDED = "mediation_ended"
    INVESTIGATION_ENDED = "investigation_ended"
    CLUE_NOTED = "clue_noted"
    CLUE_SETTLED = "clue_settled"
    INQUIRY_CONTINUED = "inquiry_continued"
    DECIDED = "decided"
    TOLD = "told"
    HANDED_BACK = "handed_back"
    REVIEW_TAKEN = "review_taken"
    APPEAL_DECIDED = "appeal_decided"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_APPROVED = "extension_approved"
    EXTENSION_DECLINED = "extension_declined"
    CLOSED = "closed"
    WARNED = "warned"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


# Who acted, where it was no member of staff and no service.
COMPLAINANT = "complainant"


class Said(Word):
    """The inside of every sealed text of a case: what was written, and what it is about where that matters."""

    text: str
    about: str | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a case's history. `at` is when it happened, `data` holds codes and dates, `sealed` the text."""

    number: int
    at: datetime
    who: str
    fact: Fact
    data: Mapping[str, Any] = field(default_factory=dict)
    sealed: Sealed | None = None


@dataclass(frozen=True)
class Person:
    """Who acts: a member of staff with roles and units, each in alphabetical order so that a repeated command is the same."""

    id: str
    roles: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class CaseFile:
    """A case as decisions see it: what was registered, where it stands, and its history in the order it was written down."""

    complaint_id: UUID
    reference: str
    procedure: str
    edition: date
    kind: Kind
    channel: Channel
    territory: str | None
    language: str
    reply_channel: ReplyChannel
    mediation_consent: bool
    received_at: datetime
    stage: Stage
    unit: str | None = None
    unit_name: Text | None = None
    owner: str | None = None
    reviewer: str | None = None
    category: str | None = None
    category_name: Text | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    outcome: Outcome | None = None
    level: int = 0
    appeal_until: date | None = None
    history: tuple[Entry, ...] = ()

    def entries(self, *facts: Fact) -> Iterator[Entry]:
        """The entries of these facts, in the order in which they were written down."""
        return (entry for entry in self.history if entry.fact in facts)

    def last(self, *facts: Fact) -> Entry | None:
        """The latest entry of any of these facts."""
        return max(self.entries(*facts), key=lambda entry: entry.number, default=None)

    def entry(self, number: int, fact: Fact) -> Entry | None:
        """The entry of this number, if it is of that fact."""
        return next((entry for entry in self.entries(fact) if entry.number == number), None)


@dataclass(frozen=True)
class Scope:
    """The cases a person may see: all of these units, those of further units that are under appeal, and the own reviews."""

    person: str
    units: frozenset[str]
    appeals_of: frozenset[str]

    def shows(self, case: CaseFile) -> bool:
        appealed = case.stage in UNDER_APPEAL and case.unit in self.appeals_of
        return case.unit in self.units or appealed or case.reviewer == self.person


class Denied(Refused):
    """The procedure says no, in both languages: `text` for pages, `words` for programs."""

    def __init__(self, ground: str, text: Text) -> None:
        super().__init__(ground, f"{text.zh} {text.en}")
        self.text = text


class Outdated(Refused):
    """Somebody else changed the case after this person had read it."""

    def __init__(self) -> None:
        super().__init__("outdated", "案件已被他人修改，请重新载入。 Somebody else has changed the case: load it again.")
