"""Bulk imports of branch offices: upload, progress and problems, the failed rows back."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel
from starlette.responses import JSONResponse, Response

from services.intake.api.doors import IntakeParts, branch_key, parts
from services.intake.decisions.access import Scope
from services.intake.imports import results
from services.intake.imports.upload import Wanted, begun, format_of
from services.intake.imports.vault import Vault
from services.intake.store import imports as store
from services.intake.store.tables import Import
from shared.errors import Invalid, NotFound, Problem
from shared.web.problems.rejected import Rejected
from shared.web.uploads import ReceivedFile, Upload, received

router = APIRouter(prefix="/api/v1/imports", tags=["imports"])
_MOST_UNFINISHED = 20
_YES_NO = {"": False, "false": False, "0": False, "no": False, "true": True, "1": True, "yes": True}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "csv (UTF-8 or GB18030), xlsx or jsonl"},
                        "procedure": {"type": "string", "description": "for rows that name none"},
                        "dry_run": {"type": "boolean", "default": False, "description": "examine only"},
                    },
                }
            }
        },
    }
}


class ImportBegun(BaseModel):
    """The id to ask for progress with."""

    id: UUID


class Counts(BaseModel):
    """`rows` is an estimate until the file is read; `valid` counts the good rows of a dry run."""

    rows: int | None
    done: int
    registered: int
    already_registered: int
    valid: int
    failed: int


class ImportProblem(BaseModel):
    """One thing to correct; `row` is None where it concerns the whole file. Words and persons are never repeated in `value`."""

    row: int | None
    column: str | None
    value: str
    code: str
    what_to_do: str


class ImportView(BaseModel):
    """How an import stands; `progress` goes from 0 to 1, at most a thousand problems are listed."""

    id: UUID
    state: Literal["waiting", "running", "finished", "unreadable"]
    dry_run: bool
    procedure: str | None
    format: str
    created_at: AwareDatetime
    finished_at: AwareDatetime | None
    progress: float
    counts: Counts
    problems: list[ImportProblem]
    more_problems: bool


class RegisteredRow(BaseModel):
    row: int
    reference: str


class RegisteredRows(BaseModel):
    items: list[RegisteredRow]
    next_row: int | None


@router.post("", status_code=202, response_model=ImportBegun, openapi_extra=_FORM)
async def begin(request: Request) -> Response:
    """Take a file in; its rows are registered in the background. Sending it again registers nothing twice."""
    own, key = parts(request), await branch_key(request, Scope.IMPORT)
    async with own.transactions.read() as session:
        if await store.unfinished(session, key.branch) >= _MOST_UNFINISHED:
            raise Rejected(429, "too_many_imports", headers={"Retry-After": "10"})
    async with received(request, limit=own.settings.import_bytes + 100_000, files=1) as upload:
        file = _checked(request, upload, own)
        raw = await asyncio.to_thread(file.file.read)
    format_name = format_of(raw, file.filename)
    if format_name is None:
        raise Invalid([_problem(request, "file", "unknown_format")])
    dry_run = _YES_NO[upload.fields.get("dry_run", "").lower()]
    wanted = Wanted(key.branch, format_name, upload.fields.get("procedure") or None, dry_run)
    async with own.transactions.begin(actor=key.branch) as tx:
        new = begun(tx.new_id(), raw, wanted, now=tx.now, keys=own.keys)
        store.add(tx.session, new)
    return JSONResponse({"id": str(new.import_id)}, 202, headers={"Location": f"/api/v1/imports/{new.import_id}"})


def _checked(request: Request, upload: Upload, own: IntakeParts) -> ReceivedFile:
    wrong = [_problem(request, name, "extra_forbidden") for name in {*upload.fields, *upload.files} - {"file", "procedure", "dry_run"}]
    procedure = upload.fields.get("procedure")
    if "file" not in upload.files:
        wrong.append(_problem(request, "file", "missing"))
    if procedure and procedure not in own.rules.procedures():
        wrong.append(_problem(request, "procedure", "not_offered", offered=", ".join(own.rules.procedures())))
    if upload.fields.get("dry_run", "").lower() not in _YES_NO:
        wrong.append(_problem(request, "dry_run", "bool_parsing"))
    if wrong:
        raise Invalid(wrong)
    if upload.files["file"].size > own.settings.import_bytes:
        raise Rejected(413, "body_too_large")
    return upload.files["file"]


def _problem(request: Request, field: str, code: str, **values: str) -> Problem:
    return Problem(f"/{field}", code, request.app.state.pages.words_for(request).say(f"field.{code}", **values))


@router.get("/{import_id}", response_model=ImportView)
async def show(request: Request, import_id: UUID) -> Any:
    """Counts, progress and problems, in the language of Accept-Language."""
    own, found = parts(request), await _own_import(request, import_id)
    async with own.transactions.read() as session:
        failed = await store.failed_rows(session, import_id, results.MOST_ROWS + 1)
    words = request.app.state.pages.words_for(request)
    problems = results.problems(found, failed[: results.MOST_ROWS], Vault.opened(found.key, own.keys, import_id), words)
    return {**_about(found), "problems": problems, "more_problems": len(failed) > results.MOST_ROWS}


@router.get("/{import_id}/failed-rows", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def failed_rows(request: Request, import_id: UUID) -> Response:
    """The same file with only the failed rows and a column of reasons: correct it and send it again."""
    found = await _own_import(request, import_id)
    content, media_type = await results.failed_file(parts(request), found, request.app.state.pages.words_for(request))
    name = f'attachment; filename="failed-rows.{found.format}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": name})


@router.get("/{import_id}/registered", response_model=RegisteredRows)
async def registered(
    request: Request, import_id: UUID, after: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=5000)] = 1000
) -> Any:
    """The references of the rows that are registered, now or before; go on with `after` = `next_row`."""
    await _own_import(request, import_id)
    async with parts(request).transactions.read() as session:
        found = await store.references(session, import_id, after, limit)
    items = [{"row": number, "reference": reference} for number, reference in found]
    return {"items": items, "next_row": found[-1][0] if len(found) == limit else None}


async def _own_import(request: Request, import_id: UUID) -> Import:
    """An import of the branch whose key this is; any other looks as if it did not exist."""
    key = await branch_key(request, Scope.IMPORT, Scope.READ)
    async with parts(request).transactions.read() as session:
        found = await store.of_branch(session, import_id, key.branch)
    if found is None:
        raise NotFound
    return found


def _about(found: Import) -> dict[str, Any]:
    running = found.state == store.WAITING and found.rows is not None
    total = max(found.rows or 0, found.done, 1)
    return {
        "id": found.import_id,
        "state": "running" if running else found.state,
        "dry_run": found.dry_run,
        "procedure": found.procedure,
        "format": found.format,
        "created_at": found.created_at,
        "finished_at": found.finished_at,
        "progress": 1.0 if found.finished_at else min(found.done / total, 0.99),
        "counts": {
            "rows": found.rows,
            "done": found.done,
            "registered": found.registered,
            "already_registered": found.known,
            "valid": found.done - found.registered - found.known - found.failed,
            "failed": found.failed,
        },
    }
