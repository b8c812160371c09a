"""What can strike an installation: each blow falls at its worst moment, and what was hit is started again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from shared.contracts.catalogue import SERVICES
from tests.faults.installation import Installation

MOST_LOOKS = 1500  # for the worst moment, in about twenty seconds; when it does not come the blow falls all the same
HALF_IMPORTED = "select count(*) from import where state = 'waiting' and done > 0"
NOT_PUBLISHED = "select count(*) from outbox where published_at is null"
AT_HAND = "select count(*) from notice where stage = 'sending'"


@dataclass(frozen=True)
class Blow:
    """`strike` falls as soon as the statement `moment` counts something in the database of `service`."""

    strike: Callable[[Installation], None]
    service: str
    moment: str

    async def fall(self, at: Installation) -> bool:
        """Wait for the moment and strike; whether the moment came."""
        came = await self._comes(at)
        await asyncio.to_thread(self.strike, at)
        return came

    async def _comes(self, at: Installation) -> bool:
        for _ in range(MOST_LOOKS):
            if await at.watcher.count(self.service, self.moment):
                return True
            await asyncio.sleep(0.01)
        return False


def killing(service: str) -> Callable[[Installation], None]:
    """F01: kill -9 of one service, which a supervisor starts again."""

    def strike(struck: Installation) -> None:
        struck.system.kill(service)
        struck.system.start(service)

    return strike


def kill_broker(struck: Installation) -> None:
    """F07: kill -9 of the broker's node."""
    struck.broker.running.kill()
    struck.broker.start()
    for service in SERVICES:
        struck.system.wait_until_ready(service)


def restart_all(struck: Installation) -> None:
    """F02: every service is asked to stop while it works, and started again, as an upgrade does."""
    struck.system.stop()
    struck.system.start()


BLOWS = {
    "kill -9 intake": Blow(killing("intake"), "intake", HALF_IMPORTED),
    "kill -9 triage": Blow(killing("triage"), "triage", NOT_PUBLISHED),
    "kill -9 investigation": Blow(killing("investigation"), "triage", NOT_PUBLISHED),
    "kill -9 notify": Blow(killing("notify"), "notify", AT_HAND),
    "kill -9 broker": Blow(kill_broker, "intake", NOT_PUBLISHED),
    "SIGTERM all": Blow(restart_all, "notify", AT_HAND),
}
