"""Real sender processes, killed at the worst moment."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.services.notify.mailbox import Mailbox, says_nothing
from tests.services.notify.postroom import PACKS, ROOT, PostRoom


@asynccontextmanager
async def sender(room: PostRoom, mailbox: Mailbox, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m services.notify send` against this mail server; killed at the end if it still runs."""
    public = folder / "public.json"
    public.write_text(json.dumps({name: pair[1] for name, pair in room.pairs.items()}))
    settings = {
        "DATABASE_URL": room.url, "AMQP_URL": "amqp://nobody:nobody@127.0.0.1:1/", "PRIVATE_KEY": room.pairs["notify"][0],
        "PUBLIC_KEYS_FILE": str(public), "PROCEDURES_DIR": str(PACKS), "PORT": "0", "SMTP_URL": mailbox.url,
        "MAIL_FROM": "complaints@redress.test", "SENDER_DEAD_AFTER": "2", "SEND_POLL_MS": "50", "SMTP_CONNECTIONS": "1", "SEND_BATCH": "5",
    }  # fmt: skip
    environment = {"PATH": os.environ["PATH"], **{f"NOTIFY_{name}": value for name, value in settings.items()}}
    log = (folder / "sender.log").open("ab")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notify", "send", cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        log.close()
        if process.returncode is None:
            process.kill()
            await process.wait()


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
    # the process runs on the machine's clock: so does this complaint
    room.clock.at = room.clock.at.now(tz=room.clock.at.tzinfo)
    await room.hears(room.received("wang@example.org"))
    mailbox.after_text = [says_nothing]
    async with sender(room, mailbox, tmp_path) as first:
        await asyncio.wait_for(mailbox.reached.wait(), 30)
        assert [row.stage for row in await room.rows("select stage from notice where channel = 'email'")] == ["sending"]
        first.kill()
        await first.wait()
    await room.hears(room.received("li@example.org"))
    async with sender(room, mailbox, tmp_path):
        await until(room, {"in_doubt": 1, "sent": 1})
    assert mailbox.recipients == ["wang@example.org", "li@example.org"]


async def test_a_sender_told_to_stop_leaves_nothing_unfinished(room: PostRoom, mailbox: Mailbox, tmp_path: Path) -> None:
    room.clock.at = room.clock.at.now(tz=room.clock.at.tzinfo)
    await room.hears(*[room.received(f"p{number}@example.org") for number in range(200)])
    async with sender(room, mailbox, tmp_path) as first:
        await asyncio.wait_for(mailbox.reached.wait(), 30)
        first.terminate()
        await asyncio.wait_for(first.wait(), 10)
    stages = {row.stage for row in await room.rows("select distinct stage from notice where channel = 'email'")}
    assert stages <= {"sent", "waiting"}
    async with sender(room, mailbox, tmp_path):
        await until(room, {"sent": 200})
    assert len(mailbox.message_ids) == len(set(mailbox.message_ids)) == 200
