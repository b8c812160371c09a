"""A mail is claimed, handed over and written down; what each answer of the mail server leads to."""

import asyncio
from contextlib import suppress
from email.message import EmailMessage

import pytest
from pydantic import SecretStr

from services.notify.post.line import NoLine
from services.notify.post.sending import send
from tests.services.notify.mailbox import Mailbox, after, hangs_up, open_mailbox, says_nothing
from tests.services.notify.postroom import NOW, PostRoom


def text_of(mail: EmailMessage) -> str:
    content: str = mail.get_content()
    return content.replace("\r\n", "\n")


async def until(room: PostRoom, question: str) -> None:
    """Wait until this question's only row says that it is done."""
    for _ in range(200):
        if (await room.rows(question))[0].done:
            return
        await asyncio.sleep(0.05)
    pytest.fail("it did not happen in time")


async def test_the_mail_is_the_letter_and_says_that_a_machine_sent_it(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    assert await (await room.carrier(mailbox.url)).carry() == 1
    [mail] = mailbox.mails
    assert mail["Subject"] == f"自动回执：您的投诉 {event.reference} 已收到"
    assert text_of(mail).endswith("客户服务部 敬上\n2026年4月20日\n")
    assert mailbox.recipients == ["wang@example.org"]
    assert (mail["To"], mail["From"]) == ("wang@example.org", "complaints@redress.test")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    notice = await room.notice(event.complaint_id, "email")
    assert mail["Message-ID"] == f"<{notice.notice_id}@redress.test>"


async def test_it_is_announced_after_the_mail_server_took_it(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    await (await room.carrier(mailbox.url)).carry()
    portal, email = await room.said(event.complaint_id)
    assert (portal.channel, email.channel) == ("portal", "email")
    assert portal.notice_id != email.notice_id
    assert room.letter(email) == room.letter(portal)
    assert await room.stages(event.complaint_id) == {"portal": "sent", "email": "sent"}
    assert await room.entries(event.complaint_id) == [("taken", "sent")]


async def test_many_mails_go_over_one_connection(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(30)])
    carrier = await room.carrier(mailbox.url)
    assert [await carrier.carry(), await carrier.carry(), await carrier.carry()] == [20, 10, 0]
    assert len(set(mailbox.message_ids)) == 30
    assert mailbox.connections == 1


async def test_the_longest_waiting_goes_first(room: PostRoom, mailbox: Mailbox) -> None:
    for number in range(3):
        await room.hears(room.received(f"p{number}@example.org"))
        room.passes(seconds=1)
    carrier = await room.carrier(mailbox.url, send_batch=1)
    for _ in range(3):
        await carrier.carry()
    assert mailbox.recipients == ["p0@example.org", "p1@example.org", "p2@example.org"]


@pytest.mark.parametrize("answer", ["421 4.3.2 closing down", "450 4.2.1 mailbox busy"])
async def test_a_temporary_refusal_is_tried_again_later(room: PostRoom, mailbox: Mailbox, answer: str) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.to_recipients = [answer]
    carrier = await room.carrier(mailbox.url)
    await carrier.carry()
    assert await room.stages(event.complaint_id) == {"portal": "sent", "email": "waiting"}
    assert await carrier.carry() == 0
    room.passes(seconds=10)
    assert await carrier.carry() == 1
    assert mailbox.recipients == ["wang@example.org"]
    assert await room.entries(event.complaint_id) == [("deferred", "waiting"), ("taken", "sent")]


async def test_a_mail_that_is_deferred_for_two_days_becomes_a_task(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.to_recipients = ["450 4.2.1 mailbox busy"] * 100
    carrier = await room.carrier(mailbox.url)
    tries = 0
    while (await room.stages(event.complaint_id))["email"] == "waiting":
        tries += await carrier.carry()
        room.passes(hours=1)
        assert tries < 100
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.cause) == ("task", "tried_too_long")
    assert notice.changed_at <= notice.due_at
    assert len(mailbox.mails) == 0


async def test_a_permanent_refusal_is_a_persons_task_and_keeps_no_address(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.to_recipients = ["550 5.1.1 <wang@example.org> unknown"]
    await (await room.carrier(mailbox.url)).carry()
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.cause) == ("task", "server_refused")
    [entry] = await room.rows("select words from entry")
    assert entry.words == "550 5.1.1 <…@…> unknown"
    assert len(await room.said(event.complaint_id)) == 1


async def test_a_refusal_of_the_text_counts_like_one_of_the_recipient(room: PostRoom, mailbox: Mailbox) -> None:
    events = [room.received("wang@example.org"), room.received("li@example.org")]
    await room.hears(*events)
    mailbox.after_text = ["554 5.7.1 not here", "451 4.7.1 later"]
    await (await room.carrier(mailbox.url)).carry()
    found = await room.rows("select stage from notice where channel = 'email'")
    assert sorted(row.stage for row in found) == ["task", "waiting"]


async def test_one_refusal_does_not_hold_up_the_others(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(5)])
    mailbox.to_recipients = ["250 OK", "550 no", "450 later"]
    await (await room.carrier(mailbox.url)).carry()
    assert len(mailbox.mails) == 3
    assert mailbox.connections == 1


@pytest.mark.parametrize("moment", [hangs_up, says_nothing])
async def test_a_line_that_breaks_before_the_text_means_not_sent(room: PostRoom, mailbox: Mailbox, moment: object) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.to_recipients = [moment]  # type: ignore[list-item]
    carrier = await room.carrier(mailbox.url, smtp_seconds=0.3)
    await carrier.carry()
    assert await room.stages(event.complaint_id) == {"portal": "sent", "email": "waiting"}
    room.passes(seconds=10)
    await carrier.carry()
    assert len(mailbox.mails) == 1


async def test_after_a_broken_line_the_rest_goes_over_a_new_one(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(3)])
    mailbox.to_recipients = [hangs_up]
    await (await room.carrier(mailbox.url)).carry()
    assert len(mailbox.mails) == 2
    assert mailbox.connections == 2


async def test_a_slow_server_is_waited_for(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [after(0.5)]
    await (await room.carrier(mailbox.url)).carry()
    assert (await room.stages(event.complaint_id))["email"] == "sent"


async def test_without_a_mail_server_nothing_is_claimed_and_nothing_counted(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    with pytest.raises(NoLine):
        await (await room.carrier("smtp://127.0.0.1:1")).carry()
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.attempts, notice.version) == ("waiting", 0, 0)


async def test_a_server_that_refuses_our_own_address_gets_nothing_and_blames_no_letter(room: PostRoom, mailbox: Mailbox) -> None:
    events = [room.received(f"p{number}@example.org") for number in range(3)]
    await room.hears(*events)
    mailbox.to_senders = ["530 5.7.0 sign in first"]
    carrier = await room.carrier(mailbox.url)
    with pytest.raises(NoLine):
        await carrier.carry()
    found = await room.rows("select stage, attempts, version from notice where channel = 'email'")
    assert {(row.stage, row.attempts, row.version) for row in found} == {("waiting", 0, 0)}
    assert await carrier.carry() == 3


async def test_an_address_that_is_none_never_reaches_the_server(room: PostRoom, mailbox: Mailbox) -> None:
    bad = ["a@b.example,c@d.example", "a@b.example\r\nBcc: c@d.example", "nobody", "a@b.example>\r\nRCPT TO:<c@d.example"]
    await room.hears(*[room.received(address) for address in bad])
    await (await room.carrier(mailbox.url)).carry()
    found = await room.rows("select stage, cause from notice where channel = 'email'")
    assert {(row.stage, row.cause) for row in found} == {("task", "address_unusable")}
    assert mailbox.recipients == []


async def test_a_contact_sealed_for_somebody_else_is_a_persons_task(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    wrong = room.sealed(event.complaint_id, "x", "triage")
    await room.hears(event.model_copy(update={"contact": wrong}))
    await (await room.carrier(mailbox.url)).carry()
    notice = await room.notice(event.complaint_id, "email")
    assert (notice.stage, notice.cause) == ("task", "contact_unreadable")


async def test_what_an_office_calls_a_complaint_cannot_become_a_header(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org", reference="TS-1\r\nBcc: evil@example.org\r\n\r\nNot the letter")
    await room.hears(event)
    await (await room.carrier(mailbox.url)).carry()
    [mail] = mailbox.mails
    assert mail["Bcc"] is None
    assert mailbox.recipients == ["wang@example.org"]
    assert text_of(mail).startswith("您好")


async def test_several_senders_at_once_send_everything_once(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(60)])
    carriers = [await room.carrier(mailbox.url, send_batch=7) for _ in range(4)]

    async def until_empty(number: int) -> None:
        while await carriers[number].carry():
            pass

    await asyncio.gather(*[until_empty(number) for number in range(4)])
    assert len(mailbox.message_ids) == len(set(mailbox.message_ids)) == 60
    assert {row.stage for row in await room.rows("select stage from notice")} == {"sent"}
    assert len(await room.rows("select 1 from outbox")) == 120


async def test_the_same_notice_is_the_same_mail_whenever_it_is_sent(room: PostRoom, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = ["451 later"]
    carrier = await room.carrier(mailbox.url)
    await carrier.carry()
    room.passes(days=1)
    await carrier.carry()
    [mail] = mailbox.mails
    assert mail["Date"].datetime == NOW


async def test_a_mail_server_that_comes_back_gets_what_waited(room: PostRoom, mailbox: Mailbox) -> None:
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(3)])
    port = mailbox.port
    await mailbox.close()
    working = asyncio.ensure_future(send(room.parts(smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"))))
    await asyncio.sleep(0.5)
    async with open_mailbox(port) as again:
        await asyncio.wait_for(again.reached.wait(), 20)
        await until(room, "select count(*) = 3 as done from notice where channel = 'email' and stage = 'sent'")
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    assert len(again.mails) == 3


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
async def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked_for(
    room: PostRoom, mailbox: Mailbox, scheme: str
) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    with pytest.raises(NoLine):
        await (await room.carrier(mailbox.url.replace("smtp", scheme, 1))).carry()
    assert (await room.stages(event.complaint_id))["email"] == "waiting"
    assert mailbox.mails == []
