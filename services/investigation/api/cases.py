"""`/api/v1/cases`: list by due date, read, and every command as `POST …/{reference}/<verb>`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime
from pydantic_core import to_json
from starlette.responses import Response

from services.investigation import store
from services.investigation.api.acting import (
    acting,
    body_of,
    carry_out,
    check_visible,
    desk_staff,
    expected_version,
    section_of,
    the_parts,
    visible_to,
)
from services.investigation.api.shapes import case_shape, content_shape, row_shape
from services.investigation.commands import COMMANDS, CaseCommand
from services.investigation.decisions.overview import overview
from services.investigation.model import Stage
from shared.contracts.words import Severity
from shared.web.body import read_json
from shared.web.conditional import etag, idempotency_key, listed, read_cursor, write_cursor
from shared.web.staff.persons import Person as StaffPerson
from shared.web.wire.contract import takes

router = APIRouter(prefix="/api/v1/cases", tags=["cases"])
Staff = Annotated[StaffPerson, Depends(desk_staff)]
# No database text can hold a NUL.
Word = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
Key = Annotated[str, Depends(idempotency_key)]


@router.get("")
async def list_cases(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    person: Staff,
    unit: Word | None = None,
    owner: Word | None = None,
    stage: Stage | None = None,
    severity: Severity | None = None,
    *,
    overdue: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> Response:
    """The cases this person may see, the one due first at the top; `owner=me` are the own ones. Without a stage, all that are not over."""
    parts = the_parts(request)
    now = parts.clock.now()
    filters = store.Filters(unit, person.id if owner == "me" else owner, stage, severity, overdue)
    after = read_cursor(cursor, due=AwareDatetime, id=UUID)
    async with parts.transactions.read() as session:
        rows, more = await store.case_list(
            session, visible_to(acting(person), request), filters, now, limit=limit, after=store.Cursor(**after) if after else None
        )
    return listed(request, [row_shape(row, now) for row in rows], write_cursor(due=more.due, id=more.id) if more else None)


@router.get("/{reference}")
async def read_case(request: Request, reference: str, person: Staff) -> Response:
    """One case with its clocks, history and next steps; the ETag is what commands name in If-Match."""
    parts, who = the_parts(request), acting(person)
    async with parts.transactions.read() as session:
        row, case = await store.read_case(session, reference)
    section, now = section_of(case, request), parts.clock.now()
    check_visible(who, case, section)
    view = overview(case, section, parts.settings.office, who, now)
    return _json(case_shape(row, case, view, now), row.version)


@router.get("/{reference}/content")
async def read_content(request: Request, reference: str, person: Staff) -> Response:
    """What was written: the complaint in the complainant's words and the texts of the history by number of entry."""
    parts = the_parts(request)
    async with parts.transactions.read() as session:
        row, case = await store.read_case(session, reference)
    check_visible(acting(person), case, section_of(case, request))
    return _json(content_shape(row, case, parts.keys), row.version)


def _json(content: Any, version: int) -> Response:
    return Response(to_json(content), media_type="application/json", headers={"ETag": etag(version)})


def _operation(command: type[CaseCommand]) -> Callable[..., Awaitable[Response]]:
    body = body_of(command)

    async def act(request: Request, reference: str, person: Staff, key: Key) -> Response:
        version = expected_version(request)
        given = await read_json(request, body)
        made = command(reference=reference, version=version, by=acting(person), **given.model_dump())
        answer = await carry_out(request, made, key)
        return _json(answer, answer["version"])

    return act


def _add_operations() -> None:
    for command in COMMANDS:
        router.add_api_route(
            f"/{{reference}}/{command.VERB}",
            _operation(command),
            methods=["POST"],
            name=command.VERB,
            summary=(command.__doc__ or "").split("\n", maxsplit=1)[0],
            openapi_extra=takes(body_of(command)),
        )


_add_operations()
