"""The facts offered to other systems; each is published by the service that owns it, without text or persons."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.registry import PublicFact


class ComplaintReceived(PublicFact):
    NAME: ClassVar[str] = "complaint.received.v1"
    SOURCE: ClassVar[str] = "intake"
    SUMMARY: ClassVar[str] = "A complaint was registered"

    received_at: AwareDatetime


class ComplaintWithdrawn(PublicFact):
    NAME: ClassVar[str] = "complaint.withdrawn.v1"
    SOURCE: ClassVar[str] = "intake"
    SUMMARY: ClassVar[str] = "The complainant withdrew the complaint"


class ComplaintAppealed(PublicFact):
    NAME: ClassVar[str] = "complaint.appealed.v1"
    SOURCE: ClassVar[str] = "investigation"
    SUMMARY: ClassVar[str] = "An appeal was admitted"

    level: int


class ComplaintAccepted(PublicFact):
    NAME: ClassVar[str] = "complaint.accepted.v1"
    SOURCE: ClassVar[str] = "triage"
    SUMMARY: ClassVar[str] = "The complaint was accepted for handling"


class ComplaintRefused(PublicFact):
    NAME: ClassVar[str] = "complaint.refused.v1"
    SOURCE: ClassVar[str] = "triage"
    SUMMARY: ClassVar[str] = "The complaint was refused with a ground"

    ground: str


class ComplaintRouted(PublicFact):
    NAME: ClassVar[str] = "complaint.routed.v1"
    SOURCE: ClassVar[str] = "triage"
    SUMMARY: ClassVar[str] = "The complaint was handed over to a unit"


class ComplaintDecided(PublicFact):
    NAME: ClassVar[str] = "complaint.decided.v1"
    SOURCE: ClassVar[str] = "investigation"
    SUMMARY: ClassVar[str] = "A decision was taken"

    level: int
    outcome: str
    appeal_until: date | None


class ComplaintClosed(PublicFact):
    NAME: ClassVar[str] = "complaint.closed.v1"
    SOURCE: ClassVar[str] = "investigation"
    SUMMARY: ClassVar[str] = "The case was closed"

    outcome: str


class ComplaintOverdue(PublicFact):
    NAME: ClassVar[str] = "complaint.overdue.v1"
    SOURCE: ClassVar[str] = "investigation"
    SUMMARY: ClassVar[str] = "A clock of the case ran out"

    clock: str
    due_at: AwareDatetime
