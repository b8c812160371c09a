"""Facts about FastStream and aio-pika on which our own code rests; an upgrade that changes one of them fails here first."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import aio_pika
import pytest
from aio_pika.abc import AbstractRobustChannel
from aiormq.exceptions import PublishError
from faststream import AckPolicy
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue
from faststream.rabbit.opentelemetry import RabbitTelemetryMiddleware
from faststream.rabbit.subscriber.usecase import RabbitSubscriber
from opentelemetry.sdk.trace import TracerProvider

from tests.servers import Vhost

EXCHANGE = RabbitExchange("pinned.events", type=ExchangeType.TOPIC)


@pytest.fixture
async def channel(vhost: Vhost) -> AsyncIterator[AbstractRobustChannel]:
    connection = await aio_pika.connect_robust(vhost.amqp_url)
    async with connection:
        opened = await connection.channel(publisher_confirms=True, on_return_raises=True)
        assert isinstance(opened, AbstractRobustChannel)
        yield opened


async def ready_in(vhost: Vhost, queue: str) -> int:
    """Messages that could be delivered now, counted on a line of its own because a robust one remembers old counts."""
    connection = await aio_pika.connect(vhost.amqp_url)
    async with connection:
        declared = await (await connection.channel()).declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


def a_queue() -> str:
    return f"pinned.{secrets.token_hex(4)}"


async def test_an_unroutable_message_raises_on_a_channel_that_was_told_so(channel: AbstractRobustChannel) -> None:
    with pytest.raises(PublishError):
        await channel.default_exchange.publish(aio_pika.Message(b"x"), a_queue(), mandatory=True, timeout=5)


async def test_faststream_returns_an_unroutable_message_although_the_default_channel_should_raise(vhost: Vhost) -> None:
    broker = RabbitBroker(vhost.amqp_url, default_channel=Channel(on_return_raises=True), logger=None)
    queue = RabbitQueue(a_queue(), routing_key="heard")

    @broker.subscriber(queue, EXCHANGE, channel=Channel(prefetch_count=1))
    async def hear(body: str) -> None: ...

    async with broker:
        await broker.start()
        answer = await broker.publish("x", exchange=EXCHANGE, routing_key="nobody.hears.this", mandatory=True)
    assert type(answer).__name__ == "DeliveredMessage"


async def test_two_messages_with_one_id_in_flight_get_each_others_answers(channel: AbstractRobustChannel) -> None:
    """The reason why a relay batch never holds one message id twice: each batch is a set of rows with a unique event id."""
    queue = await channel.declare_queue(a_queue(), auto_delete=True)
    keys = ("nobody." + secrets.token_hex(4), queue.name, queue.name)
    posts = (channel.default_exchange.publish(aio_pika.Message(b"x", message_id="twin"), key, mandatory=True, timeout=5) for key in keys)
    answers = await asyncio.gather(*posts, return_exceptions=True)
    assert not isinstance(answers[0], PublishError)
    assert any(isinstance(answer, PublishError) for answer in answers[1:])


async def test_the_telemetry_middleware_overwrites_a_given_traceparent(vhost: Vhost) -> None:
    stored = f"00-{'1' * 32}-{'2' * 16}-01"
    seen: list[object] = []
    broker = RabbitBroker(vhost.amqp_url, middlewares=[RabbitTelemetryMiddleware(tracer_provider=TracerProvider())], logger=None)
    name = a_queue()

    async with broker:
        await broker.start()
        queue = await broker.declare_queue(RabbitQueue(name))
        await broker.publish("x", name, headers={"traceparent": stored})
        message = await queue.get(timeout=5)
        seen.append(message.headers["traceparent"])
        await message.ack()
    assert seen != [stored]


async def test_a_rejected_message_leaves_its_queue_at_once_under_reject_on_error(vhost: Vhost) -> None:
    calls: list[str] = []
    broker = RabbitBroker(vhost.amqp_url, logger=None)
    name = a_queue()

    @broker.subscriber(RabbitQueue(name), ack_policy=AckPolicy.REJECT_ON_ERROR)
    async def fail(body: str) -> None:
        calls.append(body)
        raise RuntimeError("lost, were there no copy")

    async with broker:
        await broker.start()
        await broker.publish("x", name)
        await asyncio.sleep(1.0)
    assert calls == ["x"]
    assert await ready_in(vhost, name) == 0


async def test_the_private_attributes_by_which_a_consumer_is_cancelled_exist(vhost: Vhost) -> None:
    broker = RabbitBroker(vhost.amqp_url, logger=None)

    @broker.subscriber(RabbitQueue(a_queue()))
    async def hear(body: str) -> None: ...

    async with broker:
        await broker.start()
        (subscriber,) = broker.subscribers
        assert isinstance(subscriber, RabbitSubscriber)
        assert subscriber._queue_obj is not None
        assert isinstance(subscriber._consumer_tag, str)
        await subscriber._queue_obj.cancel(subscriber._consumer_tag)
        subscriber._consumer_tag = None
        await subscriber.start()
        assert isinstance(subscriber._consumer_tag, str)


async def test_stopping_without_cancelling_first_strands_deliveries_until_the_channel_closes(vhost: Vhost) -> None:
    """Why the consumer cancels before it stops: what arrives while FastStream waits for its handlers is kept unacknowledged."""
    broker = RabbitBroker(vhost.amqp_url, logger=None, graceful_timeout=5)
    name = a_queue()
    handled: list[str] = []

    @broker.subscriber(RabbitQueue(name), channel=Channel(prefetch_count=5))
    async def slowly(body: str) -> None:
        await asyncio.sleep(0.3)
        handled.append(body)

    async with broker:
        await broker.start()
        for number in range(30):
            await broker.publish(str(number), name)
        await asyncio.sleep(0.1)
        (subscriber,) = broker.subscribers
        await subscriber.stop()
        await asyncio.sleep(1.0)
        waiting = await ready_in(vhost, name)
    assert len(handled) + waiting < 30


async def test_a_deleted_queue_is_declared_again_and_heard_again(vhost: Vhost, channel: AbstractRobustChannel) -> None:
    broker = RabbitBroker(vhost.amqp_url, logger=None, reconnect_interval=0.2)
    name, heard = a_queue(), asyncio.Event()

    @broker.subscriber(RabbitQueue(name))
    async def hear(body: str) -> None:
        heard.set()

    async with broker:
        await broker.start()
        await (await channel.get_queue(name)).delete(if_unused=False, if_empty=False)
        for _ in range(50):
            await asyncio.sleep(0.1)
            await broker.publish("x", name, mandatory=True)
            if heard.is_set():
                break
        assert heard.is_set()
