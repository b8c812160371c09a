"""The desk's pages, as a correspondent uses them, in both languages."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.services.notify.desk import Person, signed_in
from tests.services.notify.mailbox import Mailbox, hangs_up
from tests.services.notify.postroom import PostRoom


@pytest.fixture
async def chen(room: PostRoom, tmp_path: Path) -> Person:
    return await signed_in(room, tmp_path, "chen")


async def a_call(room: PostRoom) -> UUID:
    event = room.received("13800138000", reply_channel="phone")
    await room.hears(event)
    found: UUID = (await room.notice(event.complaint_id, "phone")).notice_id
    return found


async def test_a_stranger_is_asked_to_sign_in(room: PostRoom, chen: Person) -> None:
    chen.client.cookies.clear()
    answer = await chen.client.get("/tasks", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/tasks")


async def test_an_empty_desk_says_what_it_would_show(room: PostRoom, chen: Person) -> None:
    assert "Nobody has to be called or written to." in await chen.opens("/tasks")
    assert "No mail is in doubt." in await chen.opens("/in-doubt")
    assert "没有待核实的邮件。" in await chen.opens("/in-doubt?lang=zh")


async def test_a_call_is_taken_up_made_and_reported(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    assert f"/notices/{call}" in await chen.opens("/tasks")
    page = await chen.opens(f"/notices/{call}")
    assert "Telephone the customer" in page
    assert "13800138000" not in page
    taken = await chen.fills_in(f"/notices/{call}", "take")
    assert (taken.status_code, taken.headers["location"]) == (303, f"/notices/{call}")
    assert "13800138000" in await chen.opens(f"/notices/{call}")
    done = await chen.fills_in(f"/notices/{call}", "done", by="", note="10:15")
    assert (done.status_code, done.headers["location"]) == (303, "/tasks")
    assert "10:15" in await chen.opens(f"/notices/{call}")
    assert f"/notices/{call}" not in await chen.opens("/tasks")


async def test_giving_a_task_up_needs_a_reason_and_keeps_the_page(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    answer = await chen.fills_in(f"/notices/{call}", "failed", why=" ")
    assert answer.status_code == 422
    assert "Say how you know or why" in answer.text
    assert "What to do" in answer.text


async def test_a_double_click_is_one_decision(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    form = await chen.form(f"/notices/{call}", "take")
    answers = [await chen.sends(f"/notices/{call}/take", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await room.rows("select 1 from entry")) == 1


async def test_a_decision_made_on_an_old_page_is_refused(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    old = await chen.form(f"/notices/{call}", "done")
    await chen.fills_in(f"/notices/{call}", "take")
    answer = await chen.sends(f"/notices/{call}/done", {**old, "by": "", "note": ""})
    assert answer.status_code == 412
    assert "Somebody else changed this first" in answer.text


async def test_a_form_that_is_not_ours_changes_nothing(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    answer = await chen.client.post(f"/notices/{call}/take", data={"version": "0", "csrf": "x", "form_id": "y"})
    assert answer.status_code == 403
    assert await room.rows("select 1 from entry") == []


async def test_a_letter_is_printed_with_its_address_by_whoever_took_it_up(room: PostRoom, chen: Person) -> None:
    event = room.received("北京市朝阳区某路1号", reply_channel="letter")
    await room.hears(event)
    notice = (await room.notice(event.complaint_id, "letter")).notice_id
    assert "某路1号" not in await chen.opens(f"/notices/{notice}/letter")
    await chen.fills_in(f"/notices/{notice}", "take")
    page = await chen.opens(f"/notices/{notice}/letter")
    for part in ("王敏", "某路1号", event.reference, 'lang="zh"'):
        assert part in page


async def test_a_doubt_is_decided_on_its_page(room: PostRoom, chen: Person, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [hangs_up]
    await (await room.carrier(mailbox.url)).carry()
    notice = (await room.notice(event.complaint_id, "email")).notice_id
    assert f"/notices/{notice}" in await chen.opens("/in-doubt")
    page = await chen.opens(f"/notices/{notice}?lang=zh")
    assert "邮件服务器的应答丢失" in page
    assert "wang@example.org" not in page
    answer = await chen.fills_in(f"/notices/{notice}", "sent", note="in the log")
    assert answer.headers["location"] == "/in-doubt"
    assert (await room.stages(event.complaint_id))["email"] == "sent"


async def test_the_letters_of_a_complaint_are_found_by_its_reference(room: PostRoom, chen: Person) -> None:
    event = room.received("wang@example.org")
    await room.hears(event, room.accepted(event.complaint_id))
    page = await chen.opens(f"/letters?reference={event.reference}")
    assert page.count("/notices/") == 4
    unknown = await chen.client.get("/letters?reference=TS-none")
    assert unknown.status_code == 404
    assert "No complaint with this reference is known here." in unknown.text


async def test_what_people_wrote_is_shown_and_never_run(room: PostRoom, chen: Person) -> None:
    event = room.received("<script>alert(1)</script>", reply_channel="phone", reference="TS-<b>1</b>")
    await room.hears(event)
    notice = (await room.notice(event.complaint_id, "phone")).notice_id
    await chen.fills_in(f"/notices/{notice}", "take")
    for path in ("/tasks", f"/notices/{notice}", f"/notices/{notice}/letter"):
        page = await chen.opens(path)
        assert "<script>alert" not in page
        assert "<b>1</b>" not in page
