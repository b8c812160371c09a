"""Carries notices to the mail server over one line: claim and commit, hand over with no transaction open, write down what came of it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from services.notify.decisions.sending import follows
from services.notify.model import Answer, Fact
from services.notify.post.envelopes import Envelopes, Packed
from services.notify.post.figures import count
from services.notify.post.line import Line, NoLine
from services.notify.post.mail import Mail
from services.notify.post.presence import Presence
from services.notify.store.claims import Claimed, anything_waits, claim
from services.notify.store.results import Result, settle
from shared.contracts.notify import NoticeSent
from shared.contracts.words import ReplyChannel
from shared.messaging.consumer import is_database_away
from shared.messaging.transaction import Transaction, Transactions, random_id
from shared.observe.tracing import message_span

GRACE = 5.0  # seconds that a mail at hand may still take when the process is told to stop
PACES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries of a mail server that is away
MOST_TRIES = 5  # to write results down when the database is there and refuses them
NOT_TRIED = Answer(Fact.RELEASED)
_log = structlog.get_logger("post")


class Unsettled(Exception):
    """What came of some mails could not be written down: they are in doubt as soon as this sender counts as dead."""


@dataclass
class Carrier:
    """One of the lines of a sender. Any number may work at once, in any number of processes."""

    transactions: Transactions
    presence: Presence
    line: Line
    envelopes: Envelopes
    batch: int
    poll: float
    failures: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Carry until cancelled; then finish the mail at hand, give the others back and hang up."""
        try:
            while not self.stop.is_set():
                await self._uncut(asyncio.ensure_future(self._round()))
        finally:
            await self.line.close()

    async def _uncut(self, work: "asyncio.Future[None]") -> None:
        """A round is never cut off in the middle: only it knows what the mail server said. It is told to come to its end."""
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            self.stop.set()
            asyncio.get_running_loop().call_later(GRACE, self.line.hang_up)
            await work
            raise

    async def _round(self) -> None:
        """One claim, and a pause when there is nothing to do or nobody to give it to."""
        try:
            carried = await self.carry()
        except NoLine as problem:
            await self._pace(str(problem))
        except (DBAPIError, OSError) as problem:
            await self._pace(type(problem).__name__)
        else:
            self.failures = 0
            if not carried:
                await self._rest()

    async def _rest(self) -> None:
        await self.line.close()
        await self._sleep(self.poll)

    async def _pace(self, problem: str) -> None:
        """Wait longer after each failure in a row; everything that was claimed has been given back."""
        _log.warning("post_interrupted", problem=problem)
        self.failures += 1
        await self._sleep(PACES[min(self.failures, len(PACES)) - 1])

    async def _sleep(self, seconds: float) -> None:
        """Sleep, unless told to stop."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)

    async def carry(self) -> int:
        """Claim what waits, hand it over, write down the results; how many notices were claimed. NoLine when the server is away."""
        if not self.presence.is_fresh or not await self._is_ready():
            return 0
        attempt_id = random_id()
        async with self.transactions.begin(actor="notify") as tx:
            packed = await self.envelopes.pack(tx, await claim(tx, self.presence.sender_id, attempt_id, self.batch))
        answers, problem = await self._hand_over(packed)
        await self._write_down(attempt_id, packed, answers)
        if problem is not None:
            raise problem
        return len(packed)

    async def _is_ready(self) -> bool:
        """A line is opened only when there is something to say; nothing is claimed before it is open."""
        if self.line.is_open:
            return True
        async with self.transactions.begin(actor="notify") as tx:
            waits = await anything_waits(tx)
        if waits:
            await self.line.open()
        return waits

    async def _hand_over(self, packed: Sequence[Packed]) -> tuple[list[Answer], NoLine | None]:
        """The answer to each mail; those after a line that cannot be opened again were not tried."""
        answers: list[Answer] = []
        problem: NoLine | None = None
        for one in packed:
            if one.mail is None or problem or self.stop.is_set() or not self.presence.is_fresh:
                answers.append(one.answer or NOT_TRIED)
                continue
            try:
                answers.append(await self._send(one.mail, one.claimed.traceparent))
            except NoLine as found:
                problem = found
                answers.append(NOT_TRIED)
        return answers, problem

    async def _send(self, mail: Mail, traceparent: str | None) -> Answer:
        if not self.line.is_open:
            await self.line.open()
        with message_span("letter", traceparent):
            return await self.line.hand_over(mail)

    async def _write_down(self, attempt_id: UUID, packed: Sequence[Packed], answers: Sequence[Answer]) -> None:
        """Keep what came of it, however long the database is away: only this process knows. Unsettled when it cannot be kept."""
        tries = 0
        while True:
            try:
                async with self.transactions.begin(actor="notify") as tx:
                    await _settle(tx, attempt_id, packed, answers)
                return
            except (DBAPIError, OSError) as problem:
                tries += 1
                _log.warning("results_not_kept_yet", error=type(problem).__name__)
                if self.stop.is_set() or (tries >= MOST_TRIES and not is_database_away(problem)):
                    raise Unsettled from problem
                await asyncio.sleep(min(tries, 5))


async def _settle(tx: Transaction, attempt_id: UUID, packed: Sequence[Packed], answers: Sequence[Answer]) -> None:
    results = [_result(tx, one, answer) for one, answer in zip(packed, answers, strict=True)]
    settled = await settle(tx, attempt_id, results)
    for result in results:
        count(result.verdict.fact)
        if result.verdict.fact is Fact.TAKEN and result.claimed.notice_id in settled:
            _announce(tx, result.claimed)


def _result(tx: Transaction, one: Packed, answer: Answer) -> Result:
    verdict = follows(answer, one.claimed.attempts, tx.now, one.claimed.due_at)
    return Result(one.claimed, verdict, answer.words)


def _announce(tx: Transaction, sent: Claimed) -> None:
    """The mail server took it: the notice reached the complainant's channel."""
    with message_span("letter taken", sent.traceparent):
        tx.publish(
            NoticeSent(
                complaint_id=sent.complaint_id,
                at=tx.now,
                notice_id=sent.notice_id,
                about=sent.about,
                channel=ReplyChannel.EMAIL,
                letter=sent.letter,
            )
        )
