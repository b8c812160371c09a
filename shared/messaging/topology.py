"""What exists on the broker, described once: made into `definitions.json` and checked at readiness.

Services may not create anything: what is missing or different here is a deployment's mistake, told at start.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import HEARS, REGISTRY, SERVICES
from shared.contracts.registry import EVENTS_EXCHANGE, PUBLIC_EXCHANGE

DEAD_EXCHANGE = "complaints.dead"
SUBMISSIONS = "intake.submissions"
TIERS: dict[str, int] = {"10s": 10_000, "1m": 60_000, "5m": 300_000, "30m": 1_800_000, "2h": 7_200_000}
DELIVERY_LIMIT = 20
# 1000000 instead of "no limit": -1 makes a message vanish after its first delivery on RabbitMQ 3.10.
PRACTICALLY_UNLIMITED = 1_000_000


def queue_of(service: str) -> str:
    """The one queue from which a service hears the others."""
    return f"{service}.case-events"


def dead_queue_of(service: str) -> str:
    return f"{queue_of(service)}.dlq"


def retry_exchange(tier: str) -> str:
    return f"complaints.retry.{tier}"


@dataclass(frozen=True)
class Exchange:
    name: str
    kind: str


@dataclass(frozen=True)
class Queue:
    name: str
    arguments: tuple[tuple[str, Any], ...] = (("x-queue-type", "quorum"),)


@dataclass(frozen=True)
class Binding:
    source: str
    destination: str
    routing_key: str


@dataclass(frozen=True)
class Policy:
    name: str
    pattern: str
    definition: tuple[tuple[str, Any], ...]
    priority: int = 10


@dataclass(frozen=True)
class Topology:
    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]
    policies: tuple[Policy, ...]


def _dead_lettering(queue: str, limit: int) -> tuple[tuple[str, Any], ...]:
    return (
        ("delivery-limit", limit),
        ("dead-letter-exchange", DEAD_EXCHANGE),
        ("dead-letter-routing-key", queue),
        ("dead-letter-strategy", "at-least-once"),
        # at-least-once silently becomes at-most-once without this overflow behaviour
        ("overflow", "reject-publish"),
    )


def _quorum(*arguments: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    return (("x-queue-type", "quorum"), *arguments)


def _stream(days: int) -> tuple[tuple[str, Any], ...]:
    return (("x-queue-type", "stream"), ("x-max-age", f"{days}D"))


def _retry_queue(tier: str, milliseconds: int) -> Queue:
    arguments = _quorum(
        ("x-message-ttl", milliseconds),
        ("x-dead-letter-exchange", ""),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
        ("x-delivery-limit", PRACTICALLY_UNLIMITED),
    )
    return Queue(retry_exchange(tier), arguments)


def heard_by(service: str) -> list[str]:
    """The routing keys of all internal events of the sources this service hears."""
    return [contract.name for source in HEARS[service] for contract in REGISTRY.said_by(source) if contract.audience == "internal"]


def _exchanges() -> Iterable[Exchange]:
    yield Exchange(EVENTS_EXCHANGE, "topic")
    yield Exchange(PUBLIC_EXCHANGE, "topic")
    yield Exchange(DEAD_EXCHANGE, "direct")
    yield Exchange(SUBMISSIONS, "direct")
    for tier in TIERS:
        yield Exchange(retry_exchange(tier), "fanout")


def _queues() -> Iterable[Queue]:
    for service in SERVICES:
        yield Queue(queue_of(service))
        yield Queue(dead_queue_of(service), _quorum(("x-delivery-limit", PRACTICALLY_UNLIMITED)))
    yield Queue(SUBMISSIONS)
    yield Queue(f"{SUBMISSIONS}.dlq", _quorum(("x-delivery-limit", PRACTICALLY_UNLIMITED)))
    for tier, milliseconds in TIERS.items():
        yield _retry_queue(tier, milliseconds)
    yield Queue(f"{EVENTS_EXCHANGE}.log", _stream(30))
    yield Queue(f"{PUBLIC_EXCHANGE}.log", _stream(90))


def _bindings() -> Iterable[Binding]:
    for service in SERVICES:
        yield from (Binding(EVENTS_EXCHANGE, queue_of(service), key) for key in heard_by(service))
        yield Binding(DEAD_EXCHANGE, dead_queue_of(service), queue_of(service))
    yield Binding(SUBMISSIONS, SUBMISSIONS, "")
    yield Binding(DEAD_EXCHANGE, f"{SUBMISSIONS}.dlq", SUBMISSIONS)
    for tier in TIERS:
        yield Binding(retry_exchange(tier), retry_exchange(tier), "")
    yield Binding(EVENTS_EXCHANGE, f"{EVENTS_EXCHANGE}.log", "#")
    yield Binding(PUBLIC_EXCHANGE, f"{PUBLIC_EXCHANGE}.log", "#")


def _policies() -> Iterable[Policy]:
    for queue in (*map(queue_of, SERVICES), SUBMISSIONS):
        yield Policy(queue, f"^{queue.replace('.', '[.]')}$", _dead_lettering(queue, DELIVERY_LIMIT))
    outsiders = (("max-length", 100_000), ("overflow", "drop-head"), ("expires", 14 * 24 * 3_600_000))
    yield Policy("outside-subscribers", "^ext[.]", outsiders)


def topology() -> Topology:
    """Everything that must exist, in the order in which it can be created."""
    return Topology(tuple(_exchanges()), tuple(_queues()), tuple(_bindings()), tuple(_policies()))


def _permission(service: str) -> dict[str, str]:
    """Read the own queues, write events, retries, dead letters and (for timers and repairs) the default exchange."""
    own = f"{service}[.]case-events([.]dlq)?"
    read = f"^({own}|intake[.]submissions)$" if service == "intake" else f"^{own}$"
    write = "^(complaints[.](events|public|dead|retry[.].*)|amq[.]default)$"
    return {"user": service, "vhost": "/", "configure": "^$", "write": write, "read": read}


def _topic_permissions(service: str) -> Iterable[dict[str, str]]:
    for exchange, audience in ((EVENTS_EXCHANGE, "internal"), (PUBLIC_EXCHANGE, "public")):
        said = [contract.name for contract in REGISTRY.said_by(service) if contract.audience == audience]
        pattern = "|".join(name.replace(".", "[.]") for name in said)
        yield {"user": service, "vhost": "/", "exchange": exchange, "write": f"^({pattern})$" if said else "^$", "read": "^$"}


def _user(name: str, password: str) -> dict[str, Any]:
    return {"name": name, "password": password, "tags": "administrator" if name == "admin" else ""}


def definitions(users: dict[str, str], vhost: str = "/") -> dict[str, Any]:
    """The definitions file of RabbitMQ for this topology; `users` maps user names to passwords, `admin` administrates.

    Works on RabbitMQ 3.10 and 4.x. Loading it again changes nothing; it never deletes.
    """
    wanted = topology()
    services = [name for name in users if name in SERVICES]
    permissions = [_permission(name) for name in services]
    if "admin" in users:
        permissions.append({"user": "admin", "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"})
    return {
        "users": [_user(name, password) for name, password in users.items()],
        "vhosts": [{"name": vhost}],
        "permissions": [{**permission, "vhost": vhost} for permission in permissions],
        "topic_permissions": [{**rule, "vhost": vhost} for name in services for rule in _topic_permissions(name)],
        **_objects(wanted, vhost),
    }


def _objects(wanted: Topology, vhost: str) -> dict[str, Any]:
    return {
        "exchanges": [
            {"name": e.name, "vhost": vhost, "type": e.kind, "durable": True, "auto_delete": False, "internal": False, "arguments": {}}
            for e in wanted.exchanges
        ],
        "queues": [
            {"name": q.name, "vhost": vhost, "durable": True, "auto_delete": False, "arguments": dict(q.arguments)} for q in wanted.queues
        ],
        "bindings": [
            {
                "source": b.source,
                "vhost": vhost,
                "destination": b.destination,
                "destination_type": "queue",
                "routing_key": b.routing_key,
                "arguments": {},
            }
            for b in wanted.bindings
        ],
        "policies": [
            {
                "name": p.name,
                "vhost": vhost,
                "pattern": p.pattern,
                "apply-to": "queues",
                "priority": p.priority,
                "definition": dict(p.definition),
            }
            for p in wanted.policies
        ],
    }


def main(arguments: list[str]) -> None:
    """`python -m shared.messaging.topology [USERS.json]` prints the definitions; users from a JSON file {name: password}."""
    users: dict[str, str] = {}
    if arguments:
        users = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    json.dump(definitions(users), sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
