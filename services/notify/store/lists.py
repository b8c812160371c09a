"""The lists of the desk: what is due first stands first, continued from a cursor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notify.store.tables import Notice, Told


@dataclass(frozen=True)
class Wanted:
    """What a list shows: notices in these stages, with these values where one is given. `newest` turns the order round."""

    stages: Collection[str] = ()
    channel: str | None = None
    about: str | None = None
    complaint_id: UUID | None = None
    newest: bool = False


@dataclass(frozen=True)
class Place:
    """A row's place in the order of the list."""

    due_at: datetime
    id: UUID


Listed = tuple[Notice, str]


async def page_of(session: AsyncSession, wanted: Wanted, after: Place | None, limit: int) -> tuple[list[Listed], Place | None]:
    """At most `limit` notices behind `after`, each with its complaint's reference, and the place to go on from when there are more."""
    order = (col(Notice.due_at), col(Notice.notice_id))
    turned = [column.desc() for column in order] if wanted.newest else order
    query = select(Notice, Told.reference).join(Told, col(Told.complaint_id) == col(Notice.complaint_id))
    query = query.where(*_conditions(wanted)).order_by(*turned).limit(limit + 1)
    if after is not None:
        here, there = tuple_(*order), tuple_(after.due_at, after.id)
        query = query.where(here < there if wanted.newest else here > there)
    rows = [(notice, reference) for notice, reference in await session.exec(query)]
    return rows[:limit], _place(rows[limit - 1][0]) if len(rows) > limit else None


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    values = {"channel": wanted.channel, "about": wanted.about, "complaint_id": wanted.complaint_id}
    found: list[ColumnElement[bool]] = [col(getattr(Notice, name)) == value for name, value in values.items() if value is not None]
    if wanted.stages:
        found.append(col(Notice.stage).in_(sorted(wanted.stages)))
    return found


def _place(row: Notice) -> Place:
    return Place(row.due_at, row.notice_id)
