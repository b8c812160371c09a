"""Does it stay quick when there is much of it? The case list, and the sweep for timers that are due."""

import time
import urllib.request
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from shared.contracts.catalogue import REGISTRY
from shared.database.engine import connect
from shared.messaging.schema import V1
from shared.messaging.timers import BATCH, Timers
from shared.messaging.transaction import Transactions
from shared.process.clock import FixedClock
from tests.benchmarks.door import percentile
from tests.servers import PostgresServer
from tests.servers.system import System

DUE = 1000

# copies of one case that a unit has, each with an id, a reference and a due time of its own
_MULTIPLY = """
    insert into case_file
    select copy.* from case_file as original, generate_series({first}, {last}) as number,
        jsonb_populate_record(original, jsonb_build_object(
            'complaint_id', gen_random_uuid(), 'reference', 'B-' || number,
            'due_order', now() + number * interval '1 minute')) as copy
    where original.complaint_id = (select complaint_id from case_file where unit is not null limit 1)
"""


_ARM = """
    insert into timer (case_id, kind, due_at, data, armed_at)
    select gen_random_uuid(), 'clock',
        now() + case when number <= {due} then interval '-1 hour' else number * interval '1 minute' end, '{{}}', now()
    from generate_series(1, {armed}) as number
"""


async def case_lists(system: System, sizes: tuple[int, int], queries: int) -> tuple[float, float]:
    """The p99 in milliseconds of reading the first page of a supervisor's list, at each of the two sizes."""
    found, there = [], 0
    for size in sizes:
        await _run(system.databases["investigation"], _MULTIPLY.format(first=there + 1, last=size), "analyze case_file")
        there = size
        found.append(percentile([_read(system) for _ in range(queries)], 0.99))
    return found[0], found[1]


def _read(system: System) -> float:
    request = urllib.request.Request(
        f"{system.url('investigation')}/api/v1/cases?limit=50", headers={"Authorization": f"Bearer {system.person_token('david-brown')}"}
    )
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
    return time.perf_counter() - started


async def _run(url: str, *statements: str) -> None:
    engine = connect(url, service="benchmark", pool_size=2)
    async with engine.begin() as connection:
        await connection.execute(text("set local statement_timeout = 0"))
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def sweeps(postgres: PostgresServer, sizes: tuple[int, int]) -> tuple[float, float]:
    """Milliseconds to fire 1,000 due timers of this many armed ones, at each of the two sizes."""
    first, second = [await _sweep(postgres, size) for size in sizes]
    return first, second


async def _sweep(postgres: PostgresServer, armed: int) -> float:
    url, now = await postgres.create_database(), datetime.now(UTC)
    filled = _ARM.format(due=DUE, armed=armed)
    await _run(url, *V1, filled, "analyze timer")
    engine = connect(url, service="triage", pool_size=2)
    clock = FixedClock(now + timedelta(seconds=1))
    timers = Timers(Transactions(engine, service="triage", registry=REGISTRY, clock=clock, reactions={}), service="triage", queue="q")
    started, fired = time.perf_counter(), 0
    while fired < DUE:
        fired += await timers.fire_due()
    seconds = time.perf_counter() - started
    await engine.dispose()
    if fired > DUE + BATCH:
        raise RuntimeError("timers fired that are not due")
    return seconds * 1000
