"""What intake talks about: who submits, what is registered, what happens to a complaint afterwards, what can be wrong."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.contracts.words import Channel, Kind, Sealed


class Stage(StrEnum):
    """How far a complaint has come, as its complainant is concerned."""

    RECEIVED = "received"
    ASSESSING = "assessing"
    ASKED_BY_TRIAGE = "asked_by_triage"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    INVESTIGATING = "investigating"
    ASKED_BY_INVESTIGATOR = "asked_by_investigator"
    DECIDED = "decided"
    CLOSED = "closed"
    APPEAL_LODGED = "appeal_lodged"
    APPEAL_LODGED_WHEN_CLOSED = "appeal_lodged_when_closed"
    APPEAL_OPEN = "appeal_open"
    WITHDRAWN = "withdrawn"


class Fact(StrEnum):
    """What happens to a complaint: said by the other services, or done by its complainant."""

    HELD = "held"
    COMPLETION_REQUESTED = "completion_requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ROUTED = "routed"
    RECLASSIFIED = "reclassified"
    OPENED = "opened"
    INFORMATION_REQUESTED = "information_requested"
    PROGRESSED = "progressed"
    HANDED_BACK = "handed_back"
    DECIDED = "decided"
    APPEAL_OPENED = "appeal_opened"
    APPEAL_REFUSED = "appeal_refused"
    OVERDUE = "overdue"
    CLOSED = "closed"
    NOTICE_SENT = "notice_sent"
    SUPPLEMENTED = "supplemented"
    WITHDRAWN = "withdrawn"
    APPEAL_LODGED = "appeal_lodged"
    RATED = "rated"


@dataclass(frozen=True)
class Submitter:
    """Who hands complaints in. `name` keeps the idempotency keys of different ones apart.

    An office (a branch or a clerk at the registration desk) takes down what others say: it alone may state how and when a
    complaint came. `own_channel` is what counts when it states nothing.
    """

    name: str
    branch: str | None
    own_channel: Channel
    is_office: bool


PUBLIC = Submitter(name="public", branch=None, own_channel=Channel.WEB, is_office=False)


def branch_office(name: str) -> Submitter:
    """A branch office or a system of one."""
    return Submitter(name=f"branch:{name}", branch=name, own_channel=Channel.API, is_office=True)


def registration_desk(person_id: str) -> Submitter:
    """A clerk who takes down what is told by telephone, in a letter or at the counter."""
    return Submitter(name=f"clerk:{person_id}", branch=None, own_channel=Channel.PHONE, is_office=True)


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a submission: the field's place (`contact.value`), a stable code, what the sentence about it needs."""

    place: str
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Complaint:
    """What intake remembers of a complaint: no word of it, and no person."""

    complaint_id: UUID
    reference: str
    receipt_mark: bytes
    procedure: str
    edition: date
    kind: Kind
    channel: Channel
    branch: str | None
    territory: str | None
    language: str
    received_at: datetime
    registered_at: datetime


@dataclass(frozen=True)
class Entry:
    """One line in the record of a complaint. `detail` holds codes, dates and published words; texts are only in `sealed`."""

    fact: Fact
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)
    sealed: Sealed | None = None
