"""A complaint arrives and is acknowledged: at once, on every channel, exactly once."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from shared.errors import NotFound
from tests.services.notify.postroom import NOW, PostRoom


async def test_the_portal_has_the_acknowledgement_in_the_same_transaction(room: PostRoom) -> None:
    event = room.received()
    await room.hears(event)
    [sent] = await room.said(event.complaint_id)
    assert (sent.about, sent.channel, sent.at) == ("acknowledgement", "portal", NOW)
    letter = room.letter(sent)
    assert event.reference in letter.subject
    assert "2026年4月21日" in letter.body
    assert await room.stages(event.complaint_id) == {"portal": "sent"}


async def test_an_acknowledgement_by_mail_waits_for_the_mail_server(room: PostRoom) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    assert [sent.channel for sent in await room.said(event.complaint_id)] == ["portal"]
    assert await room.stages(event.complaint_id) == {"portal": "sent", "email": "waiting"}


@pytest.mark.parametrize("road", ["phone", "letter"])
async def test_a_call_or_a_letter_by_post_is_a_persons_task(room: PostRoom, road: str) -> None:
    event = room.received("13800138000", reply_channel=road)
    await room.hears(event)
    assert await room.stages(event.complaint_id) == {"portal": "sent", road: "task"}
    assert (await room.notice(event.complaint_id, road)).cause == "by_channel"


async def test_an_anonymous_complainant_is_answered_in_the_portal_only(room: PostRoom) -> None:
    event = room.received("wang@example.org", identity="anonymous")
    await room.hears(event)
    assert await room.stages(event.complaint_id) == {"portal": "sent"}


async def test_the_same_complaint_is_never_acknowledged_a_second_time(room: PostRoom) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    with pytest.raises(IntegrityError):
        await room.hears(event, causation=uuid4())
    assert len(await room.said(event.complaint_id)) == 1
    assert len(await room.rows("select 1 from notice")) == 2


async def test_many_complaints_of_one_batch_are_each_acknowledged(room: PostRoom) -> None:
    events = [room.received("wang@example.org" if number % 2 else None) for number in range(50)]
    await room.hears(*events)
    assert len(await room.rows("select 1 from notice where channel = 'portal' and stage = 'sent'")) == 50
    assert len(await room.rows("select 1 from notice where channel = 'email' and stage = 'waiting'")) == 25
    assert len(await room.rows("select 1 from outbox")) == 50


async def test_what_follows_in_the_same_batch_finds_the_complaint(room: PostRoom) -> None:
    event = room.received()
    await room.hears(event, room.accepted(event.complaint_id))
    assert [sent.about for sent in await room.said(event.complaint_id)] == ["acknowledgement", "acceptance"]


async def test_a_fact_of_a_complaint_not_heard_of_yet_is_tried_again_later(room: PostRoom) -> None:
    with pytest.raises(NotFound):
        await room.hears(room.accepted(uuid4()))


async def test_nothing_stored_can_be_read(room: PostRoom) -> None:
    event = room.received("wang.min@example.org")
    await room.hears(event)
    stored = await room.everything_stored()
    assert event.reference in stored
    for secret in ("wang.min", "王敏", "投诉已收到", "自动回执"):
        assert secret not in stored
