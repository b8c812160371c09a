"""Handlers that hang, senders that lie, copies that could go astray, letters that come back from the dead: nothing else waits."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from shared.contracts.intake import Supplemented
from shared.messaging.broker.publisher import Post
from shared.messaging.topology import dead_queue_of, queue_of
from shared.messaging.transaction import Transaction, random_id
from shared.observe.metrics import MESSAGES
from tests.servers import Vhost
from tests.services.messaging.bad_messages import Stranger, event
from tests.services.messaging.house import House, supplemented, until, write_down

QUEUE = queue_of("triage")


@pytest.fixture
async def stranger(line: Vhost) -> AsyncIterator[Stranger]:
    stranger = await Stranger.at(line)
    yield stranger
    await stranger.leave()


async def send(stranger: Stranger, message: dict[str, Any], **properties: Any) -> UUID:
    await stranger.send(QUEUE, json.dumps(message).encode(), **properties)
    return UUID(message["data"]["complaint_id"])


async def has_heard(house: House, case: UUID) -> bool:
    return await house.heard(case) != []


async def lies_in(house: House, queue: str, count: int) -> bool:
    return await asyncio.to_thread(house.vhost.messages_in, queue) == count


async def letters_of(house: House) -> list[Any]:
    return await house.rows("select * from dead_letter order by dead_at")


async def has_letters(house: House, count: int = 1) -> bool:
    return len(await letters_of(house)) >= count


async def test_a_handler_that_never_ends_is_put_aside(triage: House, stranger: Stranger) -> None:
    endless = random_id()

    async def hangs(tx: Transaction, event: Supplemented) -> None:
        if event.complaint_id == endless:
            await asyncio.Event().wait()
        await write_down(tx, event)

    triage.reactions[Supplemented] = hangs
    consumer = await triage.listen(patience=1)
    await send(stranger, event(endless))
    good = await send(stranger, event())
    await until(lambda: has_heard(triage, good))
    await until(lambda: lies_in(triage, "complaints.retry.10s", 1))
    assert consumer.is_hearing


async def test_a_statement_that_takes_too_long_is_not_taken_for_a_lost_database(triage: House, stranger: Stranger) -> None:
    slow = random_id()

    async def sleeps(tx: Transaction, event: Supplemented) -> None:
        if event.complaint_id == slow:
            connection = await tx.session.connection()
            await connection.execute(text("set local statement_timeout = 100"))
            await connection.execute(text("select pg_sleep(5)"))
        await write_down(tx, event)

    triage.reactions[Supplemented] = sleeps
    await triage.listen()
    await send(stranger, event(slow))
    good = await send(stranger, event())
    await until(lambda: has_heard(triage, good))
    await until(lambda: lies_in(triage, "complaints.retry.10s", 1))


async def test_values_of_a_row_never_stand_in_the_reason_of_a_failure(triage: House, stranger: Stranger) -> None:
    async def spills(tx: Transaction, event: Supplemented) -> None:
        await (await tx.session.connection()).execute(text("select cast(:secret as integer)"), {"secret": "a name in clear"})

    triage.reactions[Supplemented] = spills
    await triage.listen()
    await send(stranger, event(), headers={"x-attempt": 5})
    await until(lambda: has_letters(triage))
    (letter,) = await letters_of(triage)
    assert letter.error_type == "DBAPIError"
    assert "name" not in letter.error
    assert letter.attempts == 6


async def test_the_account_of_another_service_cannot_speak_in_a_services_name(triage: House, intake: House) -> None:
    """Its account may write into no foreign exchange, but straight into a queue; there the reader looks who it was."""
    await triage.listen()
    for sender in (triage, intake):
        message = event()
        body = json.dumps(message | {"source": "urn:redress:intake"}).encode()
        await sender.publisher.publish(Post("", QUEUE, message["id"], message["type"], body, {}, None))
    await until(lambda: heard_altogether(triage, 2))
    forged = event()
    post = Post("", queue_of("intake"), forged["id"], "x", json.dumps(accepted(forged)).encode(), {}, None)
    await intake.listen()
    await triage.publisher.publish(post)
    await until(lambda: has_letters(intake))
    assert "the account of triage sent a message in the name of 'investigation'" in (await letters_of(intake))[0].error


async def heard_altogether(house: House, count: int) -> bool:
    return bool((await house.rows("select count(*) as n from heard"))[0].n >= count)


def accepted(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"source": "urn:redress:investigation", "type": "org.redress.case.opened.v1"}


async def test_a_message_cannot_send_its_copies_to_further_queues(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    await stranger.send(QUEUE, b"bad", headers={"CC": [queue_of("intake")], "BCC": [queue_of("notify")]})
    await until(lambda: has_letters(triage))
    assert {service: await stranger.count(dead_queue_of(service)) for service in ("intake", "notify")} == {"intake": 0, "notify": 0}


async def test_a_message_that_was_too_old_says_so(triage: House, stranger: Stranger) -> None:
    await send(stranger, event(), expiration=0.01, headers={"x-attempt": 2**40})
    await until(lambda: lies_in(triage, dead_queue_of("triage"), 1))
    await triage.listen()
    await until(lambda: has_letters(triage))
    (letter,) = await letters_of(triage)
    assert (letter.error_type, letter.error[:14]) == ("Expired", "it was too old")


async def test_a_message_on_which_the_process_dies_is_given_up_after_twenty_deaths(triage: House, stranger: Stranger) -> None:
    case = await send(stranger, event(), headers={"x-error-type": "RuntimeError", "x-error": "from an earlier attempt"})
    for _ in range(21):
        await stranger.take_and_die(QUEUE)
    await triage.listen()
    await until(lambda: has_letters(triage))
    (letter,) = await letters_of(triage)
    assert (letter.error_type, letter.subject) == ("DeliveryLimit", str(case))


async def test_an_unroutable_message_does_not_hold_up_the_others(intake: House, triage: House) -> None:
    async with intake.transactions.begin(actor="test") as tx:
        tx.send("nobody.listens.here", "org.redress.test", "x", supplemented(random_id(), random_id()))
    case = random_id()
    said = await intake.say(case, 3)
    await triage.listen()
    intake.run(intake.relay.run)
    await until(lambda: has_heard_all(triage, case, said))


async def has_heard_all(house: House, case: UUID, said: list[UUID]) -> bool:
    return await house.heard(case) == said


async def test_a_dead_letter_that_is_sent_again_is_handled_with_what_waited_behind_it(intake: House, triage: House) -> None:
    case, is_repaired = random_id(), asyncio.Event()

    async def fails_until_repaired(tx: Transaction, event: Supplemented) -> None:
        if not is_repaired.is_set():
            raise RuntimeError("a mistake of the program")
        await write_down(tx, event)

    triage.reactions[Supplemented] = fails_until_repaired
    said = await intake.say(case, 3)
    await intake.rows("""update outbox set headers = headers || '{"x-attempt": 5}' where sequence = 1""")
    await intake.relay.carry()
    await triage.listen()
    await until(lambda: has_letters(triage))
    is_repaired.set()
    (letter,) = await letters_of(triage)
    again = Post("", letter.queue, letter.event_id, letter.type, bytes(letter.body), letter.headers, None)
    await triage.publisher.publish(again)
    await until(lambda: has_heard_all(triage, case, said))
    assert await triage.rows("select 1 from parked") == []


async def test_invented_types_are_one_line_of_the_metrics(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    for number in range(30):
        await send(stranger, event(), type=f"org.redress.invented.{number}")
    await until(lambda: heard_altogether(triage, 30))
    kinds = {sample.labels["type"] for metric in MESSAGES.collect() for sample in metric.samples}
    assert "unknown" in kinds
    assert not [kind for kind in kinds if "invented" in kind]
