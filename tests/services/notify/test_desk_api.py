"""The desk's JSON operations: what waits for a person, and what that person decides."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.services.notify.desk import Person, person
from tests.services.notify.mailbox import Mailbox, hangs_up
from tests.services.notify.postroom import PostRoom


@pytest.fixture
def chen(room: PostRoom, tmp_path: Path) -> Person:
    return person(room, tmp_path, "chen")


@pytest.fixture
def li(room: PostRoom, tmp_path: Path) -> Person:
    return person(room, tmp_path, "li")


async def a_call(room: PostRoom, **more: str) -> UUID:
    """The id of a call that has to be made."""
    event = room.received("13800138000", reply_channel="phone", **more)
    await room.hears(event)
    found: UUID = (await room.notice(event.complaint_id, "phone")).notice_id
    return found


async def a_doubt(room: PostRoom, mailbox: Mailbox) -> UUID:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.after_text = [hangs_up]
    await (await room.carrier(mailbox.url)).carry()
    found: UUID = (await room.notice(event.complaint_id, "email")).notice_id
    return found


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("wu", 403), ("nobody", 401)])
async def test_the_desk_is_for_correspondents_only(room: PostRoom, tmp_path: Path, who: str | None, status: int) -> None:
    call = await a_call(room)
    stranger = person(room, tmp_path, who)
    assert (await stranger.client.get("/api/v1/notices")).status_code == status
    assert (await stranger.reads(call)).status_code == status
    assert (await stranger.orders(call, "done", version='"0"')).status_code == status


async def test_tasks_are_listed_with_what_is_due_first_at_the_top(room: PostRoom, chen: Person) -> None:
    first = await a_call(room)
    room.passes(days=1)
    second = await a_call(room)
    assert [UUID(one["id"]) for one in await chen.lists(state="task")] == [first, second]
    assert [UUID(one["id"]) for one in await chen.lists(state="task", sort="-due")] == [second, first]


async def test_a_list_says_what_and_why_and_never_where_to(room: PostRoom, chen: Person) -> None:
    await a_call(room)
    [one] = await chen.lists(channel="phone")
    assert (one["about"], one["state"], one["cause"]) == ("acknowledgement", "task", "by_channel")
    assert one["written_at"] == "2026-04-20T02:00:00Z"
    assert "13800138000" not in str(one)


async def test_a_list_goes_on_from_its_cursor_without_gap_or_repeat(room: PostRoom, chen: Person) -> None:
    await room.hears(*[room.received("13800138000", reply_channel="phone") for _ in range(5)])
    seen, cursor = [], None
    while True:
        page = (
            await chen.client.get("/api/v1/notices", params={"state": "task", "limit": 2, **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_lists_are_filtered_by_complaint_and_kind(room: PostRoom, chen: Person) -> None:
    event = room.received("wang@example.org")
    await room.hears(event, room.received("li@example.org"))
    assert {one["channel"] for one in await chen.lists(reference=event.reference)} == {"portal", "email"}
    assert await chen.lists(about="result") == []
    assert (await chen.client.get("/api/v1/notices", params={"reference": "TS-none"})).status_code == 404


@pytest.mark.parametrize("query", ["state=lost", "limit=0", "limit=1000", "sort=about", "cursor=!!", "channel=fax", "about=1"])
async def test_a_question_that_makes_no_sense_is_refused(room: PostRoom, chen: Person, query: str) -> None:
    assert (await chen.client.get(f"/api/v1/notices?{query}")).status_code in (400, 422)


async def test_a_notice_is_read_with_its_letter(room: PostRoom, chen: Person) -> None:
    answer = await chen.reads(await a_call(room))
    assert answer.headers["etag"] == '"0"'
    assert answer.json()["letter"]["subject"].startswith("自动回执")
    assert answer.json()["contact"] is None


async def test_whoever_takes_a_task_up_is_shown_the_number_and_it_is_on_record(room: PostRoom, chen: Person, li: Person) -> None:
    call = await a_call(room)
    assert (await chen.orders(call, "take")).json() == {"id": str(call), "state": "task", "version": 1}
    found = (await chen.reads(call)).json()
    assert found["contact"] == {"name": "王敏", "value": "13800138000"}
    assert [(one["actor"], one["fact"]) for one in found["history"]] == [("chen", "taken_up")]
    assert (await li.reads(call)).json()["contact"] is None


async def test_nobody_is_called_twice(room: PostRoom, chen: Person, li: Person) -> None:
    call = await a_call(room)
    await chen.orders(call, "take")
    answer = await li.orders(call, "take")
    assert (answer.status_code, answer.json()["code"]) == (409, "taken_up")


async def test_a_call_that_was_made_counts_as_sent(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    await chen.orders(call, "take")
    answer = await chen.orders(call, "done", {"note": "10:15, spoke with the customer"})
    assert answer.json()["state"] == "sent"
    [row] = await room.rows("select complaint_id from notice where notice_id = :id", id=call)
    assert [sent.channel for sent in await room.said(row.complaint_id)] == ["portal", "phone"]
    found = (await chen.reads(call)).json()
    assert found["history"][-1]["note"] == "10:15, spoke with the customer"
    assert found["contact"] is None


async def test_what_a_person_noted_is_kept_sealed(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    await chen.orders(call, "failed", {"note": "Mrs Wang moved to Lanzhou"})
    assert "Lanzhou" not in await room.everything_stored()
    assert (await room.rows("select stage from notice where notice_id = :id", id=call))[0].stage == "failed"


async def test_a_refused_mail_told_by_telephone_is_announced_as_a_call(room: PostRoom, chen: Person, mailbox: Mailbox) -> None:
    event = room.received("wang@example.org")
    await room.hears(event)
    mailbox.to_recipients = ["550 no"]
    await (await room.carrier(mailbox.url)).carry()
    notice = (await room.notice(event.complaint_id, "email")).notice_id
    assert (await chen.orders(notice, "done", {"by": "phone"})).status_code == 200
    assert [sent.channel for sent in await room.said(event.complaint_id)] == ["portal", "phone"]


async def test_a_doubt_is_decided_once(room: PostRoom, chen: Person, li: Person, mailbox: Mailbox) -> None:
    doubt = await a_doubt(room, mailbox)
    seen = (await li.reads(doubt)).headers["etag"]
    assert (await chen.orders(doubt, "send_again")).json()["state"] == "waiting"
    assert (await li.orders(doubt, "sent", {"note": "in the log"}, version=seen)).status_code == 412
    assert (await li.orders(doubt, "sent", {"note": "in the log"})).status_code == 409


async def test_the_same_order_with_the_same_key_is_one_order(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    first = await chen.orders(call, "take", version='"0"', key="k-1")
    again = await chen.orders(call, "take", version='"0"', key="k-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (await chen.orders(call, "done", version='"0"', key="k-1")).status_code == 422


async def test_an_order_needs_key_version_and_a_body_that_fits(room: PostRoom, chen: Person) -> None:
    call = await a_call(room)
    path = f"/api/v1/notices/{call}/failed"
    seen = {"If-Match": '"0"', "Idempotency-Key": "k-2"}
    body = {"note": "n"}
    assert (await chen.client.post(path, json=body, headers={"If-Match": '"0"'})).status_code == 400
    assert (await chen.client.post(path, json=body, headers={"Idempotency-Key": "k"})).status_code == 428
    assert (await chen.client.post(path, json={}, headers=seen)).status_code == 422
    assert (await chen.client.post(path, json={"note": ""}, headers=seen)).status_code == 422
    assert (await chen.client.post(path, json={"note": "n", "stage": "sent"}, headers=seen)).status_code == 422
    assert (await chen.client.post(path, content=b"[", headers={**seen, "Content-Type": "application/json"})).status_code == 400
    for version in ('"7"', "W/x", "*", '"99999999999999999999"'):
        assert (await chen.client.post(path, json=body, headers={**seen, "If-Match": version})).status_code == 412


@pytest.mark.parametrize("verb", ["sent", "send_again"])
async def test_a_call_is_no_mail(room: PostRoom, chen: Person, verb: str) -> None:
    answer = await chen.orders(await a_call(room), verb, {"note": "n"})
    assert answer.status_code == 409


async def test_a_notice_that_does_not_exist_is_not_found(room: PostRoom, chen: Person) -> None:
    nowhere = UUID(int=1)
    assert (await chen.reads(nowhere)).status_code == 404
    assert (await chen.orders(nowhere, "done", version='"0"')).status_code == 404
    assert (await chen.client.get("/api/v1/notices/not-an-id")).status_code == 422
