"""A sender's sign of life: as long as it is fresh, what the sender claimed is in good hands."""

import asyncio
from datetime import timedelta
from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from services.notify.post.figures import show_open
from services.notify.store.claims import forget_days
from services.notify.store.presence import be_seen, doubt_the_dead, hand_over_late, say_goodbye, still_open
from shared.messaging.transaction import Transactions, random_id

# whatever the organisation's time zone: what is older belongs to a day that is over there
A_DAY_AND_A_HALF = timedelta(hours=36)
_log = structlog.get_logger("post")


class Presence:
    """One run of a sending process. It is seen five times before others think it dead, and stops by itself well before they do."""

    def __init__(self, transactions: Transactions, dead_after: float) -> None:
        self.sender_id: UUID = random_id()
        self._transactions = transactions
        self._dead_after = dead_after
        self._seen = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether this sender may begin another mail: nobody thinks it dead, and nobody will while it waits for one answer."""
        return monotonic() - self._seen < self._dead_after * 0.6

    async def run(self) -> None:
        """Be seen, and look after what others left behind, until cancelled."""
        while True:
            await self._try_to_beat()
            await asyncio.sleep(self._dead_after / 5)

    async def _try_to_beat(self) -> None:
        try:
            await self.beat()
        except (DBAPIError, OSError) as problem:
            _log.warning("database_away", error=type(problem).__name__)

    async def beat(self) -> None:
        """One sign of life. What dead senders were sending is in doubt; what waited too long is a person's task."""
        began = monotonic()
        async with self._transactions.begin(actor="notify") as tx:
            await be_seen(tx, self.sender_id)
            doubtful = await doubt_the_dead(tx, self._dead_after)
            late = await hand_over_late(tx)
            await forget_days(tx, (tx.now - A_DAY_AND_A_HALF).date())
            show_open(await still_open(tx))
        self._seen = began
        if doubtful or late:
            _log.warning("notices_need_a_person", in_doubt=doubtful, tried_too_long=late)

    async def end(self) -> None:
        """Leave in order: nothing is claimed any more."""
        async with self._transactions.begin(actor="notify") as tx:
            await say_goodbye(tx, self.sender_id)
