"""Works on bulk imports: whatever is unfinished is taken up, also after a crash, at the first row without an outcome."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta, tzinfo
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.intake.commands.imports import ImportedRow, RegisterRows
from services.intake.imports.child import reading
from services.intake.imports.columns import field_of, may_be_shown, record_of, submission_of, unknown_columns
from services.intake.imports.reading.found import Head, Row, Unreadable
from services.intake.imports.vault import Vault
from services.intake.model import Flaw, branch_office
from services.intake.settings import IntakeSettings
from services.intake.store import imports
from services.intake.store.tables import Import
from shared.process.parts import Parts

POLL = 0.2  # seconds
FILES_ARE_KEPT = timedelta(days=30)
_SHOWN_SIGNS = 40
_log = structlog.get_logger("imports")

IntakeParts = Parts[IntakeSettings, object]


async def run(parts: IntakeParts) -> None:
    """Work until cancelled, on some imports at a time; several processes may, each import is worked on by one of them."""
    under_way: dict[UUID, str] = {}
    async with asyncio.TaskGroup() as lanes:
        lanes.create_task(_forget(parts))
        for _ in range(parts.settings.imports_at_once):
            lanes.create_task(_lane(parts, under_way))


async def _lane(parts: IntakeParts, under_way: dict[UUID, str]) -> None:
    """One import after another; a database that is away is waited for."""
    while True:
        (job,) = await asyncio.gather(_next(parts, under_way), return_exceptions=True)
        if not isinstance(job, Import):
            await asyncio.sleep(POLL)
            continue
        (ended,) = await asyncio.gather(_work_on(parts, job), return_exceptions=True)
        if isinstance(ended, BaseException):
            await _settle(parts, job.import_id, ended)
        del under_way[job.import_id]


async def _next(parts: IntakeParts, under_way: dict[UUID, str]) -> Import | None:
    """The oldest import of a branch that is not being served, else the oldest of all; from now on it is under way."""
    async with parts.transactions.read() as session:
        found = await imports.waiting(session)
    waiting = [job for job in found if job.import_id not in under_way]
    if not waiting:
        return None
    job = min(waiting, key=lambda job: (job.branch in under_way.values(), job.created_at))
    under_way[job.import_id] = job.branch
    return job


async def _settle(parts: IntakeParts, import_id: UUID, error: BaseException) -> None:
    """An interrupted import goes on later; one that cannot be worked on for a reason nobody foresaw is given up, aloud."""
    _log.error("import_interrupted", import_id=str(import_id), error=type(error).__name__)
    if isinstance(error, (DBAPIError, OSError)):
        await asyncio.sleep(POLL)
    else:
        await _finish(parts, import_id, "unexpected")


async def _forget(parts: IntakeParts) -> None:
    """Delete files that were kept long enough, now and every hour."""
    while True:
        async with parts.transactions.begin(actor="intake") as tx:
            await imports.forget(tx.session, tx.now - FILES_ARE_KEPT)
        await asyncio.sleep(3600)


async def _work_on(parts: IntakeParts, job: Import) -> None:
    async with _alone(parts, job.import_id) as mine:
        if not mine:
            await asyncio.sleep(POLL)
            return
        try:
            await _register(parts, job.import_id)
        except Unreadable as problem:
            await _finish(parts, job.import_id, problem.code if problem.row is None else f"{problem.code} {problem.row}")


@asynccontextmanager
async def _alone(parts: IntakeParts, import_id: UUID) -> AsyncGenerator[bool, None]:
    """Whether nobody else works on this import; the lock ends with the connection, so a killed process leaves none behind."""
    number = {"number": int.from_bytes(import_id.bytes[:8], signed=True)}
    engine = parts.transactions.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        mine = bool((await connection.execute(text("select pg_try_advisory_lock(:number)"), number)).scalar())
        try:
            yield mine
        finally:
            with suppress(DBAPIError, OSError):
                await connection.execute(text("select pg_advisory_unlock(:number)"), number)


async def _register(parts: IntakeParts, import_id: UUID) -> None:
    async with parts.transactions.read() as session:
        job = await imports.without_file(session, import_id)
        if job is None or job.state != imports.WAITING:
            return
        closed, done = await imports.file_of(session, import_id), await imports.numbers_done(session, import_id)
    vault = Vault.opened(job.key, parts.keys, import_id)
    settings = parts.settings
    async with reading(vault.open(closed, "file"), job.format, settings.import_rows) as table:
        head = await anext(table)
        if isinstance(head, Head):
            _refuse_unknown(head)
            await _expect(parts, import_id, head.expected)
            async for chunk in _chunks(table, done, settings.import_chunk):
                await _register_chunk(parts, job, vault, head, chunk)
    await _finish(parts, import_id, None)


def _refuse_unknown(head: Head) -> None:
    if unknown_columns(head.columns):
        raise Unreadable("unknown_column", head.columns.index(unknown_columns(head.columns)[0]) + 1)


async def _chunks(table: AsyncGenerator[Head | Row, None], done: set[int], size: int) -> AsyncGenerator[list[Row], None]:
    """The rows that have no outcome yet, some at a time."""
    chunk: list[Row] = []
    async for row in table:
        if isinstance(row, Row) and row.number not in done:
            chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def _register_chunk(parts: IntakeParts, job: Import, vault: Vault, head: Head, chunk: Sequence[Row]) -> None:
    columns = {field: column for column in head.columns if (field := field_of(column))}
    rows = tuple(read_row(columns, head.columns, row, job.procedure, parts.settings.days) for row in chunk)
    wanted = RegisterRows(job.import_id, branch_office(job.branch), job.dry_run, rows, vault)
    async with parts.transactions.begin(actor=wanted.by.name, causation=str(job.import_id)) as tx:
        await parts.transactions.handle(tx, wanted)


def read_row(columns: Mapping[str, str], names: Sequence[str], row: Row, procedure: str | None, zone: tzinfo) -> ImportedRow:
    """A row of a file as a submission, or what is wrong with it; only codes and dates of it may be repeated to anybody."""
    if row.problem is not None:
        return ImportedRow(row.number, (Flaw("", row.problem),))
    record = row.record if row.record is not None else record_of(names, row.cells, zone)
    cells = dict(zip(names, row.cells, strict=False))
    shown = {field: cells[name].strip()[:_SHOWN_SIGNS] for field, name in columns.items() if may_be_shown(field)}
    read = submission_of(record, procedure)
    return ImportedRow(row.number, tuple(read) if isinstance(read, list) else read, columns, shown)


async def _expect(parts: IntakeParts, import_id: UUID, rows: int) -> None:
    async with parts.transactions.begin(actor="intake") as tx:
        await imports.expect(tx.session, import_id, rows)


async def _finish(parts: IntakeParts, import_id: UUID, problem: str | None) -> None:
    async with parts.transactions.begin(actor="intake") as tx:
        await imports.finish(tx.session, import_id, tx.now, problem)
