"""The record of a complaint: one line for everything that happened to it, never changed."""

import json
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.intake.model import Entry, Fact
from services.intake.store import tables
from shared.contracts.words import Sealed

_ENTER = text("""
    insert into entry (complaint_id, fact, at, detail, sealed)
    select complaint_id, :fact, :at, cast(:detail as jsonb), cast(:sealed as jsonb) from complaint where complaint_id = :complaint_id
""")


async def enter(session: AsyncSession, complaint_id: UUID, entry: Entry) -> bool:
    """Add a line to the record of this complaint; False when there is no such complaint."""
    row = {
        "complaint_id": complaint_id,
        "fact": entry.fact.value,
        "at": entry.at,
        "detail": json.dumps(entry.detail),
        "sealed": entry.sealed.model_dump_json() if entry.sealed else None,
    }
    return bool((await (await session.connection()).execute(_ENTER, row)).rowcount)


async def record(session: AsyncSession, complaint_id: UUID) -> list[Entry]:
    """Everything that happened to this complaint after it was registered, in the order entered."""
    rows = await session.exec(select(tables.Entry).where(tables.Entry.complaint_id == complaint_id).order_by(col(tables.Entry.entry_id)))
    return [_entry(row) for row in rows]


def _entry(row: tables.Entry) -> Entry:
    return Entry(Fact(row.fact), row.at, row.detail, Sealed(**row.sealed) if row.sealed else None)
