"""A mail that was perhaps sent is never sent again by itself; a person decides."""

import asyncio
from contextlib import suppress
from uuid import UUID

import pytest
from pydantic import SecretStr

from services.notify.commands import MarkSent, SendAgain
from services.notify.model import Stale
from services.notify.post.presence import Presence
from services.notify.post.sending import send
from shared.lifecycle import NotPermitted
from tests.services.notify.mailbox import Mailbox, after, hangs_up, says_nothing
from tests.services.notify.postroom import PostRoom


async def one_in_doubt(room: PostRoom, mailbox: Mailbox) -> UUID:
    """The id of a complaint whose acknowledgement by mail is in doubt."""
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [hangs_up]
    await (await room.carrier(mailbox.url)).carry()
    return event.complaint_id


@pytest.mark.parametrize("moment", [hangs_up, says_nothing])
async def test_an_answer_lost_after_the_text_leaves_a_doubt_and_no_second_mail(room: PostRoom, mailbox: Mailbox, moment: object) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [moment]  # type: ignore[list-item]
    carrier = await room.carrier(mailbox.url, smtp_answer_seconds=0.3)
    await carrier.carry()
    for _ in range(5):
        room.passes(hours=1)
        assert await carrier.carry() == 0
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.cause) == ("in_doubt", "answer_lost")
    assert len(mailbox.mails) == 1
    assert [sent.channel for sent in await room.said(event.complaint_id)] == ["portal"]


async def test_a_doubt_does_not_hold_up_the_next_mails(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(3)])
    mailbox.after_text = [hangs_up]
    await (await room.carrier(mailbox.url)).carry()
    found = await room.rows("select stage from notice where channel = 'email'")
    assert sorted(row.stage for row in found) == ["in_doubt", "sent", "sent"]


async def test_a_person_who_found_it_sent_says_so(room: PostRoom, mailbox: Mailbox) -> None:
    complaint = await one_in_doubt(room, mailbox)
    notice = await room.notice(complaint, "email")
    order = MarkSent(notice_id=notice.notice_id, version=notice.version, note="250 OK in the log of 10:02")
    assert (await room.transactions.perform(order, actor="chen", key="k1"))["state"] == "sent"
    assert [sent.channel for sent in await room.said(complaint)] == ["portal", "email"]
    assert await (await room.carrier(mailbox.url)).carry() == 0
    assert "in the log" not in await room.everything_stored()


async def test_a_person_may_send_it_again_under_the_same_message_id(room: PostRoom, mailbox: Mailbox) -> None:
    complaint = await one_in_doubt(room, mailbox)
    notice = await room.notice(complaint, "email")
    await room.transactions.perform(SendAgain(notice_id=notice.notice_id, version=notice.version), actor="chen", key="k1")
    await (await room.carrier(mailbox.url)).carry()
    assert len(mailbox.mails) == 2
    assert len(set(mailbox.message_ids)) == 1
    assert await room.entries(complaint) == [("lost", "in_doubt"), ("asked_again", "waiting"), ("taken", "sent")]


async def test_one_click_is_one_decision(room: PostRoom, mailbox: Mailbox) -> None:
    complaint = await one_in_doubt(room, mailbox)
    notice = await room.notice(complaint, "email")
    order = SendAgain(notice_id=notice.notice_id, version=notice.version)
    first = await room.transactions.perform(order, actor="chen", key="k1")
    assert await room.transactions.perform(order, actor="chen", key="k1") == first
    with pytest.raises(Stale):
        await room.transactions.perform(order, actor="li", key="k2")


async def test_what_was_sent_cannot_be_sent_again(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    await (await room.carrier(mailbox.url)).carry()
    notice = await room.notice(event.complaint_id, "email")
    with pytest.raises(NotPermitted):
        await room.transactions.perform(SendAgain(notice_id=notice.notice_id, version=notice.version), actor="chen", key="k1")


async def test_a_living_senders_work_is_not_doubted_and_a_dead_ones_is(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [after(1.0)]
    carrier = await room.carrier(mailbox.url)
    sending = asyncio.ensure_future(carrier.carry())
    await asyncio.wait_for(mailbox.reached.wait(), 5)
    another = Presence(room.transactions, dead_after=30)
    await another.beat()
    assert (await room.notice(event.complaint_id, "email")).stage == "sending"
    await room.rows("update sender set seen_at = seen_at - interval '31 seconds' where sender_id = :it", it=carrier.presence.sender_id)
    await another.beat()
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.cause) == ("in_doubt", "sender_died")
    await sending
    # the sender was only slow: what it says of its own attempt settles the doubt
    assert (await room.notice(event.complaint_id, "email")).stage == "sent"
    assert await room.entries(event.complaint_id) == [("lost", "in_doubt"), ("taken", "sent")]
    assert len(await room.said(event.complaint_id)) == 2


async def test_a_slow_senders_result_does_not_undo_a_persons_decision(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [after(1.0)]
    carrier = await room.carrier(mailbox.url)
    sending = asyncio.ensure_future(carrier.carry())
    await asyncio.wait_for(mailbox.reached.wait(), 5)
    await room.rows("update sender set seen_at = seen_at - interval '31 seconds'")
    await Presence(room.transactions, dead_after=30).beat()
    notice = await room.notice(event.complaint_id, "email")
    await room.transactions.perform(
        MarkSent(notice_id=notice.notice_id, version=notice.version, note="seen in the log"), actor="chen", key="k1"
    )
    await sending
    assert await room.entries(event.complaint_id) == [("lost", "in_doubt"), ("found_sent", "sent")]
    assert len(await room.said(event.complaint_id)) == 2


async def test_a_slow_senders_result_does_not_settle_the_next_attempt(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [after(1.0), hangs_up]
    slow = asyncio.ensure_future((await room.carrier(mailbox.url)).carry())
    await asyncio.wait_for(mailbox.reached.wait(), 5)
    await room.rows("update sender set seen_at = seen_at - interval '31 seconds'")
    await Presence(room.transactions, dead_after=30).beat()
    notice = await room.notice(event.complaint_id, "email")
    await room.transactions.perform(SendAgain(notice_id=notice.notice_id, version=notice.version), actor="chen", key="k1")
    await (await room.carrier(mailbox.url)).carry()
    await slow
    # the second mail's answer was lost: that doubt is not the first attempt's to settle
    assert (await room.notice(event.complaint_id, "email")).stage == "in_doubt"


async def test_a_sender_that_was_not_seen_lately_begins_no_mail(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(room.received("wang@example.org"))
    carrier = await room.carrier(mailbox.url, sender_dead_after=1.0)
    await asyncio.sleep(0.7)
    assert await carrier.carry() == 0
    assert mailbox.mails == []


async def test_what_could_not_be_sent_in_its_time_is_handed_to_a_person(room: PostRoom) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    room.passes(days=2, seconds=1)
    await Presence(room.transactions, dead_after=30).beat()
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.cause) == ("task", "tried_too_long")
    assert await room.entries(event.complaint_id) == [("given_up", "task")]


async def test_a_stop_finishes_the_mail_at_hand_and_gives_the_others_back(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(5)])
    mailbox.after_text = [after(0.5)]
    working = asyncio.ensure_future(send(room.parts(smtp_url=SecretStr(mailbox.url))))
    await asyncio.wait_for(mailbox.reached.wait(), 10)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    found = await room.rows("select stage, attempts from notice where channel = 'email'")
    assert sorted((row.stage, row.attempts) for row in found) == [("sent", 1)] + [("waiting", 0)] * 4
    assert await room.rows("select sender_id from sender") == []


async def test_a_stop_that_cannot_wait_leaves_a_doubt_about_one_mail_only(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(3)])
    mailbox.after_text = [says_nothing]
    working = asyncio.ensure_future(send(room.parts(smtp_url=SecretStr(mailbox.url), smtp_answer_seconds=30.0)))
    await asyncio.wait_for(mailbox.reached.wait(), 10)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    found = await room.rows("select stage from notice where channel = 'email'")
    assert sorted(row.stage for row in found) == ["in_doubt", "waiting", "waiting"]
