"""Who may come in, and from which version of an assessment an order is given."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from services.triage.commands import Command
from services.triage.decisions.access import may_see
from services.triage.model import Stale
from services.triage.store.assessments import read
from services.triage.store.tables import Assessment
from shared.errors import NotFound
from shared.web.app import parts_of
from shared.web.problems.rejected import Rejected
from shared.web.staff.doors import require
from shared.web.staff.persons import Person

SUPERVISOR = "supervisor"
Officer = Annotated[Person, Depends(require("triage_officer", SUPERVISOR))]


def seen_version(
    request: Request,
    _documented: Annotated[str | None, Header(alias="If-Match", description="the ETag of the assessment as it was read")] = None,
) -> int:
    """Dependency: the version that the person saw; 428 without If-Match, 412 for anything that is no version of ours."""
    named = request.headers.get("if-match")
    if named is None:
        raise Rejected(428, "version_missing")
    digits = named.strip().removeprefix('"').removesuffix('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):  # noqa: PLR2004 - what fits an integer of the database
        raise Rejected(412, "version_changed")
    return int(digits)


async def seen_by(session: AsyncSession, complaint_id: UUID, person: Person) -> Assessment:
    """The assessment; NotFound when there is none, or none for this person."""
    row = await read(session, complaint_id)
    if not may_see(person.units, row.complained_about):
        raise NotFound(f"triage has no assessment of complaint {complaint_id}")
    return row


async def carry_out(request: Request, command: Command, person: Person, key: str) -> Any:
    """Carry the order out once and give its answer; 412 when something else happened to the assessment meanwhile."""
    transactions = parts_of(request).transactions
    async with transactions.read() as session:
        await seen_by(session, command.complaint_id, person)
    try:
        return await transactions.perform(command, actor=person.id, key=key)
    except Stale:
        raise Rejected(412, "version_changed") from None
