"""No address is flooded with acknowledgements by somebody who only has to type it in (S36)."""

import asyncio

from tests.services.notify.mailbox import Mailbox
from tests.services.notify.postroom import PostRoom


async def test_one_victim_gets_one_acknowledgement_a_day_from_the_public_door(room: PostRoom, mailbox: Mailbox) -> None:
    spellings = ["Victim@example.org", "victim+1@example.org", "victim@EXAMPLE.org"]
    await room.hears(*[room.received(spellings[number % 3]) for number in range(50)])
    carrier = await room.carrier(mailbox.url)
    while await carrier.carry():
        pass
    assert len(mailbox.mails) == 1
    withheld = await room.rows("select cause from notice where stage = 'withheld'")
    assert [row.cause for row in withheld] == ["daily_limit"] * 49
    room.passes(days=1)
    await room.hears(room.received("victim@example.org"))
    await carrier.carry()
    assert len(mailbox.mails) == 2


async def test_a_second_try_of_an_acknowledgement_is_not_counted_again(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(room.received("wang@example.org"))
    mailbox.to_recipients = ["450 later"]
    carrier = await room.carrier(mailbox.url)
    await carrier.carry()
    room.passes(seconds=10)
    await carrier.carry()
    assert len(mailbox.mails) == 1


async def test_an_office_vouches_for_the_addresses_it_registers(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received("wang@example.org", branch="east") for _ in range(3)])
    await (await room.carrier(mailbox.url)).carry()
    assert len(mailbox.mails) == 3


async def test_the_days_limit_holds_with_several_senders(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received("victim@example.org") for _ in range(40)])
    carriers = [await room.carrier(mailbox.url, send_batch=3) for _ in range(4)]

    async def until_empty(number: int) -> None:
        while await carriers[number].carry():
            pass

    await asyncio.gather(*[until_empty(number) for number in range(4)])
    assert len(mailbox.mails) == 1


async def test_which_addresses_were_written_to_is_forgotten_when_the_day_is_over(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(room.received("wang@example.org"))
    carrier = await room.carrier(mailbox.url)
    await carrier.carry()
    assert len(await room.rows("select mark from address_day")) == 1
    room.passes(days=3)
    await carrier.presence.beat()
    assert await room.rows("select mark from address_day") == []
