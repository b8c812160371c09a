"""The servers that the tests themselves stand on."""

import aio_pika
import aiormq
import asyncpg
import pytest

from tests.servers import PostgresServer, Vhost


async def test_a_fresh_database_sorts_by_code_point_and_belongs_to_its_role(postgres: PostgresServer) -> None:
    connection = await asyncpg.connect(await postgres.create_database())
    row = await connection.fetchrow(
        "SELECT datcollate, pg_get_userbyid(datdba) = current_user AS own FROM pg_database WHERE datname = current_database()"
    )
    await connection.close()
    assert dict(row) == {"datcollate": "C.UTF-8", "own": True}


async def test_a_role_cannot_enter_the_database_of_another_service(postgres: PostgresServer) -> None:
    mine, other = await postgres.create_database(), await postgres.create_database()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(mine.rpartition("/")[0] + "/" + other.rpartition("/")[2])


async def test_a_database_made_twice_keeps_its_tables(postgres: PostgresServer) -> None:
    connection = await asyncpg.connect(await postgres.create_database("made_twice"))
    await connection.execute("CREATE TABLE kept (id int)")
    await connection.close()
    connection = await asyncpg.connect(await postgres.create_database("made_twice"))
    assert await connection.fetchval("SELECT count(*) FROM kept") == 0
    await connection.close()


async def test_a_service_hears_another_through_the_topology(vhost: Vhost) -> None:
    async with await aio_pika.connect(vhost.service_url("intake")) as intake:
        channel = await intake.channel()
        exchange = await channel.get_exchange("complaints.events", ensure=False)
        await exchange.publish(aio_pika.Message(b"x"), "case.received.v1", mandatory=True)
    async with await aio_pika.connect(vhost.service_url("triage")) as triage:
        queue = await (await triage.channel()).get_queue("triage.case-events", ensure=False)
        assert (await queue.get(no_ack=True)).body == b"x"


async def test_a_service_cannot_read_the_queue_of_another(vhost: Vhost) -> None:
    async with await aio_pika.connect(vhost.service_url("intake")) as intake:
        queue = await (await intake.channel()).get_queue("triage.case-events", ensure=False)
        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await queue.get()
