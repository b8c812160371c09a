"""Compares the live broker with the topology that the services rely on."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import aio_pika
import httpx
from aio_pika.exceptions import AMQPException

from shared.messaging.topology import Topology, dead_queue_of, queue_of, topology

SECONDS = 5.0


async def missing_for(service: str, amqp_url: str) -> list[str]:
    """What this service needs and cannot find, asked over AMQP without creating anything: sentences, none when all is there."""
    try:
        connection = await aio_pika.connect(amqp_url, timeout=SECONDS)
    except (AMQPException, OSError) as problem:
        return [f"the broker does not answer ({type(problem).__name__})"]
    wanted = [("queue", queue_of(service)), ("queue", dead_queue_of(service)), *(("exchange", one.name) for one in topology().exchanges)]
    async with connection:
        there = [await _is_there(connection, kind, name) for kind, name in wanted]
    missing = [f"{kind} {name}" for (kind, name), is_there in zip(wanted, there, strict=True) if not is_there]
    return [f"the {one} does not exist: load the definitions made by `python -m shared.messaging.topology`" for one in missing]


async def _is_there(connection: aio_pika.abc.AbstractConnection, kind: str, name: str) -> bool:
    """A failed passive declaration closes its channel, so each question has its own."""
    channel = await connection.channel(publisher_confirms=False)
    try:
        if kind == "queue":
            await channel.declare_queue(name, passive=True, timeout=SECONDS)
        else:
            await channel.declare_exchange(name, passive=True, timeout=SECONDS)
    except AMQPException:
        return False
    finally:
        if not channel.is_closed:
            await channel.close()
    return True


async def differences(management_url: str, vhost: str = "/") -> list[str]:
    """Every object of the topology that is missing or different on the broker, asked over the management API."""
    parts = urlsplit(management_url)
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    base = f"{parts.scheme}://{parts.hostname}:{parts.port}/api"
    async with httpx.AsyncClient(auth=auth, timeout=SECONDS) as client:
        live: dict[str, Any] = {}
        for kind in ("exchanges", "queues", "bindings", "policies"):
            answer = await client.get(f"{base}/{kind}/{quote(vhost, safe='')}")
            answer.raise_for_status()
            live[kind] = answer.json()
    return compare(topology(), live)


def compare(wanted: Topology, live: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Sentences on what differs between the wanted and the live topology; objects of others are none of its business."""
    return [
        *_exchanges(wanted, live["exchanges"]),
        *_queues(wanted, live["queues"]),
        *_bindings(wanted, live["bindings"]),
        *_policies(wanted, live["policies"]),
    ]


def _exchanges(wanted: Topology, live: list[dict[str, Any]]) -> list[str]:
    kinds = {one["name"]: (one["type"], one["durable"]) for one in live}
    return [f"the exchange {e.name} should be a durable {e.kind} exchange" for e in wanted.exchanges if kinds.get(e.name) != (e.kind, True)]


def _queues(wanted: Topology, live: list[dict[str, Any]]) -> list[str]:
    arguments = {one["name"]: one["arguments"] for one in live}
    return [
        f"the queue {q.name} should have {dict(q.arguments)}, it has {arguments.get(q.name)}"
        for q in wanted.queues
        if any(arguments.get(q.name, {}).get(name) != value for name, value in q.arguments)
    ]


def _bindings(wanted: Topology, live: list[dict[str, Any]]) -> list[str]:
    present = {(one["source"], one["destination"], one["routing_key"]) for one in live}
    return [
        f"{b.destination} does not hear {b.routing_key or 'everything'} of {b.source}"
        for b in wanted.bindings
        if (b.source, b.destination, b.routing_key) not in present
    ]


def _policies(wanted: Topology, live: list[dict[str, Any]]) -> list[str]:
    present = {one["name"]: (one["pattern"], one["definition"]) for one in live}
    return [
        f"the policy {p.name} is missing or different" for p in wanted.policies if present.get(p.name) != (p.pattern, dict(p.definition))
    ]
