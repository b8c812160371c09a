"""What a service declares about itself, and how it is put together from that."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import BaseModel

from shared.contracts.catalogue import REGISTRY
from shared.database.engine import connect
from shared.messaging.broker.publisher import Publisher
from shared.messaging.consumer import Consumer
from shared.messaging.handling import Handling
from shared.messaging.outbox import Relay
from shared.messaging.timers import Timers
from shared.messaging.topology import queue_of
from shared.messaging.transaction import Transactions
from shared.procedures import load
from shared.process.clock import Clock, MovedClock, SystemClock
from shared.process.parts import Parts, inject
from shared.sealing import Keyring, read_public_keys
from shared.settings import ServiceSettings
from shared.web.app import Rooms

Work = Callable[[Parts[Any, Any]], Awaitable[None]]
ROLES = ("web", "consume", "relay", "timers")


@dataclass(frozen=True)
class Service:
    """One service as its `app.py` describes it.

    `section` is the model of its part of a procedure pack, `reactions` its table of events and commands, `work` further
    roles by name, each a coroutine that runs until cancelled. `accepts_alone` says that it is ready without the broker.
    """

    name: str
    title: str
    settings: ServiceSettings
    section: type[BaseModel]
    reactions: Mapping[type, Callable[..., Any]]
    migrations: Path
    routers: Sequence[APIRouter] = ()
    rooms: Rooms = field(default_factory=Rooms)
    work: Mapping[str, Work] = field(default_factory=dict)
    accepts_alone: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that a process of this service can have."""
        return (*ROLES, *self.work)


class Assembly:
    """One process of a service: its parts and what runs in the background, connected but not started."""

    def __init__(self, service: Service) -> None:
        settings = service.settings
        self.service = service
        self.engine = connect(settings.database_url.get_secret_value(), service=service.name, pool_size=settings.pool_size)
        self.clock = clock_for(settings)
        self.publisher = Publisher(settings.amqp_url.get_secret_value(), service=service.name)
        self.relay = Relay(self.engine, self.publisher, service=service.name, poll_seconds=settings.relay_poll_ms / 1000)
        rules = load(settings.procedures_dir, service.name, service.section, zone=ZoneInfo(settings.zone))
        keys = Keyring(service.name, settings.private_key.get_secret_value(), read_public_keys(settings.public_keys_file))
        self._reactions = inject(service.reactions, {"rules": rules, "keys": keys, "settings": settings, "clock": self.clock})
        self.transactions = self._transactions()
        self.parts: Parts[Any, Any] = Parts(settings=settings, rules=rules, keys=keys, transactions=self.transactions, clock=self.clock)
        self.timers = Timers(self.transactions, service=service.name, queue=queue_of(service.name))
        self.consumer = self._consumer()

    def _transactions(self) -> Transactions:
        return Transactions(
            self.engine, service=self.service.name, registry=REGISTRY, clock=self.clock, reactions=self._reactions, wake=self.relay.wake
        )

    def _consumer(self) -> Consumer:
        settings, reactions = self.service.settings, self._reactions
        handling = Handling(self.service.name, REGISTRY, reactions, self.transactions)
        url = settings.amqp_url.get_secret_value()
        return Consumer(url, handling, self.publisher, self.engine, prefetch=settings.prefetch, batch=settings.batch)

    async def close(self) -> None:
        """Hang up everywhere."""
        await self.publisher.close()
        await self.engine.dispose()


def clock_for(settings: ServiceSettings) -> Clock:
    """The system's clock, or the one that a test moves; ValueError when that is asked for in production."""
    if settings.simulated_clock_file is None:
        return SystemClock()
    if settings.mode == "production":
        raise ValueError("a simulated clock is for demonstrations and tests: unset SIMULATED_CLOCK_FILE or set MODE=demo")
    return MovedClock(settings.simulated_clock_file)
