"""A whole installation that can be struck: four services, a broker node whose process is known, a mail server that counts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from tests.servers import PostgresServer, PrivateRabbitmq, private_rabbitmq
from tests.servers.mail import Mail, MailServer
from tests.servers.quiet import Watcher
from tests.servers.system import System

# A sender that was killed counts as dead after so many seconds; what it had at hand is then in doubt. Imports commit ten rows
# at a time, so that a blow finds one half done.
SETTINGS = {"SENDER_DEAD_AFTER": "3", "IMPORT_CHUNK": "10"}
STANDSTILL = 120.0  # seconds
UNDER_WAY = {
    "imports": ("intake", "select count(*) from import where state = 'waiting'"),
    "notices": ("notify", "select count(*) from notice where stage in ('written', 'waiting', 'sending')"),
    "in doubt": ("notify", "select count(*) from notice where stage = 'in_doubt'"),
}
CORRESPONDENT = "liu-yan"


@dataclass
class Installation:
    """`keys` are the key files of the branch offices by name; `doubts_decided` counts the mails that a person looked for."""

    system: System
    broker: PrivateRabbitmq
    mail: MailServer
    watcher: Watcher
    keys: dict[str, Path]
    doubts_decided: int = 0

    async def settled(self) -> float:
        """Wait until nothing is under way anywhere, a person deciding what is in doubt; the monotonic moment.

        AssertionError when nothing moves for two minutes.
        """
        loop = asyncio.get_running_loop()
        before, moved = None, loop.time()
        while any((now := await self._under_way()).values()):
            if now != before:
                before, moved = now, loop.time()
            assert loop.time() < moved + STANDSTILL, f"nothing moved for {STANDSTILL:.0f} s: {now}"
            await asyncio.to_thread(self.decide_doubts)
            await asyncio.sleep(1.0)
        return loop.time()

    async def _under_way(self) -> dict[str, int]:
        state = await self.watcher.state()
        counts = {what: await self.watcher.count(service, sql) for what, (service, sql) in UNDER_WAY.items()}
        return {**counts, "not published": state.waiting, "not heard": state.unheard}

    def arrived(self) -> Counter[str]:
        """How often the mail server got the mail of each notice."""
        return Counter(notice_of(mail) for mail in list(self.mail.mails))

    def decide_doubts(self) -> None:
        """What the correspondent does about a mail in doubt: look whether the mail server has it."""
        token = self.system.person_token(CORRESPONDENT)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=self.system.url("notify"), headers=headers, timeout=30) as desk:
            doubts = desk.get("/api/v1/notices", params={"state": "in_doubt", "limit": 200}).raise_for_status().json()["items"]
            arrived = self.arrived()
            for notice in doubts:
                verb, body = ("sent", {"note": "the mail server has it"}) if notice["id"] in arrived else ("send_again", {})
                order = {"If-Match": f'"{notice["version"]}"', "Idempotency-Key": f"{verb}-{notice['id']}-{notice['version']}"}
                desk.post(f"/api/v1/notices/{notice['id']}/{verb}", json=body, headers=order).raise_for_status()
        self.doubts_decided += len(doubts)


@cache
def notice_of(mail: Mail) -> str:
    """The notice whose mail this is, by its Message-ID."""
    return mail.id.strip("<>").partition("@")[0]


@asynccontextmanager
async def installation(folder: Path, postgres: PostgresServer, branches: Iterable[str]) -> AsyncIterator[Installation]:
    """An installation that runs, with a key for each of these branch offices; everything ends with it."""
    with ExitStack() as ending:
        broker = ending.enter_context(private_rabbitmq())
        mail = ending.enter_context(MailServer())
        vhost = broker.server.create_vhost()
        system = System(folder, postgres, vhost, mail.url, settings=SETTINGS)
        ending.callback(_end, system)
        await asyncio.to_thread(system.prepare)
        await asyncio.to_thread(system.start)
        watcher = Watcher(system)
        try:
            yield Installation(system, broker, mail, watcher, {branch: system.branch_key(branch) for branch in branches})
        finally:
            _end(system)
            await watcher.close()
            for url in system.databases.values():
                await postgres.drop_database(url)


def _end(system: System) -> None:
    for process in system.processes.values():
        if process.poll() is None:
            process.kill()
            process.wait(10)
