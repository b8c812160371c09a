"""What waits to leave: numbered and written in the transaction that caused it, carried to the broker by one relay.

Order per subject is kept because the row of `outbox_sequence` is locked until commit and because only one relay leads.
Rows are chosen by "not yet published", never by "after the last one seen": identity order is not commit order.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.messaging.broker.publisher import Post, Publisher, PublishFailed
from shared.messaging.envelope import Outgoing

BATCH = 100
_log = structlog.get_logger("relay")


@dataclass(frozen=True)
class Leaving:
    """A message, the exchange and routing key it goes to, and whether its place among its subject's messages matters."""

    exchange: str
    routing_key: str
    message: Outgoing
    in_order: bool


_NUMBER = text("""
    insert into outbox_sequence (exchange, subject, last)
    select * from unnest(cast(:exchanges as text[]), cast(:subjects as text[]), cast(:counts as bigint[]))
    on conflict (exchange, subject) do update set last = outbox_sequence.last + excluded.last
    returning exchange, subject, last
""")
_INSERT = text("""
    insert into outbox (event_id, exchange, routing_key, type, subject, sequence, body, headers, occurred_at)
    select * from unnest(
        cast(:ids as uuid[]), cast(:exchanges as text[]), cast(:keys as text[]), cast(:types as text[]), cast(:subjects as text[]),
        cast(:sequences as bigint[]), cast(:bodies as text[]), cast(:headers as jsonb[]), cast(:times as timestamptz[]))
""")


async def write(session: AsyncSession, leaving: Sequence[Leaving]) -> None:
    """Number these messages within their subjects, without a gap, and write them down in the session's transaction."""
    connection = await session.connection()
    next_number = await _numbers(connection, leaving)
    columns: dict[str, list[Any]] = {
        name: [] for name in ("ids", "exchanges", "keys", "types", "subjects", "sequences", "bodies", "headers", "times")
    }
    for one in leaving:
        sequence = None
        if one.in_order:
            place = (one.exchange, one.message.subject)
            sequence = next_number[place]
            next_number[place] += 1
        body, headers = one.message.encode(sequence)
        row = (
            one.message.id,
            one.exchange,
            one.routing_key,
            one.message.type,
            one.message.subject,
            sequence,
            body,
            json.dumps(headers),
            one.message.time,
        )
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    await connection.execute(_INSERT, columns)


async def _numbers(connection: AsyncConnection, leaving: Sequence[Leaving]) -> dict[tuple[str, str], int]:
    """The first free number of every (exchange, subject); the rows stay locked until commit, in one order for all."""
    counts = sorted(Counter((one.exchange, one.message.subject) for one in leaving if one.in_order).items())
    if not counts:
        return {}
    exchanges, subjects = zip(*(place for place, _ in counts), strict=True)
    wanted = {"exchanges": list(exchanges), "subjects": list(subjects), "counts": [count for _, count in counts]}
    rows = (await connection.execute(_NUMBER, wanted)).all()
    how_many = dict(counts)
    return {(row.exchange, row.subject): row.last - how_many[row.exchange, row.subject] + 1 for row in rows}


_ANYTHING = text("select exists (select 1 from outbox where published_at is null)")
_LEAD = text("select pg_try_advisory_xact_lock(hashtext('outbox relay'))")
_WAITING = text("""
    select seq, event_id, exchange, routing_key, type, body, headers, occurred_at from outbox
    where published_at is null order by seq limit :most
""")
_PUBLISHED = text(
    "update outbox set published_at = clock_timestamp(), attempts = attempts + 1, last_error = null where seq = any(:published)"
)
_FAILED = text("update outbox set attempts = attempts + 1, last_error = :error where seq = any(:failed)")


class Relay:
    """Carries the outbox of one service to the broker. Any number may run; one at a time leads."""

    def __init__(self, engine: AsyncEngine, publisher: Publisher, *, service: str, poll_seconds: float) -> None:
        self._engine = engine
        self._publisher = publisher
        self._service = service
        self._poll = poll_seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look into the outbox now instead of at the next poll."""
        self._woken.set()

    async def run(self) -> None:
        """Carry until cancelled; a broker or database that is away is waited for."""
        while True:
            carried = await self._try_to_carry()
            if carried < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._poll if carried >= 0 else 1.0)

    async def _try_to_carry(self) -> int:
        """The number of messages carried, or -1 when nothing could be tried or one failed."""
        try:
            if not self._woken.is_set() and not await self._something_waits():
                return 0
            self._woken.clear()
            return await self.carry()
        except (DBAPIError, OSError) as problem:
            _log.warning("database_trouble", service=self._service, error=type(problem).__name__)
            return -1

    async def _something_waits(self) -> bool:
        """One cheap question without a transaction, for the many polls at which there is nothing to do."""
        async with self._engine.connect() as connection:
            question = await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(_ANYTHING)
            return bool(question.scalar())

    async def carry(self) -> int:
        """Publish the oldest waiting messages, in order, confirmed together. -1 when one of them failed."""
        async with self._engine.begin() as connection:
            if not (await connection.execute(_LEAD)).scalar():
                return 0
            rows = (await connection.execute(_WAITING, {"most": BATCH})).all()
            if not rows:
                return 0
            results = await self._publisher.publish_all([self._post(row) for row in rows])
            return await self._mark(connection, rows, results)

    def _post(self, row: Row[Any]) -> Post:
        return Post(
            exchange=row.exchange,
            routing_key=row.routing_key,
            message_id=str(row.event_id),
            kind=row.type,
            body=row.body.encode(),
            headers=row.headers,
            time=row.occurred_at,
        )

    async def _mark(self, connection: AsyncConnection, rows: Sequence[Row[Any]], results: Sequence[PublishFailed | None]) -> int:
        published = [row.seq for row, result in zip(rows, results, strict=True) if result is None]
        await connection.execute(_PUBLISHED, {"published": published})
        failures = {row.seq: str(result) for row, result in zip(rows, results, strict=True) if result is not None}
        if not failures:
            return len(published)
        first = next(iter(failures.values()))
        await connection.execute(_FAILED, {"failed": list(failures), "error": first[:500]})
        _log.warning("publish_failed", service=self._service, failed=len(failures), error=first[:200])
        return -1
