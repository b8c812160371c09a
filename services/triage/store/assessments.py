"""How an assessment is taken in, found again and moved on; every step leaves an entry in its history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.triage.lifecycle import LIFECYCLE, Fact, Stage
from services.triage.store.tables import URGENCY_RANK, Assessment, Entry
from shared.contracts.intake import Received
from shared.contracts.words import Reason, Sealed
from shared.errors import NotFound


def take_in(session: AsyncSession, event: Received, suggestion: dict[str, Any] | None, complained_about: Iterable[str]) -> Assessment:
    """The new assessment in its first stage, with what the rules suggest."""
    row = Assessment(
        complaint_id=event.complaint_id,
        reference=event.reference,
        procedure=event.procedure,
        edition=event.edition,
        kind=event.kind,
        identity=event.identity,
        channel=event.channel,
        branch=event.branch,
        territory=event.territory,
        authority=event.authority,
        business=event.business,
        language=event.language,
        ongoing_harm=event.ongoing_harm,
        mediation_consent=event.mediation_consent,
        received_at=event.received_at,
        content=event.content.model_dump(),
        stage=LIFECYCLE.initial.value,
        version=0,
        urgency_rank=_rank("immediate" if event.ongoing_harm else "normal"),
        waits_for=[],
        hand_backs=0,
        handed_back_by=[],
        complained_about=sorted(complained_about),
        changed_at=event.at,
    )
    if suggestion is not None:
        remember_suggestion(row, suggestion)
    session.add(row)
    return row


def remember_suggestion(row: Assessment, suggestion: dict[str, Any]) -> None:
    """What the rules say now; while nobody decided, it is also what the desk sorts and filters by."""
    row.suggestion = suggestion
    classify(row, *(suggestion[name]["value"] for name in ("category", "severity", "urgency")))
    row.unit = suggestion["unit"]["value"]


def reasons_kept(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [reason.model_dump() for reason in reasons]


def classify(row: Assessment, category: str | None, severity: str | None, urgency: str | None) -> None:
    """Set what the complaint is filed under."""
    row.category, row.severity, row.urgency = category, severity, urgency
    row.urgency_rank = _rank(urgency or "normal")


def _rank(urgency: str) -> int:
    return URGENCY_RANK[urgency]


def advance(
    session: AsyncSession,
    row: Assessment,
    fact: Fact,
    *,
    at: datetime,
    actor: str,
    detail: dict[str, Any] | None = None,
    sealed: Sealed | None = None,
) -> None:
    """Move the assessment to the stage that follows and write down why; NotPermitted when nothing follows."""
    row.stage = LIFECYCLE.after(Stage(row.stage), fact).value
    row.version += 1
    row.changed_at = at
    entry = Entry(
        complaint_id=row.complaint_id,
        number=row.version,
        at=at,
        actor=actor,
        fact=fact.value,
        stage=row.stage,
        detail=detail or {},
        sealed=sealed.model_dump() if sealed else None,
    )
    session.add(entry)


async def locked(session: AsyncSession, complaint_id: UUID) -> Assessment:
    """The assessment, kept from everybody else until the transaction ends; NotFound when there is none."""
    await session.flush()  # what the same transaction did before must not be read over
    row = await session.get(Assessment, complaint_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"triage has no assessment of complaint {complaint_id}")
    return row


async def read(session: AsyncSession, complaint_id: UUID) -> Assessment:
    """The assessment as it is; NotFound when there is none."""
    row = await session.get(Assessment, complaint_id)
    if row is None:
        raise NotFound(f"triage has no assessment of complaint {complaint_id}")
    return row


async def history(session: AsyncSession, complaint_id: UUID) -> list[Entry]:
    """Everything that happened to it, oldest first, this transaction's part included."""
    await session.flush()
    rows = await session.exec(select(Entry).where(col(Entry.complaint_id) == complaint_id).order_by(col(Entry.number)))
    return list(rows)


def content_of(row: Assessment) -> Sealed:
    """The sealed content as it arrived."""
    return Sealed.model_validate(row.content)
