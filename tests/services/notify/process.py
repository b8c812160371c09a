"""Notify as a process of its own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.services.notify.mailbox import Mailbox
from tests.services.notify.postroom import PACKS, ROOT, PostRoom

NOWHERE = "amqp://nobody:nobody@127.0.0.1:1/"


@asynccontextmanager
async def notify(
    room: PostRoom, mailbox: Mailbox, folder: Path, role: str, amqp_url: str = NOWHERE
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m services.notify ROLE` on this room's database and with this mail server; killed at the end if it still runs."""
    public = folder / "public.json"
    public.write_text(json.dumps({name: pair[1] for name, pair in room.pairs.items()}))
    settings = {
        "DATABASE_URL": room.url, "AMQP_URL": amqp_url, "PRIVATE_KEY": room.pairs["notify"][0], "PUBLIC_KEYS_FILE": str(public),
        "PROCEDURES_DIR": str(PACKS), "PORT": "0", "SMTP_URL": mailbox.url, "MAIL_FROM": "complaints@redress.test",
        "SENDER_DEAD_AFTER": "2", "SEND_POLL_MS": "50", "SMTP_CONNECTIONS": "1", "SEND_BATCH": "5",
    }  # fmt: skip
    environment = {"PATH": os.environ["PATH"], **{f"NOTIFY_{name}": value for name, value in settings.items()}}
    with (folder / "notify.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.notify", role, cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
