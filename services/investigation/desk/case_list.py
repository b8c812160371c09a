"""The desk's first page: the cases of this person's units, the one due first at the top."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from services.investigation import store
from services.investigation.api.acting import acting, desk_staff, the_parts, visible_to
from services.investigation.decisions.clocks.explanations import left
from services.investigation.desk.filters import chosen, query_of
from services.investigation.model import Stage
from shared.contracts.words import Severity, Text
from shared.procedures import Unit
from shared.web.conditional import read_cursor, write_cursor
from shared.web.pages.environment import page, see_other
from shared.web.staff.persons import Person as StaffPerson

router = APIRouter(include_in_schema=False)
Staff = Annotated[StaffPerson, Depends(desk_staff)]
ON_A_PAGE = 50


@router.get("/", dependencies=[Depends(desk_staff)])
async def first_page(request: Request) -> Response:
    """The desk is the first page."""
    return see_other(request, "/cases")


@router.get("/cases")
async def list_page(request: Request, person: Staff, cursor: str | None = None) -> Response:
    """My desk: what is due first stands at the top."""
    parts, who = the_parts(request), acting(person)
    now, scope, filters = parts.clock.now(), visible_to(who, request), chosen(request, person.id)
    after = read_cursor(cursor, due=AwareDatetime, id=UUID)
    async with parts.transactions.read() as session:
        rows, more = await store.case_list(session, scope, filters, now, limit=ON_A_PAGE, after=store.Cursor(**after) if after else None)
    return page(
        request,
        "cases.html",
        rows=[(row, _left(request, row)) for row in rows],
        now=now,
        filters=filters,
        units=[(unit, unit) for unit in sorted(scope.units)],
        stages=list(Stage),
        severities=list(Severity),
        next_page=query_of(request, write_cursor(due=more.due, id=more.id)) if more else None,
    )


def _left(request: Request, row: store.CaseRow) -> Text | None:
    """What is left of the clock that is due first, in its own unit."""
    if row.next_due is None or row.next_clock is None:
        return None
    parts = the_parts(request)
    clock = parts.rules.for_open_case(row.procedure, row.edition, parts.clock.now()).section.clock(row.next_clock)
    unit = clock.limit.unit if clock else Unit.WORKING_DAYS
    return left(row.next_due, unit, parts.clock.now(), parts.settings.office)
