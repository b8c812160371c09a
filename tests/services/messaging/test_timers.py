"""Timers fire once, not before they are due, and not after they were moved or cancelled."""

import asyncio
from datetime import timedelta
from uuid import UUID

from shared.messaging.timers import TimerFired
from shared.messaging.transaction import Transaction, random_id
from tests.services.messaging.house import NOW, House, until


async def listen_for_timers(house: House) -> list[tuple[UUID, str, int]]:
    fired: list[tuple[UUID, str, int]] = []

    async def note(tx: Transaction, timer: TimerFired) -> None:
        fired.append((timer.case_id, timer.kind, timer.generation))

    house.reactions[TimerFired] = note
    house.run(house.relay.run)
    await house.listen()
    return fired


async def test_a_timer_fires_once_when_it_is_due(triage: House) -> None:
    fired, case = await listen_for_timers(triage), random_id()
    async with triage.transactions.begin(actor="test") as tx:
        tx.arm(case, "answer", NOW + timedelta(hours=1), {"why": "art. 15"})
    assert await triage.timers.fire_due() == 0
    triage.clock.at = NOW + timedelta(hours=1)
    assert await triage.timers.fire_due() == 1
    assert await triage.timers.fire_due() == 0
    await until(lambda: are(fired, 1))
    assert fired == [(case, "answer", 1)]


async def are(fired: list[tuple[UUID, str, int]], count: int) -> bool:
    return len(fired) == count


async def test_a_moved_timer_fires_at_its_new_time_only(triage: House) -> None:
    fired, case = await listen_for_timers(triage), random_id()
    for hours in (1, 3):
        async with triage.transactions.begin(actor="test") as tx:
            tx.arm(case, "answer", NOW + timedelta(hours=hours))
    triage.clock.at = NOW + timedelta(hours=2)
    assert await triage.timers.fire_due() == 0
    triage.clock.at = NOW + timedelta(hours=3)
    assert await triage.timers.fire_due() == 1
    await until(lambda: are(fired, 1))
    assert fired == [(case, "answer", 2)]


async def test_a_timer_cancelled_after_it_fired_is_not_handled(triage: House) -> None:
    case, other = random_id(), random_id()
    async with triage.transactions.begin(actor="test") as tx:
        tx.arm(case, "answer", NOW)
        tx.arm(other, "answer", NOW)
    assert await triage.timers.fire_due() == 2
    async with triage.transactions.begin(actor="test") as tx:
        tx.cancel(case, "*")
    fired = await listen_for_timers(triage)
    await until(lambda: are(fired, 1))
    assert fired == [(other, "answer", 1)]


async def test_two_schedulers_fire_each_timer_once(triage: House) -> None:
    async with triage.transactions.begin(actor="test") as tx:
        for _ in range(150):
            tx.arm(random_id(), "answer", NOW)
    counts = await asyncio.gather(*(triage.timers.fire_due() for _ in range(4)))
    assert sum(counts) == 150
    (row,) = await triage.rows("select count(*) as sent, count(distinct subject) as cases from outbox")
    assert (row.sent, row.cases) == (150, 150)
