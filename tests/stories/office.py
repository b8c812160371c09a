"""Where the stories happen: four services on real servers, their post, a clock that is moved, and the doors people use."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx

from shared.contracts.catalogue import SERVICES
from shared.contracts.registry import PUBLIC_EXCHANGE
from tests.servers.mail import Mail, MailServer
from tests.servers.quiet import Watcher
from tests.servers.system import System
from tests.stories import staff

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
PATIENCE = 30.0
_STILL_TO_RING = "select count(*) from timer where state = 'fired' or (state = 'armed' and due_at <= '{now}')"
_STILL_TO_SEND = "select count(*) from notice where stage in ('waiting', 'sending')"


def moment(written: str) -> datetime:
    """A time of the office, such as `2026-05-20 09:00`."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


class SaidNo(Exception):
    """The procedure says no: `ground` for programs, the words for people."""

    def __init__(self, answer: httpx.Response) -> None:
        problem = answer.json()
        self.status = answer.status_code
        self.ground: str = problem["code"]
        super().__init__(f"{problem.get('detail', '')} {problem['errors']}")


@dataclass
class Office:
    """A whole installation and everything that a story may do with it besides speaking to people."""

    system: System
    mail: MailServer
    doors: dict[str, httpx.Client] = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    watcher: Watcher | None = None
    ahead: float = 0.0

    def open(self, morning: datetime) -> None:
        """Start everything, with the packs of `TEST_PROCEDURES_DIR` where it names some; in the office it is this time."""
        packs = os.environ.get("TEST_PROCEDURES_DIR")
        if packs:
            self.system.settings = {**self.system.settings, "PROCEDURES_DIR": packs}
        self.system.prepare()
        staff.hire(self.system.folder)
        self._set_clock(morning)
        self.system.start()
        self.doors = {service: httpx.Client(base_url=self.system.url(service), timeout=30) for service in SERVICES}
        self.watcher = Watcher(self.system)

    def close(self) -> None:
        for door in self.doors.values():
            door.close()
        if self.watcher:
            self.loop.run_until_complete(self.watcher.close())
        self.loop.close()
        self.system.stop()

    @property
    def now(self) -> datetime:
        """What the clock on the wall says."""
        return datetime.now(ZONE) + timedelta(seconds=self.ahead)

    def move_clock(self, to: datetime) -> None:
        """Let time pass, when everything said was heard; then wait until every reminder that came due was given."""
        self.settle()
        assert to > self.now, "time goes forward only"
        self._set_clock(to)
        time.sleep(0.1)  # services look at the clock file every 50 ms
        self.settle()

    def _set_clock(self, to: datetime) -> None:
        self.ahead = (to - datetime.now(ZONE)).total_seconds()
        self.system.move_clock(self.ahead)

    def settle(self) -> None:
        """Wait until everything that was said was heard, everything due was done and every mail left; nothing may have got stuck."""
        self.until(self._is_still, "the office is still")
        assert self.watcher is not None
        state = self.loop.run_until_complete(self.watcher.state())
        assert (state.parked, state.dead) == (0, 0), state

    def _is_still(self) -> bool:
        return self.loop.run_until_complete(self._looks_still())

    async def _looks_still(self) -> bool:
        assert self.watcher is not None
        if not (await self.watcher.state()).is_quiet:
            return False
        now = self.now.astimezone(UTC).isoformat()
        waiting = [await self.watcher.count(service, _STILL_TO_RING.format(now=now)) for service in ("triage", "investigation")]
        waiting.append(await self.watcher.count("notify", _STILL_TO_SEND))
        return not any(waiting) and (await self.watcher.state()).is_quiet

    def until(self, look: Callable[[], T | None], what: str) -> T:
        """What this look finds, as soon as it finds something; AssertionError with `what` when it does not."""
        end = time.monotonic() + PATIENCE
        while True:
            found = look()
            if found:
                return found
            assert time.monotonic() < end, f"waited {PATIENCE} s in vain: {what}"
            time.sleep(0.05)

    def ask(self, service: str, path: str, headers: dict[str, str], **params: str) -> httpx.Response:
        """Read something."""
        return self.doors[service].get(path, headers=headers, params=params)

    def tell(self, service: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """Do something once; SaidNo when the answer is a refusal."""
        answer = self.doors[service].post(path, json=body, headers={"Idempotency-Key": uuid4().hex, **headers})
        if answer.is_error:
            raise SaidNo(answer)
        return answer.json()

    def mails_to(self, address: str, subject: str) -> list[Mail]:
        """Every mail with this subject that arrived at this address."""
        return [mail for mail in self.mail.mails if mail.recipient == address and str(mail.message["Subject"]) == subject]

    def subscriber(self, fact: str) -> "Subscriber":
        """Another system that hears this public fact from now on."""
        return Subscriber(self.system, fact)


class Subscriber:
    """Another system of the enterprise with a queue of its own on the public exchange."""

    def __init__(self, system: System, fact: str) -> None:
        self._server, vhost = system.vhost.server, system.vhost.name
        self._queue = f"queues/{vhost}/ext.stories.{uuid4().hex[:8]}"
        self._server.call("PUT", self._queue, {"durable": False, "auto_delete": False})
        binding = f"bindings/{vhost}/e/{PUBLIC_EXCHANGE}/q/{self._queue.rpartition('/')[2]}"
        self._server.call("POST", binding, {"routing_key": fact})

    def heard(self) -> list[dict[str, Any]]:
        """The data of everything that came since the last look."""
        wanted = {"count": 100, "ackmode": "ack_requeue_false", "encoding": "auto"}
        found = self._server.call("POST", f"{self._queue}/get", wanted)
        return [json.loads(message["payload"])["data"] for message in found]
