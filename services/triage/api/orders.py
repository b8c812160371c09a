"""What a triage officer orders: one operation per verb, once per key, from the version that was seen."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.triage import commands
from services.triage.api.doors import SUPERVISOR, Officer, carry_out, seen_version
from services.triage.api.view import Ordered
from services.triage.commands import Command, Order
from shared.web.body import read_json
from shared.web.conditional import idempotency_key
from shared.web.staff.persons import Person
from shared.web.wire.contract import takes

router = APIRouter()
Key = Annotated[str, Depends(idempotency_key)]
Version = Annotated[int, Depends(seen_version)]
C = TypeVar("C", bound=Command)


@router.post("/api/v1/assessments/{complaint_id}/accept", response_model=Ordered, openapi_extra=takes(commands.Acceptance))
async def accept(request: Request, complaint_id: UUID, person: Officer, key: Key, version: Version) -> Any:
    """Take the complaint on, and hand it over where a unit is named. 409 `reason_needed` against the rules without a reason."""
    order = await read_json(request, commands.Acceptance)
    return await carry_out(request, ordered(commands.Accept, order, complaint_id, version, person), person, key)


@router.post("/api/v1/assessments/{complaint_id}/refuse", response_model=Ordered, openapi_extra=takes(commands.Refusal))
async def refuse(request: Request, complaint_id: UUID, person: Officer, key: Key, version: Version) -> Any:
    """Do not take the complaint on; the complainant is told the ground and the other routes."""
    order = await read_json(request, commands.Refusal)
    return await carry_out(request, ordered(commands.Refuse, order, complaint_id, version, person), person, key)


@router.post("/api/v1/assessments/{complaint_id}/ask", response_model=Ordered, openapi_extra=takes(commands.Enquiry))
async def ask(request: Request, complaint_id: UUID, person: Officer, key: Key, version: Version) -> Any:
    """Ask the complainant for what is missing; the clock stands still until the answer, or the end of the time for it."""
    order = await read_json(request, commands.Enquiry)
    return await carry_out(request, ordered(commands.Ask, order, complaint_id, version, person), person, key)


@router.post("/api/v1/assessments/{complaint_id}/correct", response_model=Ordered, openapi_extra=takes(commands.Correction))
async def correct(request: Request, complaint_id: UUID, person: Officer, key: Key, version: Version) -> Any:
    """File an accepted complaint under another category, severity or urgency."""
    order = await read_json(request, commands.Correction)
    return await carry_out(request, ordered(commands.Correct, order, complaint_id, version, person), person, key)


@router.post("/api/v1/assessments/{complaint_id}/route", response_model=Ordered, openapi_extra=takes(commands.Direction))
async def route(request: Request, complaint_id: UUID, person: Officer, key: Key, version: Version) -> Any:
    """Hand an accepted complaint over to a unit. 409 `supervisor_decides` after the procedure's number of hand-backs."""
    order = await read_json(request, commands.Direction)
    return await carry_out(request, ordered(commands.Route, order, complaint_id, version, person), person, key)


@router.post("/api/v1/assessments/{complaint_id}/reassess", response_model=Ordered, openapi_extra=takes(commands.Reassessment))
async def reassess(request: Request, complaint_id: UUID, person: Officer, key: Key, version: Version) -> Any:
    """Let the rules look again at a complaint that waits; what they are certain about now needs no person any more."""
    order = await read_json(request, commands.Reassessment)
    return await carry_out(request, ordered(commands.Reassess, order, complaint_id, version, person), person, key)


def ordered(kind: type[C], order: Order, complaint_id: UUID, version: int, person: Person) -> C:
    """The order as a command of this person about the assessment as they saw it."""
    given = {"complaint_id": complaint_id, "version": version, "by_supervisor": SUPERVISOR in person.roles}
    return kind.model_validate(order.model_dump() | given)
