"""Any number of triage processes on one queue: each complaint is assessed once, whatever happens to one of them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from shared.contracts.catalogue import REGISTRY
from shared.database.engine import connect
from shared.messaging.broker.publisher import Publisher
from shared.messaging.outbox import Relay
from shared.messaging.schema import V1
from shared.messaging.transaction import Transactions
from shared.process.clock import FixedClock
from tests.servers import PostgresServer, Vhost
from tests.services.triage.desk import NOW, ROOT, Desk

NARRATIVES = ("上周买的冰箱不制冷", "上周的事情一直没有下文", "店员态度很差", "送货太慢，快递迟迟不到")


class Intake:
    """Whoever tells triage about complaints."""

    def __init__(self, url: str, vhost: Vhost) -> None:
        self.engine = connect(url, service="intake", pool_size=5)
        self.publisher = Publisher(vhost.service_url("intake"), service="intake")
        self.relay = Relay(self.engine, self.publisher, service="intake", poll_seconds=0.05)
        self.transactions = Transactions(
            self.engine, service="intake", registry=REGISTRY, clock=FixedClock(NOW), reactions={}, wake=self.relay.wake
        )
        self.running = asyncio.ensure_future(self.relay.run())

    async def open(self) -> None:
        async with self.engine.begin() as connection:
            for statement in V1:
                await connection.execute(text(statement))

    async def say(self, desk: Desk, count: int) -> list[UUID]:
        """Register complaints, and for every third one say at once that something was added."""
        said = []
        for number in range(count):
            event = desk.received(NARRATIVES[number % len(NARRATIVES)])
            said.append(event.complaint_id)
            async with self.transactions.begin(actor="test") as tx:
                tx.publish(event)
                if number % 3 == 0:
                    tx.publish(desk.supplemented(event.complaint_id, "还有发票"))
        return said

    async def close(self) -> None:
        self.running.cancel()
        with suppress(asyncio.CancelledError):
            await self.running
        await self.publisher.close()
        await self.engine.dispose()


@pytest.fixture
async def intake(postgres: PostgresServer, vhost: Vhost) -> AsyncIterator[Intake]:
    made = Intake(await postgres.create_database(), vhost)
    await made.open()
    yield made
    await made.close()


class Consumers:
    """Processes of triage that only consume."""

    def __init__(self, desk: Desk, vhost: Vhost, folder: Path) -> None:
        public = folder / "public-keys.json"
        public.write_text(json.dumps(desk.public_keys))
        self.environment = {
            **os.environ,
            "TRIAGE_DATABASE_URL": desk.url,
            "TRIAGE_AMQP_URL": vhost.service_url("triage"),
            "TRIAGE_PRIVATE_KEY": desk.pairs["triage"][0],
            "TRIAGE_PUBLIC_KEYS_FILE": str(public),
            "TRIAGE_PORT": "0",
            "TRIAGE_PREFETCH": "10",
            "TRIAGE_BATCH": "5",
        }
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        with (self.folder / f"{len(self.running)}.log").open("wb") as log:
            program = [sys.executable, "-m", "services.triage", "consume"]
            self.running.append(subprocess.Popen(program, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT))

    def heard(self, number: int) -> int:
        """How many messages this process says that it handled."""
        lines = (self.folder / f"{number}.log").read_text(errors="replace").splitlines()
        return sum('"event": "message"' in line and '"outcome": "handled"' in line for line in lines)

    def stop(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.running:
            process.wait(30)


@pytest.fixture
def consumers(desk: Desk, vhost: Vhost, tmp_path: Path) -> Iterator[Consumers]:
    made = Consumers(desk, vhost, tmp_path)
    yield made
    made.stop()


async def all_settled(desk: Desk, complaints: list[UUID]) -> None:
    """Wait until everything that was said about these complaints was handled; an entry for each fact."""
    wanted = sum(2 if number % 3 == 0 else 1 for number in range(len(complaints)))
    for _ in range(600):
        [row] = await desk.rows("select coalesce(sum(last), 0) as handled from mark where source = 'intake'")
        if row.handled >= wanted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{row.handled} of {wanted} messages were handled")


async def check_each_was_assessed_once(desk: Desk, complaints: list[UUID]) -> None:
    for number, complaint in enumerate(complaints):
        facts = Counter(entry.fact for entry in await desk.history(complaint))
        names = [name for name, _ in await desk.said(complaint)]
        taken = (await desk.assessment(complaint)).stage == "routed"
        assert names == (["case.accepted.v1", "case.routed.v1"] if taken else ["case.held.v1"])
        assert facts == Counter({"accepted": 1, "routed": 1} if taken else {"held": 1}) + Counter(
            {"supplemented": 1} if number % 3 == 0 else {}
        )
    assert await desk.rows("select 1 from dead_letter") == []
    assert await desk.rows("select 1 from parked") == []
    gaps = await desk.rows("select subject from outbox where exchange <> '' group by exchange, subject having max(sequence) <> count(*)")
    assert gaps == []


async def test_two_processes_share_the_work_and_one_of_them_dies(desk: Desk, intake: Intake, consumers: Consumers) -> None:
    consumers.start()
    consumers.start()
    complaints = await intake.say(desk, 150)
    for _ in range(300):
        if min(consumers.heard(0), consumers.heard(1)) >= 10:
            break
        await asyncio.sleep(0.1)
    shares = consumers.heard(0), consumers.heard(1)
    consumers.running[0].kill()
    complaints += await intake.say(desk, 60)
    await all_settled(desk, complaints)
    await check_each_was_assessed_once(desk, complaints)
    assert min(shares) >= 10, f"the two processes handled {shares} messages"
