"""Puts messages on the broker and believes only its confirmation: persistent, mandatory, with a time limit.

Raw aio-pika on its own connection, because FastStream's publisher reports an unroutable message as a return value, knows
no confirm timeout and writes to memory by default.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractRobustConnection
from aio_pika.exceptions import AMQPException
from aiormq.exceptions import PublishError

CONFIRM_SECONDS = 5.0
RECONNECT_SECONDS = 2.0
# RuntimeError is what the client raises on a channel that is closed or being opened again
UNCONFIRMED = (AMQPException, OSError, TimeoutError, RuntimeError, asyncio.InvalidStateError)


class PublishFailed(Exception):
    """The broker did not confirm this message: it may or may not have it."""


@dataclass(frozen=True)
class Post:
    """One message ready for the broker; exchange "" is the default exchange, which routes to the queue of that name."""

    exchange: str
    routing_key: str
    message_id: str
    kind: str | None
    body: bytes
    headers: Mapping[str, Any]
    time: datetime | None
    content_type: str = "application/cloudevents+json; charset=UTF-8"


class Publisher:
    """One connection and one channel for what a process publishes."""

    def __init__(self, url: str, *, service: str) -> None:
        self._url = url
        self._service = service
        # the broker refuses a message under another account's name, so its readers can believe this one
        self._account = unquote(urlsplit(url).username or "") or None
        self._connection: AbstractRobustConnection | None = None
        self._channel: AbstractChannel | None = None
        self._exchanges: dict[str, AbstractExchange] = {}
        self._opening = asyncio.Lock()

    async def publish_all(self, posts: Sequence[Post]) -> list[PublishFailed | None]:
        """Write all of them in order and wait for every confirmation; per message None or why it failed.

        Two posts with one message id must not be in flight together: the client library mixes up their answers.
        """
        try:
            exchanges = {name: await self._exchange(name) for name in {post.exchange for post in posts}}
        except UNCONFIRMED as problem:
            return [PublishFailed(f"no line to the broker: {type(problem).__name__}")] * len(posts)
        writing = (self._publish(exchanges[post.exchange], post) for post in posts)
        return [_failure(result) for result in await asyncio.gather(*writing, return_exceptions=True)]

    async def publish(self, post: Post) -> None:
        """Publish one message; PublishFailed unless the broker confirmed it."""
        failure = (await self.publish_all([post]))[0]
        if failure is not None:
            raise failure

    async def _publish(self, exchange: AbstractExchange, post: Post) -> None:
        message = aio_pika.Message(
            post.body,
            headers=dict(post.headers),
            content_type=post.content_type,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=post.message_id,
            type=post.kind,
            timestamp=post.time,
            app_id=self._service,
            user_id=self._account,
        )
        await exchange.publish(message, post.routing_key, mandatory=True, timeout=CONFIRM_SECONDS)

    async def _exchange(self, name: str) -> AbstractExchange:
        if name not in self._exchanges:
            async with self._opening:
                channel = await self._open_channel()
                self._exchanges[name] = await channel.get_exchange(name, ensure=False) if name else channel.default_exchange
        return self._exchanges[name]

    async def _open_channel(self) -> AbstractChannel:
        if self._connection is None:
            self._connection = await aio_pika.connect_robust(
                self._url,
                timeout=CONFIRM_SECONDS,
                reconnect_interval=RECONNECT_SECONDS,
                client_properties={"connection_name": f"{self._service} publisher"},
            )
        if self._channel is None:
            self._channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
        return self._channel

    async def close(self) -> None:
        """Close the connection; what is not confirmed yet stays in the outbox."""
        if self._connection is not None:
            await self._connection.close()


def _failure(result: BaseException | None) -> PublishFailed | None:
    if result is None:
        return None
    if isinstance(result, PublishError):
        return PublishFailed(f"the broker returned the message: {result}")
    if isinstance(result, UNCONFIRMED):
        return PublishFailed(f"{type(result).__name__}: {result}")
    raise result
