"""The bare limits of this machine, measured in the same run as everything that is compared with them."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aio_pika
import asyncpg
from aio_pika.abc import AbstractIncomingMessage

from tests.benchmarks.cpu import node_of, postmaster_of, seconds_of
from tests.servers import PostgresServer, RabbitmqServer

BODY = "x" * 1500
COMMITS = 3000
MESSAGES = 5000
IN_FLIGHT = 100


@dataclass(frozen=True)
class Limit:
    """Operations per second, the median of one in milliseconds, and the processor seconds of one, server and client."""

    rate: float
    median_ms: float
    cpu: float


async def commits(postgres: PostgresServer, clients: int) -> Limit:
    """One durable transaction of four statements: begin, a row of 1.5 kB, an outbox row, commit."""
    url = await postgres.create_database()
    setup = await asyncpg.connect(url)
    await setup.execute("create table complaint (id bigint generated always as identity primary key, body text)")
    await setup.execute("create table outgoing (id bigint generated always as identity primary key, body text)")
    await setup.close()
    server, latencies = await postmaster_of(postgres), list[float]()

    async def client() -> None:
        connection = await asyncpg.connect(url)
        for _ in range(COMMITS // clients):
            started = time.perf_counter()
            async with connection.transaction():
                await connection.execute("insert into complaint (body) values ($1)", BODY)
                await connection.execute("insert into outgoing (body) values ($1)", BODY)
            latencies.append(time.perf_counter() - started)
        await connection.close()

    return await _measured(lambda: _all(client, clients), server, latencies)


async def _all(client: Callable[[], Awaitable[None]], count: int) -> None:
    await asyncio.gather(*(client() for _ in range(count)))


async def _measured(work: Callable[[], Awaitable[None]], server: int, latencies: list[float]) -> Limit:
    cpu, own, started = seconds_of(server), time.process_time(), time.perf_counter()
    await work()
    seconds = time.perf_counter() - started
    done = len(latencies)
    used = seconds_of(server) - cpu + time.process_time() - own
    return Limit(done / seconds, statistics.median(latencies) * 1000, used / done)


async def publishes(rabbitmq: RabbitmqServer) -> Limit:
    """Persistent messages of 1.5 kB to a quorum queue with confirms, 100 in flight."""
    async with _queue(rabbitmq) as (channel, queue):
        latencies: list[float] = []

        async def client() -> None:
            for _ in range(MESSAGES // IN_FLIGHT):
                started = time.perf_counter()
                message = aio_pika.Message(BODY.encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
                await channel.default_exchange.publish(message, queue.name, mandatory=True)
                latencies.append(time.perf_counter() - started)

        return await _measured(lambda: _all(client, IN_FLIGHT), node_of(rabbitmq), latencies)


async def consumes(rabbitmq: RabbitmqServer) -> Limit:
    """Messages of 1.5 kB taken from a quorum queue and acknowledged one by one, prefetch 100."""
    async with _queue(rabbitmq) as (channel, queue):
        message = aio_pika.Message(BODY.encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        for _ in range(MESSAGES // IN_FLIGHT):
            await asyncio.gather(*(channel.default_exchange.publish(message, queue.name) for _ in range(IN_FLIGHT)))
        await channel.set_qos(IN_FLIGHT)
        taken, all_taken = list[float](), asyncio.Event()

        async def take(message: AbstractIncomingMessage) -> None:
            started = time.perf_counter()
            await message.ack()
            taken.append(time.perf_counter() - started)
            if len(taken) == MESSAGES:
                all_taken.set()

        async def work() -> None:
            tag = await queue.consume(take)
            await asyncio.wait_for(all_taken.wait(), 120)
            await queue.cancel(tag)

        return await _measured(work, node_of(rabbitmq), taken)


class _queue:  # noqa: N801 - used like a function
    """A quorum queue on a virtual host of its own, for one measurement."""

    def __init__(self, rabbitmq: RabbitmqServer) -> None:
        self._vhost = rabbitmq.create_vhost()

    async def __aenter__(self) -> tuple[aio_pika.abc.AbstractChannel, aio_pika.abc.AbstractQueue]:
        self._connection = await aio_pika.connect(self._vhost.amqp_url)
        channel = await self._connection.channel(publisher_confirms=True)
        return channel, await channel.declare_queue("limit", durable=True, arguments={"x-queue-type": "quorum"})

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()
        self._vhost.delete()


@dataclass(frozen=True)
class Limits:
    commit_alone: Limit
    commit: Limit
    publish: Limit
    consume: Limit

    @property
    def cpu_of_the_bare_journey(self) -> float:
        """Four durable transactions, three publishes and three consumptions: what no design of four services can avoid."""
        return 4 * self.commit.cpu + 3 * self.publish.cpu + 3 * self.consume.cpu


async def measure(postgres: PostgresServer, rabbitmq: RabbitmqServer) -> Limits:
    return Limits(await commits(postgres, 1), await commits(postgres, 16), await publishes(rabbitmq), await consumes(rabbitmq))
