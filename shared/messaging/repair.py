"""Asks a source to publish again what a subject waits for, and counts what is stuck.

A parked message that is next but could not be handled together with the one before it is forgotten here and asked for
again: so it comes on its own, and what fails then is told of it alone.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError

from shared.messaging.handling import REPUBLISH, Republish
from shared.messaging.topology import queue_of
from shared.messaging.transaction import Transaction, Transactions
from shared.observe import metrics

PATIENCE = timedelta(seconds=60)
LOOK_SECONDS = 5.0
_log = structlog.get_logger("repair")

_STUCK = text("""
    select parked.source, parked.subject, mark.last, min(parked.sequence) as parked_from
    from parked join mark on mark.source = parked.source and mark.subject = parked.subject
    where parked.parked_at <= :before and (parked.repair_asked_at is null or parked.repair_asked_at <= :before)
      and not exists (select 1 from dead_letter
                      where state = 'open' and dead_letter.source = parked.source and dead_letter.subject = parked.subject)
    group by parked.source, parked.subject, mark.last
    limit 100
""")
_FORGET = text("""
    with forgotten as (
        delete from parked where source = :source and subject = :subject and sequence = :next returning event_id)
    delete from inbox where event_id in (select event_id from forgotten)
""")
_ASKED = text("update parked set repair_asked_at = :now where source = :source and subject = :subject")
_COUNTS = text("""
    select (select count(*) from parked) as parked,
           (select count(*) from dead_letter where state = 'open') as dead,
           (select count(*) from (select 1 from outbox where published_at is null limit 10000) as first_ones) as waiting,
           (select coalesce(extract(epoch from clock_timestamp() - min(occurred_at)), 0) from outbox where published_at is null) as oldest,
           (select coalesce(extract(epoch from cast(:now as timestamptz) - min(due_at)), 0) from timer where state = 'armed') as late
""")


async def ask_for_missing(transactions: Transactions, service: str) -> int:
    """Ask the sources for what subjects have waited for longer than a minute, and say for how many.

    A subject that is blocked by a dead letter waits for a person instead.
    """
    async with transactions.begin(actor=service) as tx:
        connection = await tx.session.connection()
        stuck = (await connection.execute(_STUCK, {"before": tx.now - PATIENCE})).all()
        for row in stuck:
            await _ask(tx, row)
        return len(stuck)


async def _ask(tx: Transaction, row: Row[Any]) -> None:
    place = {"source": row.source, "subject": row.subject}
    wanted = Republish(subject=row.subject, first=row.last + 1, last=max(row.last + 1, row.parked_from - 1), asked_at=tx.now)
    tx.send(queue_of(row.source), REPUBLISH, row.subject, wanted)
    connection = await tx.session.connection()
    await connection.execute(_FORGET, {**place, "next": row.last + 1})
    await connection.execute(_ASKED, {**place, "now": tx.now})
    _log.warning("asked_to_publish_again", source=row.source, first=wanted.first, last=wanted.last)


async def measure(transactions: Transactions) -> None:
    """Read how much waits, parked or dead, into the metrics."""
    async with transactions.read() as session:
        counts = (await (await session.connection()).execute(_COUNTS, {"now": transactions.clock.now()})).one()
    metrics.PARKED.set(counts.parked)
    metrics.DEAD_LETTERS.set(counts.dead)
    metrics.OUTBOX_WAITING.set(counts.waiting)
    metrics.OUTBOX_OLDEST.set(float(counts.oldest))
    metrics.TIMERS_LATE.set(max(0.0, float(counts.late)))


async def watch(transactions: Transactions, service: str) -> None:
    """Look after gaps and metrics until cancelled."""
    while True:
        started = time.monotonic()
        try:
            await ask_for_missing(transactions, service)
            await measure(transactions)
        except (DBAPIError, OSError) as problem:
            _log.warning("database_trouble", service=service, error=type(problem).__name__)
        await asyncio.sleep(max(0.1, LOOK_SECONDS - (time.monotonic() - started)))
