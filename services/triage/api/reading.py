"""Lists of assessments, and one assessment."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from pydantic_core import to_json
from sqlmodel.ext.asyncio.session import AsyncSession

from services.triage.api.doors import Officer
from services.triage.api.opened import Opened, due_of, opened
from services.triage.api.view import AssessmentRead, AssessmentShown, AssessmentsListed, EntryShown, Option, Options, UnmetShown, fields
from services.triage.decisions.judgement import edition_of
from services.triage.lifecycle import OPEN, Stage
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.lists import Place, Wanted, page_of, questions_asked
from services.triage.store.tables import Assessment
from shared.contracts.words import Severity, Urgency
from shared.process.parts import Parts
from shared.web.app import parts_of
from shared.web.conditional import etag, listed, read_cursor, write_cursor
from shared.workdays import DueTime

router = APIRouter()
Listed = list[tuple[Assessment, DueTime | None]]


class Listing(BaseModel):
    """Which assessments are listed; the most urgent first, of those the oldest."""

    state: list[Stage] = Field([], max_length=len(Stage), description="only these states; without one, everything that is open")
    procedure: str | None = Field(None, max_length=100)
    unit: str | None = Field(None, max_length=100)
    severity: Severity | None = None
    urgency: Urgency | None = None
    reference: str | None = Field(None, max_length=100, description="only the complaint with this reference, in whatever state")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the page before")


@router.get("/api/v1/assessments", response_model=AssessmentsListed)
async def list_assessments(request: Request, person: Officer, asked: Annotated[Listing, Query()]) -> Response:
    """Assessments without their content. Those about a unit the person belongs to are not among them."""
    rows, further = await page_for(parts_of(request), asked, person.units)
    items = [AssessmentShown(**fields(row, due)) for row, due in rows]
    return listed(request, items, further)


async def page_for(parts: Parts[TriageSettings, Section], asked: Listing, own_units: Collection[str]) -> tuple[Listed, str | None]:
    """One page of the list with the due times, and the cursor of the next."""
    after = read_cursor(asked.cursor, rank=int, received_at=datetime, id=UUID)
    async with parts.transactions.read() as session:
        rows, further = await page_of(session, _wanted(asked, own_units), Place(**after) if after else None, asked.limit)
        return await _with_due_times(session, rows, parts), write_cursor(**asdict(further)) if further else None


def _wanted(asked: Listing, own_units: Collection[str]) -> Wanted:
    stages = list(Stage) if asked.reference else asked.state or OPEN
    return Wanted(stages, asked.procedure, asked.unit, asked.severity, asked.urgency, asked.reference, own_units)


async def _with_due_times(session: AsyncSession, rows: list[Assessment], parts: Parts[TriageSettings, Section]) -> Listed:
    paused = await questions_asked(session, rows)
    editions = [edition_of(parts.rules, row.procedure, row.edition) for row in rows]
    return [(row, due_of(row, edition, paused[row.complaint_id], parts.settings)) for row, edition in zip(rows, editions, strict=True)]


@router.get("/api/v1/assessments/{complaint_id}", response_model=AssessmentRead)
async def read_assessment(request: Request, complaint_id: UUID, person: Officer) -> Response:
    """One assessment with the complaint in clear, what the rules say and what may be chosen. The ETag is its version."""
    parts = parts_of(request)
    async with parts.transactions.read() as session:
        found = await opened(session, parts, complaint_id, person)
    return Response(to_json(_shown(found)), media_type="application/json", headers={"ETag": etag(found.row.version)})


def _shown(found: Opened) -> AssessmentRead:
    row, said = found.row, found.suggestion
    return AssessmentRead(
        **fields(row, found.due),
        content=found.content,
        added=found.added,
        words=list(said.words) if said else [],
        unmet=[UnmetShown(code=one.code, ground=one.ground, reason=one.reason, question=one.question) for one in said.unmet]
        if said
        else [],
        suggestion=row.suggestion,
        decided_by=row.decided_by,
        ground=row.ground,
        handed_back_by=row.handed_back_by,
        withdrawn_at=row.withdrawn_at,
        options=_options(found.edition.section) if found.edition else None,
        history=[EntryShown(**_entry(entry), words=words) for entry, words in found.history],
    )


def _entry(entry: Any) -> dict[str, Any]:
    return {"at": entry.at, "actor": entry.actor, "fact": entry.fact, "state": entry.stage, "detail": entry.detail}


def _options(section: Section) -> Options:
    return Options(
        categories=[Option(code=one.code, text=one.text) for one in section.taxonomy.categories],
        units=[Option(code=one.id, text=one.name) for one in section.units if one.receives],
        grounds=[Option(code=one.code, text=one.text) for one in section.acceptance.grounds],
        reasons=[Option(code=one.code, text=one.text) for one in section.correction_reasons],
    )
