"""From the POST to the acknowledgement: how many complaints per second, how long it takes, which process pays for it."""

import asyncio
import random
import time
from dataclasses import dataclass

from shared.contracts.catalogue import SERVICES
from tests.benchmarks.bodies import body
from tests.benchmarks.cpu import Accounts, memory_of
from tests.benchmarks.door import Door, at_a_rate, percentile
from tests.servers.quiet import Watcher
from tests.servers.system import System

PATH = "/api/v1/complaints"
QUIET_SECONDS = 180

# one acknowledgement by mail for every complaint; `at` is the moment at which the mail server had taken it
_MAILED = 'routing_key = \'case.notice_sent.v1\' and body like \'%"about":"acknowledgement"%\' and body like \'%"channel":"email"%\''
_COUNT = f"select count(*) from outbox where {_MAILED}"  # noqa: S608 - no value from outside
_TOLD = f"select subject, occurred_at from outbox where {_MAILED} order by seq desc limit {{most}}"  # noqa: S608 - the same
_RECEIVED = "select subject, occurred_at from outbox where routing_key = 'case.received.v1' order by seq desc limit {most}"


@dataclass(frozen=True)
class Burst:
    """As fast as it goes: complaints per second and processor seconds per complaint, by process."""

    rate: float
    cpu: dict[str, float]
    memory: dict[str, float]

    @property
    def cpu_total(self) -> float:
        return sum(self.cpu.values())


@dataclass(frozen=True)
class Steady:
    """At a steady rate, in milliseconds: the answer to the POST, and the acknowledgement after it."""

    rate: float
    post_p50: float
    post_p99: float
    acknowledged_p50: float
    acknowledged_p99: float


class Journey:
    """Sends complaints into a running system and waits for what comes out at the other end."""

    def __init__(self, system: System, watcher: Watcher, servers: dict[str, int], seed: int) -> None:
        self._system = system
        self._watcher = watcher
        self._servers = servers
        self._chance = random.Random(seed)  # noqa: S311 - the same bodies every time
        self._number = 0
        self._key = system.branch_key("bench").read_text().strip()

    async def burst(self, count: int, clients: int = 64) -> Burst:
        """`clients` clients, each sending its next complaint when the last one was answered; until all four services rest."""
        door = await self._door(clients)
        before, started, done = self._accounts(), time.monotonic(), await self._acknowledged()
        numbers = iter(self._next_numbers(count))

        async def client() -> None:
            for number in numbers:
                await door.post(PATH, body(number, self._chance), f"bench-key-{number:012d}")

        await asyncio.gather(*(client() for _ in range(clients)))
        ended = await self._until_acknowledged(done + count)
        used = self._accounts().since(before)
        await door.close()
        return Burst(count / (ended - started), {name: value / count for name, value in used.items()}, self._memory())

    async def steady(self, rate: float, seconds: float) -> Steady:
        """Arrivals at this rate, whether or not the system keeps up."""
        door = await self._door(64)
        done, numbers = await self._acknowledged(), self._next_numbers(int(rate * seconds))

        async def post(place: int, due: float) -> None:
            number = numbers[place]
            await door.post(PATH, body(number, self._chance), f"bench-key-{number:012d}", due)

        await at_a_rate(door, rate, seconds, post)
        await self._until_acknowledged(done + len(numbers))
        await door.close()
        waits = await self._waits(len(numbers))
        posts = door.latencies
        return Steady(rate, percentile(posts, 0.5), percentile(posts, 0.99), percentile(waits, 0.5), percentile(waits, 0.99))

    def _next_numbers(self, count: int) -> range:
        first, self._number = self._number, self._number + count
        return range(first, self._number)

    async def _door(self, clients: int) -> Door:
        door = Door("127.0.0.1", self._system.ports["intake"], clients, {"Authorization": f"Bearer {self._key}"})
        await door.open()
        return door

    def _accounts(self) -> Accounts:
        services = [(service, self._system.processes[service].pid) for service in SERVICES]
        return Accounts.of([*services, *self._servers.items()])

    def _memory(self) -> dict[str, float]:
        return {service: memory_of(self._system.processes[service].pid) for service in SERVICES}

    async def _acknowledged(self) -> int:
        return await self._watcher.count("notify", _COUNT)

    async def _until_acknowledged(self, count: int) -> float:
        """Wait until this many acknowledgements were mailed and all services rest; the moment at which that was so."""
        end = time.monotonic() + QUIET_SECONDS
        while await self._acknowledged() < count:
            if time.monotonic() > end:
                raise RuntimeError(f"{await self._acknowledged()} of {count} acknowledgements came")
            await asyncio.sleep(0.2)
        return await self._watcher.until_quiet(QUIET_SECONDS)

    async def _waits(self, count: int) -> list[float]:
        received = await self._watcher.rows("intake", _RECEIVED.format(most=count))
        told = await self._watcher.rows("notify", _TOLD.format(most=count))
        at = {row.subject: row.occurred_at for row in received}
        return [(row.occurred_at - at[row.subject]).total_seconds() for row in told if row.subject in at]
