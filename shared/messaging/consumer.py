"""Hears the other services: messages at hand share one transaction, a failed one is put aside, a lost database pauses all.

FastStream subscribes and acknowledges; each of its calls waits for the transaction that its message shares with others.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from faststream import AckPolicy
from faststream.exceptions import NackMessage
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage, RabbitQueue
from faststream.rabbit.subscriber.usecase import RabbitSubscriber
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.catalogue import SERVICES
from shared.errors import Unreadable
from shared.messaging.broker import dead_letters
from shared.messaging.broker.leniency import read_leniently
from shared.messaging.broker.publisher import Publisher, PublishFailed
from shared.messaging.broker.recovery import Recovery, reason_of
from shared.messaging.envelope import decode
from shared.messaging.handling import REPUBLISH, Handling, ParkedFailed, check_sender
from shared.messaging.inbox import Delivered
from shared.messaging.timers import TIMER_FIRED
from shared.messaging.topology import dead_queue_of, queue_of
from shared.observe.metrics import MESSAGE_SECONDS, MESSAGES, PAUSES

HANDLING_SECONDS = 60.0
_log = structlog.get_logger("consumer")


class TookTooLong(Exception):
    """The handler did not come to an end; a wait for the database has shorter limits of its own."""


@dataclass
class Waiting:
    """A delivered message and the promise to tell its FastStream call how it ended."""

    delivered: Delivered
    done: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Batches:
    """Collects the messages at hand and handles them together; each learns how its own handling ended."""

    def __init__(self, handling: Handling, largest: int, patience: float) -> None:
        self._handling = handling
        self._largest = largest
        self._patience = patience
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()

    async def settle(self, delivered: Delivered) -> None:
        """Wait until this message is handled and committed; raises what its handler raised."""
        waiting = Waiting(delivered)
        self._waiting.put_nowait(waiting)
        await waiting.done

    async def run(self) -> None:
        """Handle batch after batch until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < self._largest and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._settle_all(_without_twins(batch, self._waiting))

    async def _settle_all(self, batch: Sequence[Waiting]) -> None:
        problem = await self._attempt(batch)
        if problem is not None and not is_database_away(problem) and (len(batch) > 1 or isinstance(problem, ParkedFailed)):
            for waiting in batch:
                _tell(waiting, await self._attempt_alone(waiting))
            return
        for waiting in batch:
            _tell(waiting, problem)

    async def _attempt_alone(self, waiting: Waiting) -> Exception | None:
        """What waits behind a message does not spoil it."""
        problem = await self._attempt([waiting])
        return await self._attempt([waiting], with_parked=False) if isinstance(problem, ParkedFailed) else problem

    async def _attempt(self, batch: Sequence[Waiting], *, with_parked: bool = True) -> Exception | None:
        """None when the transaction committed. Every failure is somebody's answer here, so all of them are caught."""
        try:
            async with asyncio.timeout(self._patience) as limit:
                await self._handling.together([waiting.delivered for waiting in batch], with_parked=with_parked)
        except Exception as problem:
            return TookTooLong(f"no end after {self._patience:.0f} s") if limit.expired() else problem
        return None


def _without_twins(batch: list[Waiting], later: "asyncio.Queue[Waiting]") -> list[Waiting]:
    """One message id at most once in a transaction; a second copy goes back and finds the first one in the inbox."""
    first: dict[object, Waiting] = {}
    for waiting in batch:
        if first.setdefault(waiting.delivered.envelope.id, waiting) is not waiting:
            later.put_nowait(waiting)
    return list(first.values())


def _tell(waiting: Waiting, problem: Exception | None) -> None:
    if waiting.done.done():
        return
    if problem is None:
        waiting.done.set_result(None)
    else:
        waiting.done.set_exception(problem)


def is_database_away(problem: BaseException) -> bool:
    """True when nothing is wrong with the message: the database could not be reached or hung up."""
    if isinstance(problem, DBAPIError):
        code = str(getattr(problem.orig, "sqlstate", "") or "")
        # 57014 is not among them: that statement took too long, and would again
        return problem.connection_invalidated or code.startswith(("08", "53", "57P"))
    return isinstance(problem, OSError)


class Consumer:
    """The two subscriptions of one service: its events and its dead letters. `patience` is how many seconds a handler may take."""

    def __init__(
        self,
        url: str,
        handling: Handling,
        publisher: Publisher,
        engine: AsyncEngine,
        *,
        prefetch: int,
        batch: int,
        patience: float = HANDLING_SECONDS,
    ) -> None:
        service = handling.service
        read_leniently()
        self._handling = handling
        self._engine = engine
        self._recovery = Recovery(publisher, queue_of(service))
        self._batches = Batches(handling, batch, patience)
        self._paused: asyncio.Task[None] | None = None
        self._stopping = False
        self._batching: asyncio.Task[None] | None = None
        self.broker = RabbitBroker(
            url, decoder=_whole, apply_types=False, fail_fast=False, reconnect_interval=2.0, logger=None, app_id=service
        )
        self._subscribe(queue_of(service), prefetch, self._hear)
        self._subscribe(dead_queue_of(service), 10, self._bury)

    def _subscribe(self, queue: str, prefetch: int, take: Callable[[RabbitMessage], Awaitable[None]]) -> None:
        subscriber = self.broker.subscriber(
            RabbitQueue(queue, declare=False), channel=Channel(prefetch_count=prefetch), ack_policy=AckPolicy.REJECT_ON_ERROR, no_reply=True
        )
        subscriber(take)

    async def start(self) -> None:
        """Connect (waiting for the broker as long as it takes) and begin to hear."""
        self._batching = asyncio.create_task(self._batches.run())
        for subscriber in self._subscribers():
            # without this, a message delivered while starting is neither handled nor acknowledged
            subscriber.running = True
        await self.broker.start()

    async def stop(self) -> None:
        """Take no more, finish what is at hand, hang up."""
        self._stopping = True
        if self._paused is not None:
            self._paused.cancel()
        await self._cancel()
        await self.broker.stop()
        if self._batching is not None:
            self._batching.cancel()

    @property
    def is_hearing(self) -> bool:
        """True while messages can arrive: connected and not paused."""
        return self._paused is None and all(subscriber._consumer_tag is not None for subscriber in self._subscribers())  # noqa: SLF001

    def _subscribers(self) -> list[RabbitSubscriber]:
        return [subscriber for subscriber in self.broker.subscribers if isinstance(subscriber, RabbitSubscriber)]

    async def _cancel(self) -> None:
        """Tell the broker to send no more before anything is stopped: FastStream alone would strand deliveries."""
        for subscriber in self._subscribers():
            if subscriber._queue_obj is not None and subscriber._consumer_tag is not None:  # noqa: SLF001
                tag, subscriber._consumer_tag = subscriber._consumer_tag, None  # noqa: SLF001
                with suppress(OSError, RuntimeError):
                    await subscriber._queue_obj.cancel(tag)  # noqa: SLF001

    async def _hear(self, message: RabbitMessage) -> None:
        """Handle one message or put it aside; FastStream acknowledges when this returns."""
        started = time.perf_counter()
        outcome = "handled"
        try:
            await self._handle(message)
        except Exception as problem:
            outcome = await self._fail(message, problem)
        self._note(message, outcome, time.perf_counter() - started)

    async def _handle(self, message: RabbitMessage) -> None:
        raw = message.raw_message
        delivered = Delivered(decode(raw.body, raw.headers, raw.content_type), raw.body, raw.headers)
        check_sender(delivered, raw.user_id, self._handling.service, SERVICES)
        await self._batches.settle(delivered)

    async def _fail(self, message: RabbitMessage, problem: Exception) -> str:
        if is_database_away(problem):
            self._pause()
            raise NackMessage from problem
        try:
            where = await self._recovery.put_aside(message, problem)
        except PublishFailed as no_broker:
            await asyncio.sleep(2.0)
            raise NackMessage from no_broker
        log = _log.error if where == "dead" else _log.warning
        log(
            "message_failed",
            service=self._handling.service,
            message=message.raw_message.type,
            to=where,
            error=type(problem).__name__,
            detail=_detail(problem),
        )
        return "dead" if where == "dead" else "retried"

    def _note(self, message: RabbitMessage, outcome: str, seconds: float) -> None:
        kind = self._kind(message)
        MESSAGES.labels(kind, outcome).inc()
        MESSAGE_SECONDS.labels(kind).observe(seconds)
        headers = message.raw_message.headers
        _log.info(
            "message", service=self._handling.service, message=kind, complaint=headers.get("cloudEvents_subject"),
            cause=headers.get("cloudEvents_causationid"), outcome=outcome, milliseconds=round(seconds * 1000, 1),
        )  # fmt: skip

    def _kind(self, message: RabbitMessage) -> str:
        """The type as logs and metrics tell it: only types we know, for a sender could invent any number of them."""
        kind = str(message.raw_message.type)
        known = kind in (TIMER_FIRED, REPUBLISH) or self._handling.registry.named(kind) is not None
        return kind.removeprefix("org.redress.") if known else "unknown"

    async def _bury(self, message: RabbitMessage) -> None:
        """Move one dead letter into the table; what cannot be written stays with the broker, for there is nothing behind it."""
        try:
            await dead_letters.keep(self._engine, self._recovery.queue, message)
        except Exception as problem:
            if is_database_away(problem):
                self._pause()
            else:
                _log.error("dead_letter_not_kept", service=self._handling.service, error=type(problem).__name__, detail=_detail(problem))
            await asyncio.sleep(1.0)
            raise NackMessage from problem

    def _pause(self) -> None:
        """Stop hearing until the database answers again; no message's attempt is counted for it."""
        if self._paused is None and not self._stopping:
            PAUSES.inc()
            self._paused = asyncio.create_task(self._wait_for_database())

    async def _wait_for_database(self) -> None:
        _log.warning("paused", service=self._handling.service, reason="the database does not answer")
        await self._cancel()
        delay = 0.5
        while not await self._database_answers():
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)
        for subscriber in self._subscribers():
            await subscriber.start()
        self._paused = None
        _log.info("resumed", service=self._handling.service)

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(5), self._engine.connect() as connection:
                await connection.execute(text("select 1"))
        except (DBAPIError, OSError):
            return False
        return True


async def _whole(message: RabbitMessage) -> RabbitMessage:
    """Instead of decoding the body, hand over the message: reading it is the consumer's own business."""
    return message


def _detail(problem: Exception) -> str:
    """What may be logged of a failure: sentences of our own and database errors without their values."""
    return reason_of(problem)[:200] if isinstance(problem, (Unreadable, TookTooLong, TimeoutError, DBAPIError)) else ""
