"""What one service says, another hears: once, in order, and nothing is lost."""

import asyncio
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text

from shared.contracts.intake import Supplemented
from shared.errors import Unreadable
from shared.messaging.broker.publisher import Post
from shared.messaging.repair import ask_for_missing, measure
from shared.messaging.transaction import Transaction, random_id
from shared.observe.metrics import OUTBOX_WAITING
from tests.services.messaging.house import A_MINUTE, House, supplemented, until, write_down


async def test_what_is_said_is_heard_in_order(intake: House, triage: House) -> None:
    cases = [random_id() for _ in range(5)]
    said = {case: await intake.say(case, 20) for case in cases}
    intake.run(intake.relay.run)
    await triage.listen()
    for case in cases:
        await until(partial(is_heard, triage, case, 20))
        assert await triage.heard(case) == said[case]


async def is_heard(house: House, case: UUID, count: int) -> bool:
    return len(await house.heard(case)) >= count


async def test_what_is_rolled_back_was_never_said(intake: House) -> None:
    with pytest.raises(ZeroDivisionError):
        await say_and_fail(intake)
    assert await intake.rows("select 1 from outbox") == []


async def say_and_fail(house: House) -> None:
    async with house.transactions.begin(actor="test") as tx:
        tx.publish(supplemented(random_id(), random_id()))
        await tx.flush()
        _ = 1 / 0


async def test_a_message_delivered_again_is_handled_once(intake: House, triage: House) -> None:
    case = random_id()
    said = await intake.say(case, 3)
    await intake.relay.carry()
    await intake.rows("update outbox set published_at = null")
    await intake.relay.carry()
    await triage.listen()
    await until(lambda: is_heard(triage, case, 3))
    await asyncio.sleep(0.3)
    assert await triage.heard(case) == said


async def test_a_message_that_comes_too_early_waits_for_the_one_before(intake: House, triage: House) -> None:
    case = random_id()
    said = await intake.say(case, 3)
    await intake.rows("update outbox set published_at = now() where sequence = 1")
    await intake.relay.carry()
    await triage.listen()
    await until(lambda: is_parked(triage, 2))
    assert await triage.heard(case) == []
    await intake.rows("update outbox set published_at = null where sequence = 1")
    await intake.relay.carry()
    await until(lambda: is_heard(triage, case, 3))
    assert await triage.heard(case) == said
    assert await triage.rows("select 1 from parked") == []


async def is_parked(house: House, count: int) -> bool:
    return len(await house.rows("select 1 from parked")) == count


async def test_a_gap_older_than_a_minute_is_repaired_by_its_source(intake: House, triage: House) -> None:
    case = random_id()
    said = await intake.say(case, 2)
    await intake.rows("update outbox set published_at = now() where sequence = 1")
    await intake.relay.carry()
    await triage.listen()
    await intake.listen()
    await until(lambda: is_parked(triage, 1))
    assert await ask_for_missing(triage.transactions, "triage") == 0
    triage.clock.at += A_MINUTE
    assert await ask_for_missing(triage.transactions, "triage") == 1
    triage.run(triage.relay.run)
    intake.run(intake.relay.run)
    await until(lambda: is_heard(triage, case, 2))
    assert await triage.heard(case) == said


async def test_a_handler_that_fails_spoils_nothing_for_the_others_of_its_batch(intake: House, triage: House) -> None:
    good, bad = [random_id() for _ in range(8)], random_id()

    async def picky(tx: Transaction, event: Supplemented) -> None:
        if event.complaint_id == bad:
            raise RuntimeError("this one fails")
        await write_down(tx, event)

    triage.reactions[Supplemented] = picky
    for case in (*good[:4], bad, *good[4:]):
        await intake.say(case, 1)
    await intake.relay.carry()
    await triage.listen()
    for case in good:
        await until(partial(is_heard, triage, case, 1))
    await until(lambda: lies_in(triage, "complaints.retry.10s", 1))


async def lies_in(house: House, queue: str, count: int) -> bool:
    return await asyncio.to_thread(house.vhost.messages_in, queue) == count


async def test_a_failed_message_comes_back_after_ten_seconds(intake: House, triage: House) -> None:
    case, calls = random_id(), []

    async def fails_once(tx: Transaction, event: Supplemented) -> None:
        calls.append(event.message_id)
        if len(calls) == 1:
            raise RuntimeError("not yet")
        await write_down(tx, event)

    triage.reactions[Supplemented] = fails_once
    said = await intake.say(case, 3)
    await intake.relay.carry()
    await triage.listen(batch=1)
    await until(lambda: is_heard(triage, case, 3))
    assert await triage.heard(case) == said


async def test_what_can_never_be_read_goes_to_the_dead_letters_at_once(intake: House, triage: House) -> None:
    async def refuses(tx: Transaction, event: Supplemented) -> None:
        raise Unreadable("the seal is broken")

    triage.reactions[Supplemented] = refuses
    case = random_id()
    await intake.say(case, 1)
    await intake.relay.carry()
    await triage.listen()
    await until(lambda: has_dead_letter(triage))
    (letter,) = await triage.rows("select error_type, error, subject, sequence, attempts, state from dead_letter")
    assert (letter.error_type, letter.error, letter.subject, letter.sequence) == ("Unreadable", "the seal is broken", str(case), 1)
    assert (letter.attempts, letter.state) == (1, "open")


async def has_dead_letter(house: House) -> bool:
    return bool(await house.rows("select 1 from dead_letter"))


async def test_an_unroutable_message_stays_in_the_outbox(intake: House) -> None:
    async with intake.transactions.begin(actor="test") as tx:
        tx.send("nobody.listens.here", "org.redress.test", "x", supplemented(random_id(), random_id()))
    assert await intake.relay.carry() == -1
    (row,) = await intake.rows("select published_at, attempts, last_error from outbox")
    assert row.published_at is None
    assert row.attempts == 1
    assert "returned" in row.last_error


async def test_a_second_relay_does_not_carry_while_the_first_leads(intake: House) -> None:
    await intake.say(random_id(), 1)
    async with intake.engine.begin() as leader:
        await leader.execute(text("select pg_advisory_xact_lock(hashtext('outbox relay'))"))
        assert await intake.relay.carry() == 0
    assert await intake.relay.carry() == 1


async def test_numbers_of_a_subject_have_no_gap_however_many_write_at_once(intake: House) -> None:
    case = random_id()
    await asyncio.gather(*(intake.say(case, 5) for _ in range(6)))
    rows = await intake.rows("select sequence from outbox where subject = :case order by sequence", case=str(case))
    assert [row.sequence for row in rows] == list(range(1, 31))


async def test_a_message_in_another_services_name_is_refused_by_its_account(intake: House, triage: House) -> None:
    await intake.say(random_id(), 1)
    (row,) = await intake.rows("select body, headers, event_id, type from outbox")
    forged = Post("complaints.events", "case.supplemented.v1", str(row.event_id), row.type, row.body.encode(), row.headers, None)
    assert await triage.publisher.publish_all([forged]) != [None]
    assert await intake.publisher.publish_all([forged]) == [None]


async def test_what_waits_and_what_is_stuck_can_be_measured(intake: House) -> None:
    await intake.say(random_id(), 3)
    await measure(intake.transactions)
    assert OUTBOX_WAITING._value.get() == 3
