"""Bad messages become dead letters that say why, or do no harm; nothing else waits for them and the process goes on."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from pamqp import decode

from shared.contracts.intake import Supplemented
from shared.errors import NotFound, Unreadable
from shared.messaging.broker.leniency import read_leniently
from shared.messaging.repair import ask_for_missing
from shared.messaging.topology import queue_of
from shared.messaging.transaction import Transaction, random_id
from tests.servers import PostgresServer, RabbitmqServer, Vhost
from tests.services.messaging.bad_messages import BAD, HARMLESS, UNREADABLE_TIME, Stranger, event
from tests.services.messaging.house import A_MINUTE, House, build, until, write_down

QUEUE = queue_of("triage")


@pytest.fixture
async def stranger(line: Vhost) -> AsyncIterator[Stranger]:
    stranger = await Stranger.at(line)
    yield stranger
    await stranger.leave()


async def letters_of(house: House) -> list[Any]:
    return await house.rows("select * from dead_letter order by dead_at")


async def has_letters(house: House, count: int) -> bool:
    return len(await letters_of(house)) >= count


async def has_heard(house: House, case: UUID, count: int = 1) -> bool:
    return len(await house.heard(case)) >= count


async def lies_in(house: House, queue: str, count: int) -> bool:
    return await asyncio.to_thread(house.vhost.messages_in, queue) == count


async def send(stranger: Stranger, message: dict[str, Any], **properties: Any) -> UUID:
    """Put a message of intake into triage's queue; the case it is about."""
    await stranger.send(QUEUE, json.dumps(message).encode(), **properties)
    return UUID(message["data"]["complaint_id"])


@dataclass(frozen=True)
class Outcome:
    """What became of every bad message, by its body, and of a good one sent after each."""

    letters: dict[bytes, Any]
    good: list[UUID]
    heard: list[UUID]
    still_hears: bool


@pytest.fixture(scope="module")
async def outcome(postgres: PostgresServer, rabbitmq: RabbitmqServer) -> AsyncIterator[Outcome]:
    vhost = rabbitmq.create_vhost()
    house, stranger = await build("triage", postgres, vhost), await Stranger.at(vhost)
    try:
        yield await send_them_all(house, stranger)
    finally:
        await stranger.leave()
        await house.close()
        vhost.delete()


async def send_them_all(house: House, stranger: Stranger) -> Outcome:
    consumer = await house.listen()
    good = []
    for body, _, properties in BAD.values():
        await stranger.send(QUEUE, body, **properties)
        good.append(await send(stranger, event()))
    with suppress(AssertionError):  # the tests below say which is missing
        await until(partial(has_letters, house, len(BAD)))
        await until(partial(heard_altogether, house, len(good)))
    heard = [row.complaint for row in await house.rows("select complaint from heard")]
    return Outcome({bytes(letter.body): letter for letter in await letters_of(house)}, good, heard, consumer.is_hearing)


@pytest.mark.parametrize("name", BAD)
def test_it_becomes_a_dead_letter_that_says_why(outcome: Outcome, name: str) -> None:
    body, reason, _ = BAD[name]
    assert body in outcome.letters
    letter = outcome.letters[body]
    assert letter.error_type == "Unreadable"
    assert reason in letter.error
    assert (letter.queue, letter.state) == (QUEUE, "open")


def test_between_bad_messages_every_good_one_is_heard(outcome: Outcome) -> None:
    assert sorted(outcome.heard) == sorted(outcome.good)
    assert outcome.still_hears
    assert len(outcome.letters) == len(BAD)


async def test_odd_properties_change_nothing(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    cases = {name: await send(stranger, event(**changed), **properties) for name, (changed, properties) in HARMLESS.items()}
    await until(lambda: heard_altogether(triage, len(cases)))
    assert {name: len(await triage.heard(case)) for name, case in cases.items()} == dict.fromkeys(HARMLESS, 1)
    assert await letters_of(triage) == []
    assert await stranger.count(queue_of("intake")) == 0, "an answer was sent"


async def heard_altogether(house: House, count: int) -> bool:
    return bool((await house.rows("select count(*) as n from heard"))[0].n >= count)


async def test_a_message_in_binary_mode_is_read_from_its_headers(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    message = event()
    headers = {f"ce-{name}": value for name, value in message.items() if name != "data"}
    await stranger.send(QUEUE, json.dumps(message["data"]).encode(), headers=headers)
    await until(lambda: has_heard(triage, UUID(message["subject"])))


async def test_a_time_beyond_the_calendar_does_not_end_the_line(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    message = event()
    stranger.send_by_hand(QUEUE, json.dumps(message).encode(), **UNREADABLE_TIME)
    stranger.send_by_hand(QUEUE, b"bad", headers={"when": 1}, **UNREADABLE_TIME)
    good = await send(stranger, event())
    await until(lambda: has_heard(triage, good))
    await until(lambda: has_heard(triage, UUID(message["subject"])))
    await until(lambda: has_letters(triage, 1))


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("timestamp", b"\xff" * 8, None),
        ("shortstr", b"\x03a\xffb", "a\N{REPLACEMENT CHARACTER}b"),
        ("table", b"\x00\x00\x00\x03\x01\xffV", {}),
        ("table", b"\x00\x00\x00\x03\x01a?", {}),
    ],
)
def test_properties_that_nobody_can_read_count_as_absent(kind: str, value: bytes, read: object) -> None:
    read_leniently()
    assert decode.by_type(value + b"rest", kind) == (len(value), read)


async def test_an_event_id_with_another_content_is_a_dead_letter(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    first = event()
    case = await send(stranger, first)
    await until(lambda: has_heard(triage, case))
    await send(stranger, event(id=first["id"]))
    await until(lambda: has_letters(triage, 1))
    (letter,) = await letters_of(triage)
    assert letter.error == f"the event id {first['id']} was used before with another content"


async def test_a_message_that_comes_a_thousand_times_is_handled_once(triage: House, stranger: Stranger) -> None:
    message = event()
    body = json.dumps(message).encode()
    await asyncio.gather(*(stranger.send(QUEUE, body) for _ in range(1000)))
    await triage.listen(prefetch=100, batch=50)
    good = await send(stranger, event())
    await until(lambda: has_heard(triage, good))
    assert len(await triage.heard(UUID(message["subject"]))) == 1
    await until(lambda: lies_in(triage, QUEUE, 0))


async def test_a_message_older_than_what_is_known_is_passed_over(triage: House, stranger: Stranger) -> None:
    await triage.listen()
    case = random_id()
    for sequence in ("1", "2", "1"):
        await send(stranger, event(case, sequence=sequence))
    other = await send(stranger, event())
    await until(lambda: has_heard(triage, other))
    assert len(await triage.heard(case)) == 2
    assert await letters_of(triage) == []


async def test_a_gap_that_nobody_can_fill_delays_only_its_own_case(intake: House, triage: House, stranger: Stranger) -> None:
    await intake.listen()
    await triage.listen()
    lonely = await send(stranger, event(sequence="7"))
    others = [await send(stranger, event()) for _ in range(20)]
    await until(lambda: heard_altogether(triage, len(others)))
    triage.clock.at += A_MINUTE
    assert await ask_for_missing(triage.transactions, "triage") == 1
    intake.run(intake.relay.run)
    triage.run(triage.relay.run)
    await until(lambda: has_no_waiting(triage))
    (parked,) = await triage.rows("select subject, sequence from parked")
    assert (parked.subject, parked.sequence) == (str(lonely), 7)
    assert await letters_of(triage) == []


async def has_no_waiting(house: House) -> bool:
    return await house.rows("select 1 from outbox where published_at is null") == []


async def test_an_event_of_a_case_that_is_not_known_yet_comes_again_and_holds_up_nobody(triage: House, stranger: Stranger) -> None:
    known: set[UUID] = set()

    async def knows_its_cases(tx: Transaction, event: Supplemented) -> None:
        if event.complaint_id not in known:
            raise NotFound("this case")
        await write_down(tx, event)

    triage.reactions[Supplemented] = knows_its_cases
    await triage.listen()
    early = await send(stranger, event())
    others = [random_id() for _ in range(20)]
    known.update(others)
    for other in others:
        await send(stranger, event(other))
    await until(lambda: heard_altogether(triage, len(others)))
    await until(lambda: lies_in(triage, "complaints.retry.10s", 1))
    known.add(early)
    await until(lambda: has_heard(triage, early))
    assert await letters_of(triage) == []


async def test_a_parked_message_that_fails_spoils_nothing_but_itself(intake: House, triage: House) -> None:
    case, broken = random_id(), []

    async def refuses_one(tx: Transaction, event: Supplemented) -> None:
        if event.message_id in broken:
            raise Unreadable("the seal is broken")
        await write_down(tx, event)

    triage.reactions[Supplemented] = refuses_one
    said = await intake.say(case, 3)
    broken.append(said[1])
    await intake.rows("update outbox set published_at = now() where sequence = 1")
    await intake.relay.carry()
    await triage.listen()
    await intake.listen()
    await until(lambda: are_parked(triage, 2))
    await intake.rows("update outbox set published_at = null where sequence = 1")
    intake.run(intake.relay.run)
    triage.run(triage.relay.run)
    await until(lambda: has_heard(triage, case))
    triage.clock.at += A_MINUTE + timedelta(seconds=60)
    assert await ask_for_missing(triage.transactions, "triage") == 1
    await until(lambda: has_letters(triage, 1))
    assert [(letter.sequence, letter.error) for letter in await letters_of(triage)] == [(2, "the seal is broken")]
    assert await triage.heard(case) == said[:1]


async def are_parked(house: House, count: int) -> bool:
    return len(await house.rows("select 1 from parked")) == count
