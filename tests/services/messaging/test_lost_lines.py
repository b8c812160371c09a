"""A database or broker that goes away costs time, never a message and never an attempt."""

import asyncio

from shared.contracts.catalogue import REGISTRY
from shared.database.engine import connect
from shared.messaging.broker.publisher import Publisher
from shared.messaging.consumer import Consumer
from shared.messaging.outbox import Relay
from shared.messaging.transaction import Transactions, random_id
from tests.servers.proxy import Line
from tests.services.messaging.house import House, until


async def behind_a_line(house: House) -> Line:
    """Let the house reach its database through a line that can be cut."""
    url = house.engine.url.render_as_string(hide_password=False)
    line = await Line.to(url)
    house.lines.append(line)
    await house.engine.dispose()
    house.engine = connect(line.instead_of(url).replace("+asyncpg", ""), service=house.name, pool_size=4)
    house.transactions = Transactions(house.engine, service=house.name, registry=REGISTRY, clock=house.clock, reactions=house.reactions)
    return line


async def test_without_its_database_a_consumer_pauses_and_counts_no_attempt(intake: House, triage: House) -> None:
    line = await behind_a_line(triage)
    consumer = await triage.listen()
    await line.cut()
    cases = [random_id() for _ in range(30)]
    for case in cases:
        await intake.say(case, 1)
    await intake.relay.carry()
    await until(lambda: stopped_hearing(consumer))
    await asyncio.sleep(1.0)
    await line.mend()
    await until(lambda: heard_all(triage, 30))
    assert await triage.rows("select 1 from dead_letter") == []
    assert triage.vhost.messages_in("complaints.retry.10s") == 0


async def stopped_hearing(consumer: Consumer) -> bool:
    return not consumer.is_hearing


async def heard_all(house: House, count: int) -> bool:
    rows = await house.rows("select count(*) as n, count(distinct message) as d from heard")
    assert rows[0].n == rows[0].d
    return bool(rows[0].n == count)


async def test_without_the_broker_messages_wait_in_the_outbox(intake: House, triage: House) -> None:
    url = intake.vhost.service_url("intake")
    line = await Line.to(url)
    intake.lines.append(line)
    publisher = Publisher(line.instead_of(url), service="intake")
    relay = Relay(intake.engine, publisher, service="intake", poll_seconds=0.05)
    await intake.say(random_id(), 1)
    assert await relay.carry() == 1
    await line.cut()
    await intake.say(random_id(), 10)
    assert await relay.carry() == -1
    await line.mend()
    intake.run(relay.run)
    await triage.listen()
    await until(lambda: heard_all(triage, 11))
    await publisher.close()


async def test_a_consumer_that_stops_leaves_no_message_unacknowledged(intake: House, triage: House) -> None:
    for _ in range(200):
        await intake.say(random_id(), 1)
    intake.run(intake.relay.run)
    first = await triage.listen(prefetch=50, batch=10)
    await until(lambda: heard_some(triage))
    await first.stop()
    await triage.listen(prefetch=50, batch=10)
    await until(lambda: heard_all(triage, 200))


async def heard_some(house: House) -> bool:
    return bool(await house.rows("select 1 from heard limit 1"))
