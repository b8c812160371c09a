"""Investigation behind a real broker: what comes too early is tried again, and what it says arrives."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.contracts.intake import Received
from shared.contracts.registry import Event
from shared.messaging.broker.publisher import Publisher
from shared.messaging.consumer import Consumer
from shared.messaging.outbox import Relay
from tests.servers import PostgresServer, RabbitmqServer, Vhost
from tests.services.investigation.house import House, house
from tests.services.investigation.story import Complaint
from tests.services.messaging.house import House as Speaker
from tests.services.messaging.house import build, until

REF = "TS-2026-0001"
PATIENCE = 60


@pytest.fixture
async def line(rabbitmq: RabbitmqServer) -> AsyncIterator[Vhost]:
    made = rabbitmq.create_vhost()
    yield made
    made.delete()


async def listening(made: House, line: Vhost) -> tuple[Consumer, Publisher, "asyncio.Task[None]"]:
    url = line.service_url("investigation")
    publisher = Publisher(url, service="investigation")
    relay = Relay(made.engine, publisher, service="investigation", poll_seconds=0.05)
    consumer = Consumer(url, made.handling, publisher, made.engine, prefetch=20, batch=10)
    await consumer.start()
    return consumer, publisher, asyncio.ensure_future(relay.run())


async def say(speaker: Speaker, *events: Event) -> None:
    for event in events:
        async with speaker.transactions.begin(actor="test") as tx:
            tx.publish(event)


async def lies_in(line: Vhost, queue: str) -> bool:
    return line.messages_in(queue) > 0


async def says(made: House, facts: list[str]) -> bool:
    return await made.facts(REF) == facts


async def test_a_routing_that_overtakes_the_registration_is_heard_in_the_end(postgres: PostgresServer, line: Vhost, tmp_path: Path) -> None:
    made = await house(postgres, tmp_path, Path(__file__).with_name("packs"))
    intake, triage = await build("intake", postgres, line), await build("triage", postgres, line)
    consumer, publisher, relay = await listening(made, line)
    complaint = Complaint(made)
    registration: Received = complaint.received()
    intake.run(intake.relay.run)
    triage.run(triage.relay.run)
    try:
        await say(triage, complaint.accepted(), complaint.routed())
        await until(lambda: lies_in(line, "complaints.retry.10s"), PATIENCE)
        await say(intake, registration)
        await until(lambda: says(made, ["received", "accepted", "handed_over"]), PATIENCE)
        await until(lambda: lies_in(line, "notify.case-events"), PATIENCE)
        assert await made.rows("select 1 from dead_letter") == []
    finally:
        await consumer.stop()
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
        await publisher.close()
        for each in (intake, triage, made):
            await each.close()
