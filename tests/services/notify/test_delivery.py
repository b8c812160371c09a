"""Over the real broker: intake says, notify answers, and everything arrives once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared.contracts.notify import NoticeSent
from shared.messaging.transaction import Transaction
from tests.servers import PostgresServer, Vhost
from tests.services.messaging.house import House, build, until
from tests.services.notify.mailbox import Mailbox
from tests.services.notify.postroom import PostRoom
from tests.services.notify.process import notify

COMPLAINTS = 40


@pytest.fixture
async def intake(postgres: PostgresServer, vhost: Vhost) -> AsyncIterator[House]:
    house = await build("intake", postgres, vhost)
    yield house
    await house.close()


async def submit(intake: House, room: PostRoom, number: int) -> list[UUID]:
    """So many complaints, half of them with an address, leave intake."""
    events = [room.received(f"{uuid4().hex}@example.org" if each % 2 else None) for each in range(number)]
    for event in events:
        async with intake.transactions.begin(actor="complainant") as tx:
            tx.publish(event)
    return [event.complaint_id for event in events]


async def test_every_complaint_is_acknowledged_once_though_the_process_is_killed_and_events_come_twice(
    room: PostRoom, mailbox: Mailbox, intake: House, vhost: Vhost, tmp_path: Path
) -> None:
    room.lives_now()
    told: list[tuple[UUID, str]] = []

    async def hear(_tx: Transaction, event: NoticeSent) -> None:
        told.append((event.complaint_id, event.channel.value))

    intake.reactions[NoticeSent] = hear
    intake.run(intake.relay.run)
    await intake.listen()
    complaints = await submit(intake, room, COMPLAINTS // 2)
    async with notify(room, mailbox, tmp_path, "all", vhost.service_url("notify")) as first:
        await asyncio.wait_for(mailbox.reached.wait(), 60)
        first.kill()
        await first.wait()
    complaints += await submit(intake, room, COMPLAINTS // 2)
    async with notify(room, mailbox, tmp_path, "all", vhost.service_url("notify")):
        await until(lambda: _all_heard(room), seconds=60)
        await intake.rows("update outbox set published_at = null")
        await until(lambda: _all_published(intake), seconds=30)
        await until(lambda: _all_settled(room), seconds=30)
        await until(lambda: _all_published(room), seconds=30)
    assert sorted(one for one, channel in told if channel == "portal") == sorted(complaints)
    assert len(told) == len(set(told))
    assert len(mailbox.message_ids) == len(set(mailbox.message_ids))
    doubtful = await room.rows("select notice_id from notice where stage = 'in_doubt'")
    assert len(set(mailbox.message_ids)) >= COMPLAINTS // 2 - len(doubtful)
    assert await room.rows("select id from dead_letter") == []


async def _all_heard(room: PostRoom) -> bool:
    return bool((await room.rows("select count(*) = :number as done from complaint", number=COMPLAINTS))[0].done)


async def _all_settled(room: PostRoom) -> bool:
    return not await room.rows("select notice_id from notice where stage in ('waiting', 'sending')")


async def _all_published(house: House | PostRoom) -> bool:
    return not await house.rows("select seq from outbox where published_at is null")
