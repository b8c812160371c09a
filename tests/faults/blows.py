"""What can strike an installation: each blow falls at its worst moment, and what was hit is started again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.contracts.catalogue import SERVICES
from tests.faults.installation import Installation

MOST_LOOKS = 1500  # for the worst moment, in about twenty seconds; when it does not come the blow falls all the same


async def half_imported(at: Installation) -> bool:
    """Some rows of a file are registered, others are not."""
    return await at.watcher.count("intake", "select count(*) from import where state = 'waiting' and done > 0") > 0


async def not_published(at: Installation) -> bool:
    """Triage has decided what nobody heard yet."""
    return await at.watcher.count("triage", "select count(*) from outbox where published_at is null") > 0


async def half_sent(at: Installation) -> bool:
    """The mail server has mails of which notify has not yet written down that they were sent."""
    at_hand = await at.watcher.rows("notify", "select notice_id from notice where stage = 'sending'")
    return not {str(row.notice_id) for row in at_hand}.isdisjoint(at.arrived())


@dataclass(frozen=True)
class Blow:
    """`strike` falls as soon as `moment` has come."""

    strike: Callable[[Installation], None]
    moment: Callable[[Installation], Awaitable[bool]]

    async def fall(self, at: Installation) -> bool:
        """Wait for the moment and strike; whether the moment came."""
        came = await self._comes(at)
        await asyncio.to_thread(self.strike, at)
        return came

    async def _comes(self, at: Installation) -> bool:
        for _ in range(MOST_LOOKS):
            if await self.moment(at):
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
    "kill -9 intake": Blow(killing("intake"), half_imported),
    "kill -9 triage": Blow(killing("triage"), not_published),
    "kill -9 investigation": Blow(killing("investigation"), not_published),
    "kill -9 notify": Blow(killing("notify"), half_sent),
    "kill -9 broker": Blow(kill_broker, not_published),
    "SIGTERM all": Blow(restart_all, half_sent),
}
