"""Does triage get quicker with more consumers? A backlog, one process and then two, the rest of the system at rest."""

import asyncio
import random
import time

from tests.benchmarks.bodies import body
from tests.benchmarks.door import Door
from tests.benchmarks.journey import PATH
from tests.servers.quiet import Watcher
from tests.servers.system import System

_ASSESSED = "select coalesce(sum(last), 0) from mark where source = 'intake'"
PATIENCE = 300


async def rate(system: System, watcher: Watcher, key: str, backlog: int, processes: int, first: int) -> float:
    """Complaints that so many triage consumers assess per second from a backlog of this many.

    Everything else is stopped meanwhile and started again afterwards.
    """
    system.stop("triage")
    await _send(system, key, backlog, first)
    before = await watcher.count("triage", _ASSESSED)
    await _until_left(watcher)
    system.stop("intake", "investigation", "notify")
    consumers = [system.spawn_extra("triage", "consume") for _ in range(processes)]
    begun, done = await _until(watcher, before + 1), await _until(watcher, before + backlog)
    for consumer in consumers:
        consumer.terminate()
        consumer.wait(30)
    system.start()
    return (backlog - 1) / (done - begun)


async def _send(system: System, key: str, backlog: int, first: int) -> None:
    door = Door("127.0.0.1", system.ports["intake"], 32, {"Authorization": f"Bearer {key}"})
    await door.open()
    chance, numbers = random.Random(first), iter(range(first, first + backlog))  # noqa: S311 - the same bodies every time

    async def client() -> None:
        for number in numbers:
            await door.post(PATH, body(number, chance), f"scale-key-{number:012d}")

    await asyncio.gather(*(client() for _ in range(32)))
    await door.close()


async def _until_left(watcher: Watcher) -> None:
    """Wait until intake's outbox is empty: the backlog lies in triage's queue."""
    end = time.monotonic() + PATIENCE
    while await watcher.count("intake", "select count(*) from outbox where published_at is null"):
        if time.monotonic() > end:
            raise RuntimeError("the backlog does not leave intake")
        await asyncio.sleep(0.1)


async def _until(watcher: Watcher, assessed: int) -> float:
    end = time.monotonic() + PATIENCE
    while await watcher.count("triage", _ASSESSED) < assessed:
        if time.monotonic() > end:
            raise RuntimeError("triage does not come to an end")
        await asyncio.sleep(0.02)
    return time.monotonic()
