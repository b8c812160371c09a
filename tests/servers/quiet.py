"""When has a system finished? When every event that was said has been heard by all who hear it, and nothing waits to leave."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.catalogue import HEARS, SERVICES
from shared.contracts.registry import EVENTS_EXCHANGE
from shared.database.engine import connect
from tests.servers.system import System

_SAID = text("select count(*) as said, count(*) filter (where published_at is null) as waiting from outbox where exchange = :exchange")
_HEARD = text("select coalesce(sum(last), 0) from mark where source = any(:sources)")
_STUCK = text("select (select count(*) from parked) as parked, (select count(*) from dead_letter where state = 'open') as dead")


@dataclass(frozen=True)
class State:
    """How much was said and heard: equal when all is done; `parked` and `dead` are what is stuck."""

    waiting: int
    unheard: int
    parked: int
    dead: int

    @property
    def is_quiet(self) -> bool:
        return self.waiting == 0 and self.unheard == 0


class Watcher:
    """Looks into the four databases of a system."""

    def __init__(self, system: System) -> None:
        self.engines: dict[str, AsyncEngine] = {
            service: connect(system.databases[service], service="watcher", pool_size=2) for service in SERVICES
        }

    async def state(self) -> State:
        said: dict[str, int] = {}
        waiting = parked = dead = 0
        for service, engine in self.engines.items():
            async with engine.connect() as connection:
                row = (await connection.execute(_SAID, {"exchange": EVENTS_EXCHANGE})).one()
                stuck = (await connection.execute(_STUCK)).one()
            said[service] = row.said
            waiting, parked, dead = waiting + row.waiting, parked + stuck.parked, dead + stuck.dead
        return State(waiting, await self._unheard(said), parked, dead)

    async def _unheard(self, said: dict[str, int]) -> int:
        missing = 0
        for service, engine in self.engines.items():
            async with engine.connect() as connection:
                heard = (await connection.execute(_HEARD, {"sources": list(HEARS[service])})).scalar_one()
            missing += max(0, sum(said[source] for source in HEARS[service]) - int(heard))
        return missing

    async def count(self, service: str, sql: str) -> int:
        """The one number that this statement yields in the database of this service."""
        async with self.engines[service].connect() as connection:
            return int((await connection.execute(text(sql))).scalar_one())

    async def rows(self, service: str, sql: str) -> list[Row[Any]]:
        """What this statement yields in the database of this service."""
        async with self.engines[service].connect() as connection:
            return list((await connection.execute(text(sql))).all())

    async def until_quiet(self, seconds: float) -> float:
        """Wait until everything said was heard; the monotonic moment at which it was first seen. AssertionError when it takes longer."""
        end = time.monotonic() + seconds
        while not (state := await self.state()).is_quiet:
            assert time.monotonic() < end, f"not quiet after {seconds} s: {state}"
            await asyncio.sleep(0.1)
        return time.monotonic()

    async def close(self) -> None:
        for engine in self.engines.values():
            await engine.dispose()
