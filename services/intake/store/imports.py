"""Bulk imports: the file until it is forgotten, and how each of its rows ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.intake.store import tables
from services.intake.store.tables import Import, ImportRow

WAITING, FINISHED, UNREADABLE = "waiting", "finished", "unreadable"
REGISTERED, KNOWN, FAILED, VALID = "registered", "known", "failed", "valid"


_NO_FILE = defer(Import.file, raiseload=True)  # type: ignore[arg-type]


@dataclass(frozen=True)
class RowOutcome:
    """How one row ended; `flaws` are encrypted."""

    number: int
    outcome: str
    reference: str | None = None
    flaws: bytes | None = None


def add(session: AsyncSession, new: Import) -> None:
    session.add(new)


async def unfinished(session: AsyncSession, branch: str) -> int:
    """How many imports of this branch are not finished yet."""
    wanted = select(func.count()).select_from(Import).where(Import.branch == branch, Import.state == WAITING)
    return (await session.exec(wanted)).one()


async def waiting(session: AsyncSession) -> list[Import]:
    """The imports that have work left, oldest first, without their files."""
    wanted = select(Import).where(Import.state == WAITING).order_by(col(Import.created_at)).limit(500)
    return list(await session.exec(wanted.options(_NO_FILE)))


async def of_branch(session: AsyncSession, import_id: UUID, branch: str) -> Import | None:
    """An import of this branch, without its file."""
    found = await without_file(session, import_id)
    return found if found is not None and found.branch == branch else None


async def without_file(session: AsyncSession, import_id: UUID) -> Import | None:
    wanted = select(Import).where(Import.import_id == import_id).options(_NO_FILE)
    return (await session.exec(wanted)).first()


async def file_of(session: AsyncSession, import_id: UUID) -> bytes:
    """The encrypted file."""
    return (await session.exec(select(Import.file).where(Import.import_id == import_id))).one()


async def numbers_done(session: AsyncSession, import_id: UUID) -> set[int]:
    """The rows that have an outcome already."""
    return set(await session.exec(select(ImportRow.number).where(ImportRow.import_id == import_id)))


async def failed_rows(session: AsyncSession, import_id: UUID, most: int | None = None) -> list[tables.ImportRow]:
    """The failed rows in the order of the file."""
    wanted = (
        select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.outcome == FAILED).order_by(col(ImportRow.number)).limit(most)
    )
    return list(await session.exec(wanted))


async def references(session: AsyncSession, import_id: UUID, after: int, most: int) -> list[tuple[int, str | None]]:
    """Rows that are registered, now or before, with their references."""
    wanted = (
        select(ImportRow.number, ImportRow.reference)
        .where(ImportRow.import_id == import_id, col(ImportRow.reference).is_not(None), ImportRow.number > after)
        .order_by(col(ImportRow.number))
        .limit(most)
    )
    return [(number, reference) for number, reference in await session.exec(wanted)]


_NOTE = text("""
    insert into import_row (import_id, number, outcome, reference, flaws)
    select cast(:import_id as uuid), * from unnest(cast(:n as integer[]), cast(:o as text[]), cast(:r as text[]), cast(:f as bytea[]))
    on conflict do nothing
""")
_ADVANCE = text("""
    update import set done = done + :done, registered = registered + :registered, known = known + :known, failed = failed + :failed
    where import_id = :import_id
""")
_EXPECT = text("update import set rows = :rows where import_id = :import_id and rows is null")
_FINISH = text("update import set state = :state, problem = :problem, rows = done, finished_at = :now where import_id = :import_id")
_FORGET = text("delete from import where finished_at < :before")


async def note(session: AsyncSession, import_id: UUID, outcomes: Sequence[RowOutcome]) -> None:
    """Write down how these rows ended, and count them."""
    columns: dict[str, list[Any]] = {
        "n": [one.number for one in outcomes],
        "o": [one.outcome for one in outcomes],
        "r": [one.reference for one in outcomes],
        "f": [one.flaws for one in outcomes],
    }
    counts = {name: columns["o"].count(name) for name in (REGISTERED, KNOWN, FAILED)}
    connection = await session.connection()
    await connection.execute(_NOTE, {"import_id": import_id, **columns})
    await connection.execute(_ADVANCE, {"import_id": import_id, "done": len(outcomes), **counts})


async def expect(session: AsyncSession, import_id: UUID, rows: int) -> None:
    """About how many rows there are, until they were counted."""
    await (await session.connection()).execute(_EXPECT, {"import_id": import_id, "rows": rows})


async def finish(session: AsyncSession, import_id: UUID, now: datetime, problem: str | None) -> None:
    """There is no work left in this import; `problem` says why the file could not be read to its end."""
    given = {"import_id": import_id, "state": UNREADABLE if problem else FINISHED, "problem": problem, "now": now}
    await (await session.connection()).execute(_FINISH, given)


async def forget(session: AsyncSession, before: datetime) -> None:
    """Delete the files and rows of imports that were finished before; what they registered stays."""
    await (await session.connection()).execute(_FORGET, {"before": before})
