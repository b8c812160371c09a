"""The lists of the desk: the most urgent first, then the oldest, continued from a cursor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, not_, tuple_
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.triage.lifecycle import Fact
from services.triage.store.tables import Assessment, Entry

_FILTERS = ("procedure", "unit", "severity", "urgency", "reference")
_COMPLAINED_ABOUT: Any = Assessment.complained_about
_LEFT_OUT = (defer(Assessment.content), defer(Assessment.suggestion))  # type: ignore[arg-type]
_PAUSING = (Fact.ASKED.value, Fact.SUPPLEMENTED.value, Fact.UNANSWERED.value)


@dataclass(frozen=True)
class Wanted:
    """What a list shows: assessments in these stages, with these values where one is given, none about the person's own units."""

    stages: Collection[str]
    procedure: str | None = None
    unit: str | None = None
    severity: str | None = None
    urgency: str | None = None
    reference: str | None = None
    own_units: Collection[str] = ()


@dataclass(frozen=True)
class Place:
    """A row's place in the order of the list."""

    rank: int
    received_at: datetime
    id: UUID


async def page_of(session: AsyncSession, wanted: Wanted, after: Place | None, limit: int) -> tuple[list[Assessment], Place | None]:
    """At most `limit` assessments behind `after`, and the place to go on from when there are more."""
    order = (col(Assessment.urgency_rank), col(Assessment.received_at), col(Assessment.complaint_id))
    query = select(Assessment).where(_in_stages(wanted.stages)).order_by(*order).limit(limit + 1).options(*_LEFT_OUT)
    for name in _FILTERS:
        if getattr(wanted, name) is not None:
            query = query.where(getattr(Assessment, name) == getattr(wanted, name))
    if wanted.own_units:
        query = query.where(not_(_COMPLAINED_ABOUT.overlap(sorted(wanted.own_units))))
    if after is not None:
        query = query.where(tuple_(*order) > (after.rank, after.received_at, after.id))
    rows = list(await session.exec(query))
    return rows[:limit], place_of(rows[limit - 1]) if len(rows) > limit else None


def _in_stages(stages: Collection[str]) -> ColumnElement[bool]:
    """Written into the statement itself, so that the index of the open stages fits; they are our own words."""
    return col(Assessment.stage).in_(bindparam("stages", sorted(stages), expanding=True, literal_execute=True))


def place_of(row: Assessment) -> Place:
    return Place(row.urgency_rank, row.received_at, row.complaint_id)


async def questions_asked(session: AsyncSession, rows: Sequence[Assessment]) -> dict[UUID, list[Entry]]:
    """For each of these assessments the entries that stopped or restarted its clock, oldest first."""
    ids = [row.complaint_id for row in rows]
    query = select(Entry).where(col(Entry.complaint_id).in_(ids), col(Entry.fact).in_(_PAUSING)).order_by(col(Entry.number))
    found: dict[UUID, list[Entry]] = {one: [] for one in ids}
    for entry in await session.exec(query):
        found[entry.complaint_id].append(entry)
    return found
