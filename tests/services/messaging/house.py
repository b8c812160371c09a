"""A service made of nothing but the mechanism: it writes down what it hears, and can be told to fail."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.catalogue import REGISTRY
from shared.contracts.intake import Supplemented
from shared.contracts.words import Sealed
from shared.database.engine import connect
from shared.messaging.broker.publisher import Publisher
from shared.messaging.consumer import Consumer
from shared.messaging.handling import Handling
from shared.messaging.outbox import Relay
from shared.messaging.schema import V1
from shared.messaging.timers import Timers
from shared.messaging.topology import queue_of
from shared.messaging.transaction import Reaction, Transaction, Transactions
from shared.process.clock import FixedClock
from tests.servers import PostgresServer, Vhost
from tests.servers.proxy import Line

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOTHING = Sealed(v=1, nonce="", ciphertext="", keys={})


def supplemented(case: UUID, message: UUID) -> Supplemented:
    """The smallest event there is: something happened to this case."""
    return Supplemented(complaint_id=case, at=NOW, message_id=message, message=NOTHING)


@dataclass
class House:
    """One service on its own database and the shared broker. `heard` lists (case, message) as committed."""

    name: str
    engine: AsyncEngine
    vhost: Vhost
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    reactions: dict[type, Reaction] = field(default_factory=dict)
    running: list["asyncio.Task[None]"] = field(default_factory=list)
    consumer: Consumer | None = None
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        url = self.vhost.service_url(self.name)
        self.publisher = Publisher(url, service=self.name)
        self.relay = Relay(self.engine, self.publisher, service=self.name, poll_seconds=0.05)
        self.transactions = Transactions(
            self.engine, service=self.name, registry=REGISTRY, clock=self.clock, reactions=self.reactions, wake=self.relay.wake
        )
        self.timers = Timers(self.transactions, service=self.name, queue=queue_of(self.name), poll_seconds=0.05)

    def run(self, work: Callable[[], Awaitable[None]]) -> None:
        self.running.append(asyncio.ensure_future(work()))

    async def listen(self, **options: int) -> Consumer:
        handling = Handling(self.name, REGISTRY, self.reactions, self.transactions)
        sizes = {"prefetch": 20, "batch": 10, **options}
        self.consumer = Consumer(self.vhost.service_url(self.name), handling, self.publisher, self.engine, **sizes)
        await self.consumer.start()
        return self.consumer

    async def say(self, case: UUID, count: int) -> list[UUID]:
        """Publish `count` events about a case, one transaction each; their message ids in order."""
        said = []
        for _ in range(count):
            async with self.transactions.begin(actor="test") as tx:
                said.append(tx.new_id())
                tx.publish(supplemented(case, said[-1]))
        return said

    async def heard(self, case: UUID) -> list[UUID]:
        async with self.engine.connect() as connection:
            rows = await connection.execute(text("select message from heard where complaint = :case order by seq"), {"case": case})
            return [row.message for row in rows]

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    async def close(self) -> None:
        if self.consumer is not None:
            await self.consumer.stop()
        for task in self.running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.publisher.close()
        await self.engine.dispose()
        for line in self.lines:
            await line.cut()


async def write_down(tx: Transaction, event: Supplemented) -> None:
    """The reaction of every house: remember what was said."""
    statement = text("insert into heard (complaint, message) values (:complaint, :message)")
    await (await tx.session.connection()).execute(statement, {"complaint": event.complaint_id, "message": event.message_id})


async def build(name: str, postgres: PostgresServer, vhost: Vhost) -> House:
    """A house with fresh tables that writes down what it hears."""
    engine = connect(await postgres.create_database(), service=name, pool_size=8)
    async with engine.begin() as connection:
        for statement in V1:
            await connection.execute(text(statement))
        await connection.execute(text("create table heard (seq bigint generated always as identity, complaint uuid, message uuid)"))
    house = House(name, engine, vhost)
    house.reactions[Supplemented] = write_down
    return house


async def until(question: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Wait until the answer is yes; AssertionError after `seconds`."""
    end = asyncio.get_running_loop().time() + seconds
    while not await question():
        assert asyncio.get_running_loop().time() < end, "it did not happen in time"
        await asyncio.sleep(0.05)


A_MINUTE = timedelta(seconds=61)
