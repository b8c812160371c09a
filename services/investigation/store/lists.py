"""The lists of the desk, ordered by due date, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.investigation.model import ENDED, UNDER_APPEAL, Scope, Stage
from services.investigation.store.tables import CaseRow


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; without a stage, everything that is not over or still has a clock."""

    unit: str | None = None
    owner: str | None = None
    stage: Stage | None = None
    severity: str | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Cursor:
    """The last row seen; the list goes on after it."""

    due: datetime
    id: UUID


async def case_list(
    session: AsyncSession, visible: Scope, filters: Filters, now: datetime, *, limit: int, after: Cursor | None = None
) -> tuple[Sequence[CaseRow], Cursor | None]:
    """Up to `limit` cases, the one due first at the top, and where the next page begins (None on the last)."""
    wanted = select(CaseRow).where(_visible(visible), *_conditions(filters, now))
    if after is not None:
        wanted = wanted.where(tuple_(col(CaseRow.due_order), col(CaseRow.complaint_id)) > (after.due, after.id))
    wanted = wanted.order_by(col(CaseRow.due_order), col(CaseRow.complaint_id)).limit(limit + 1)
    rows = (await session.exec(wanted)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], Cursor(last.due_order, last.complaint_id) if last else None


def _visible(visible: Scope) -> Any:
    of_unit = col(CaseRow.unit).in_(sorted(visible.units))
    appealed = and_(col(CaseRow.unit).in_(sorted(visible.appeals_of)), col(CaseRow.stage).in_(sorted(UNDER_APPEAL)))
    return or_(of_unit, appealed, col(CaseRow.reviewer) == visible.person)


def _conditions(filters: Filters, now: datetime) -> list[Any]:
    equal = {CaseRow.unit: filters.unit, CaseRow.owner: filters.owner, CaseRow.severity: filters.severity, CaseRow.stage: filters.stage}
    conditions: list[Any] = [col(column) == value for column, value in equal.items() if value is not None]
    if filters.stage is None:
        conditions.append(or_(col(CaseRow.stage).not_in(sorted(ENDED)), col(CaseRow.next_due).is_not(None)))
    if filters.overdue:
        conditions.append(col(CaseRow.next_due) < now)
    return conditions
