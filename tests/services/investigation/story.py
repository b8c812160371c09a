"""Events as intake and triage say them, each with what a test does not care about filled in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.intake import AppealLodged, Content, Message, Rated, Received, Supplemented, Withdrawn
from shared.contracts.triage import Accepted, CompletionRequested, Held, Reclassified, Refused, Routed
from shared.contracts.words import Channel, Identity, Kind, ReplyChannel, Severity, Text, Urgency
from tests.services.investigation.house import House

READERS = ("triage", "investigation")
WORDS = Text(zh="文字", en="words")
NARRATIVE = "在县城超市买的面包发霉，要求退款。"


class Complaint:
    """One complaint as the other services speak of it."""

    def __init__(self, house: House, reference: str = "TS-2026-0001", **facts: Any) -> None:
        self.house = house
        self.id: UUID = uuid4()
        self.reference = reference
        self.facts = facts

    def received(self, at: datetime | None = None) -> Received:
        content = Content(
            title="面包发霉", narrative=NARRATIVE, occurred_from=None, occurred_to=None, place="超市", respondents=[], asks="退款",
            referred_by=None, branch_ref=None,
        )  # fmt: skip
        usual = {
            "procedure": "office",
            "edition": date(2026, 1, 1),
            "kind": Kind.COMPLAINT,
            "identity": Identity.NAMED,
            "channel": Channel.WEB,
            "branch": None,
            "territory": "qingxi",
            "authority": None,
            "business": None,
            "language": "zh",
            "ongoing_harm": False,
            "publish_consent": False,
            "mediation_consent": False,
            "reply_channel": ReplyChannel.EMAIL,
            "contact": None,
            "complainant": None,
        }
        at = at or self.now
        sealed = self.house.keyrings["intake"].seal(content, READERS, self.id)
        return Received(complaint_id=self.id, at=at, reference=self.reference, received_at=at, content=sealed, **{**usual, **self.facts})

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    def accepted(self, severity: Severity = Severity.IMPORTANT, at: datetime | None = None) -> Accepted:
        return Accepted(
            complaint_id=self.id, at=at or self.now, edition=date(2026, 1, 1), category="food", category_name=WORDS, severity=severity,
            urgency=Urgency.NORMAL, reasons=[], decided_by="rule",
        )  # fmt: skip

    def reclassified(self, severity: Severity) -> Reclassified:
        return Reclassified(
            complaint_id=self.id, at=self.now, category="food", category_name=WORDS, severity=severity, urgency=Urgency.URGENT,
            reason="重新评估", decided_by="qian",
        )  # fmt: skip

    def routed(self, unit: str = "station", decided_by: str = "rule") -> Routed:
        return Routed(
            complaint_id=self.id, at=self.now, edition=date(2026, 1, 1), unit=unit, unit_name=WORDS, reasons=[], decided_by=decided_by
        )

    def refused(self) -> Refused:
        return Refused(
            complaint_id=self.id, at=self.now, edition=date(2026, 1, 1), ground="out-of-scope", ground_text=WORDS, other_routes=None,
            decided_by="qian",
        )  # fmt: skip

    def held(self) -> Held:
        return Held(complaint_id=self.id, at=self.now, reasons=[])

    def completion_requested(self, at: datetime | None = None) -> CompletionRequested:
        question = self.house.keyrings["triage"].seal(Message(text="?"), ("intake", "notify"), self.id)
        return CompletionRequested(complaint_id=self.id, at=at or self.now, request_id=uuid4(), question=question, answer_by=None)

    def supplemented(self, text: str = "补充", at: datetime | None = None) -> Supplemented:
        return Supplemented(complaint_id=self.id, at=at or self.now, message_id=uuid4(), message=self.sealed(text))

    def withdrawn(self, at: datetime | None = None) -> Withdrawn:
        return Withdrawn(complaint_id=self.id, at=at or self.now, reason=self.sealed("已解决"))

    def appeal_lodged(self, at: datetime | None = None) -> AppealLodged:
        return AppealLodged(complaint_id=self.id, at=at or self.now, appeal_id=uuid4(), reasons=self.sealed("不服"))

    def rated(self, score: int = 4) -> Rated:
        return Rated(complaint_id=self.id, at=self.now, score=score, comment=None)

    def sealed(self, text: str) -> Any:
        return self.house.keyrings["intake"].seal(Message(text=text), READERS, self.id)


async def at_unit(house: House, reference: str = "TS-2026-0001", severity: Severity = Severity.IMPORTANT, **facts: Any) -> Complaint:
    """A complaint that triage accepted and handed to the station."""
    complaint = Complaint(house, reference, **facts)
    await house.hear(complaint.received(), complaint.accepted(severity), complaint.routed())
    return complaint


async def under_investigation(house: House, reference: str = "TS-2026-0001", **facts: Any) -> Complaint:
    """A complaint whose case li has taken."""
    complaint = await at_unit(house, reference, **facts)
    await house.must("li", reference, "take")
    return complaint


async def decided(house: House, reference: str = "TS-2026-0001", **facts: Any) -> Complaint:
    """A complaint that li has found substantiated and upheld."""
    complaint = await under_investigation(house, reference, **facts)
    await house.must("li", reference, "finding", allegation="面包发霉", value="substantiated", cause="carelessness")
    await house.must("li", reference, "decide", outcome="upheld", reasons="经查属实")
    return complaint
