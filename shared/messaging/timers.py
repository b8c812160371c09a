"""Timers: a due time of a case that becomes a message to the service's own queue, once per generation."""

import asyncio
import json
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

if TYPE_CHECKING:
    from shared.messaging.transaction import Transactions

TIMER_FIRED = "org.redress.timer.fired.v1"
BATCH = 100
_log = structlog.get_logger("timers")


class TimerFired(BaseModel):
    """A timer of a case came due. A handler reacts to it like to an event."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    kind: str
    due_at: AwareDatetime
    generation: int
    data: dict[str, Any]


_ARM = text("""
    insert into timer (case_id, kind, due_at, data, armed_at)
    select * from unnest(cast(:cases as uuid[]), cast(:kinds as text[]), cast(:dues as timestamptz[]), cast(:data as jsonb[]),
                         cast(:armed as timestamptz[]))
    on conflict (case_id, kind) do update
    set due_at = excluded.due_at, data = excluded.data, armed_at = excluded.armed_at, state = 'armed',
        generation = timer.generation + 1, fired_at = null
""")
_CANCEL = text("""
    update timer set state = 'cancelled'
    from unnest(cast(:cases as uuid[]), cast(:kinds as text[])) as stop (case_id, kind)
    where timer.case_id = stop.case_id and (stop.kind = '*' or timer.kind = stop.kind) and state in ('armed', 'fired')
""")
_FIRE = text("""
    update timer set state = 'fired', fired_at = :now
    from (select case_id, kind from timer where state = 'armed' and due_at <= :now
          order by due_at limit :most for update skip locked) as due
    where timer.case_id = due.case_id and timer.kind = due.kind
    returning timer.case_id, timer.kind, timer.due_at, timer.generation, timer.data
""")
_DONE = text("update timer set state = 'done' where case_id = :case_id and kind = :kind and generation = :generation and state = 'fired'")


class Changes:
    """The timers that one transaction arms and cancels; the last word about a timer counts."""

    def __init__(self) -> None:
        self._armed: dict[tuple[UUID, str], tuple[datetime, str, datetime]] = {}
        self._cancelled: dict[tuple[UUID, str], None] = {}

    def arm(self, case_id: UUID, kind: str, due_at: datetime, data: dict[str, Any], now: datetime) -> None:
        self._armed[case_id, kind] = (due_at, json.dumps(data), now)

    def cancel(self, case_id: UUID, kind: str) -> None:
        for place in [place for place in self._armed if place[0] == case_id and kind in ("*", place[1])]:
            del self._armed[place]
        self._cancelled[case_id, kind] = None

    async def write(self, session: AsyncSession) -> None:
        """Write them down in the session's transaction: cancellations first, for what was armed after them stays armed."""
        if self._cancelled:
            cases, kinds = zip(*sorted(self._cancelled), strict=True)
            await (await session.connection()).execute(_CANCEL, {"cases": list(cases), "kinds": list(kinds)})
        if self._armed:
            places = sorted(self._armed)
            dues, data, armed = zip(*(self._armed[place] for place in places), strict=True)
            rows = {
                "cases": [case for case, _ in places],
                "kinds": [kind for _, kind in places],
                "dues": list(dues),
                "data": list(data),
                "armed": list(armed),
            }
            await (await session.connection()).execute(_ARM, rows)
        self._armed, self._cancelled = {}, {}


async def is_current(session: AsyncSession, fired: TimerFired) -> bool:
    """True, once, for a fired timer that was neither moved nor cancelled meanwhile."""
    done = await (await session.connection()).execute(_DONE, {"case_id": fired.case_id, "kind": fired.kind, "generation": fired.generation})
    return bool(done.rowcount)


class Timers:
    """Fires what is due, oldest first, as messages to the service's own queue. Any number may run at once."""

    def __init__(self, transactions: "Transactions", *, service: str, queue: str, poll_seconds: float = 0.5) -> None:
        self._transactions = transactions
        self._service = service
        self._queue = queue
        self._poll = poll_seconds

    async def run(self) -> None:
        """Fire until cancelled; a database that is away is waited for."""
        while True:
            fired = 0
            try:
                fired = await self.fire_due()
            except (DBAPIError, OSError) as problem:
                _log.warning("database_trouble", service=self._service, error=type(problem).__name__)
            if fired < BATCH:
                with suppress(TimeoutError):
                    await asyncio.sleep(self._poll)

    async def fire_due(self) -> int:
        """Claim up to 100 due timers and let their messages leave in the same transaction; how many there were."""
        async with self._transactions.begin(actor=self._service) as tx:
            rows = (await (await tx.session.connection()).execute(_FIRE, {"now": tx.now, "most": BATCH})).all()
            for row in sorted(rows, key=lambda row: row.due_at):
                fired = TimerFired(case_id=row.case_id, kind=row.kind, due_at=row.due_at, generation=row.generation, data=row.data)
                tx.send(self._queue, TIMER_FIRED, str(row.case_id), fired)
            return len(rows)
