"""Real sender processes, killed at the worst moment."""

import asyncio
from pathlib import Path

import pytest

from tests.services.notify.mailbox import Mailbox, says_nothing
from tests.services.notify.postroom import PostRoom
from tests.services.notify.process import notify


async def until(room: PostRoom, expected: dict[str, int]) -> None:
    """Wait until the mails stand so: stage → number."""
    found: dict[str, int] = {}
    for _ in range(600):
        rows = await room.rows("select stage, count(*) as number from notice where channel = 'email' group by stage")
        found = {row.stage: row.number for row in rows}
        if found == expected:
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"the mails stand at {found}, not at {expected}")


async def test_a_sender_killed_between_claim_and_result_leaves_a_doubt_and_no_second_mail(
    room: PostRoom, mailbox: Mailbox, tmp_path: Path
) -> None:
    room.lives_now()
    await room.hears(room.received("wang@example.org"))
    mailbox.after_text = [says_nothing]
    async with notify(room, mailbox, tmp_path, "send") as first:
        await asyncio.wait_for(mailbox.reached.wait(), 30)
        assert [row.stage for row in await room.rows("select stage from notice where channel = 'email'")] == ["sending"]
        first.kill()
        await first.wait()
    await room.hears(room.received("li@example.org"))
    async with notify(room, mailbox, tmp_path, "send"):
        await until(room, {"in_doubt": 1, "sent": 1})
    assert mailbox.recipients == ["wang@example.org", "li@example.org"]


async def test_a_sender_told_to_stop_leaves_nothing_unfinished(room: PostRoom, mailbox: Mailbox, tmp_path: Path) -> None:
    room.lives_now()
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(200)])
    async with notify(room, mailbox, tmp_path, "send") as first:
        await asyncio.wait_for(mailbox.reached.wait(), 30)
        first.terminate()
        await asyncio.wait_for(first.wait(), 10)
    stages = {row.stage for row in await room.rows("select distinct stage from notice where channel = 'email'")}
    assert stages <= {"sent", "waiting"}
    async with notify(room, mailbox, tmp_path, "send"):
        await until(room, {"sent": 200})
    assert len(mailbox.message_ids) == len(set(mailbox.message_ids)) == 200
