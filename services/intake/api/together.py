"""Submissions that arrive together share one commit; each is answered after it, and one that fails hurts no other.

Nothing is waited for: the first submission starts a transaction at once, what arrives meanwhile shares the next one.
Submitters take turns, so that a branch office sending thousands does not keep the others waiting.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from services.intake.commands.submission import Outcome, Register, Submitted
from shared.errors import KeyInUse
from shared.messaging.transaction import Transactions

AT_ONCE = 1
AWAY = (OSError, NoConnectionFree, TimeoutError)


@dataclass(frozen=True)
class _Waiting:
    """A submission and the promise of its outcome."""

    submitted: Submitted
    outcome: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def fail(self, error: BaseException) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(error)

    def succeed(self, outcome: Outcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Together:
    """Takes submissions one by one and registers what is at hand, up to `most`, in one transaction."""

    def __init__(self, transactions: Transactions, *, most: int) -> None:
        self._transactions = transactions
        self._most = most
        self._lines: dict[str, deque[_Waiting]] = {}
        self._running: set[tuple[str, str]] = set()
        self._flights: set[asyncio.Task[None]] = set()

    async def register(self, submitted: Submitted) -> Outcome:
        """The outcome, once it is committed. KeyInUse while the first submission with this key is still running."""
        place = (submitted.by.name, submitted.key)
        if place in self._running:
            raise KeyInUse
        self._running.add(place)
        try:
            return await self._line_up(submitted)
        finally:
            self._running.discard(place)

    async def _line_up(self, submitted: Submitted) -> Outcome:
        waiting = _Waiting(submitted)
        self._lines.setdefault(submitted.by.name, deque()).append(waiting)
        if len(self._flights) < AT_ONCE:
            flight = asyncio.create_task(self._fly())
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)
        return await waiting.outcome

    async def _fly(self) -> None:
        while batch := self._next_batch():
            await self._settle(batch)

    def _next_batch(self) -> list[_Waiting]:
        """One of each submitter in turn, until the batch is full or nobody waits."""
        batch: list[_Waiting] = []
        while self._lines and len(batch) < self._most:
            name = next(iter(self._lines))
            line = self._lines.pop(name)
            batch.append(line.popleft())
            if line:
                self._lines[name] = line
        return batch

    async def _settle(self, batch: list[_Waiting]) -> None:
        """All in one transaction; if that fails, each in its own, unless the database is away."""
        (outcomes,) = await asyncio.gather(self._commit(batch), return_exceptions=True)
        if not isinstance(outcomes, BaseException):
            for waiting, outcome in zip(batch, outcomes, strict=True):
                waiting.succeed(outcome)
        elif len(batch) == 1 or _is_away(outcomes):
            for waiting in batch:
                waiting.fail(outcomes)
        else:
            for waiting in batch:
                await self._settle([waiting])

    async def _commit(self, batch: list[_Waiting]) -> list[Outcome]:
        wanted = Register(tuple(waiting.submitted for waiting in batch))
        async with self._transactions.begin(actor="intake") as tx:
            outcomes: list[Outcome] = await self._transactions.handle(tx, wanted)
        return outcomes


def _is_away(error: BaseException) -> bool:
    return isinstance(error, AWAY) or (isinstance(error, DBAPIError) and error.connection_invalidated)
