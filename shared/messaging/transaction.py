"""One message or one click is one transaction: state, history, timers and what leaves, committed together or not at all."""

import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from opentelemetry import trace
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.contracts.registry import Event, PublicFact, Registry, key_of
from shared.errors import KeyReused
from shared.messaging import outbox, timers
from shared.messaging.envelope import Outgoing

Reaction = Callable[["Transaction", Any], Awaitable[Any]]
_ANSWER: TypeAdapter[Any] = TypeAdapter(Any)


class TellsTime(Protocol):
    """Whatever says what time it is; tests and simulations move it."""

    def now(self) -> datetime: ...


def random_id() -> UUID:
    """128 random bits; unlike a version 4 UUID none of them is fixed, unlike version 7 they tell no time."""
    return UUID(bytes=secrets.token_bytes(16))


class Transaction:
    """What a handler may do: read and write through `session`, publish, and arm or cancel timers.

    `now` is one instant (aware, UTC) for the whole message or command; `actor` is who caused it: a person's id, a branch,
    `complainant` or a service's name; `causation` is the id of the message or request that led here.
    """

    def __init__(
        self, session: AsyncSession, *, service: str, registry: Registry, now: datetime, actor: str, causation: str | None
    ) -> None:
        self.session = session
        self.now = now
        self.actor = actor
        self.causation = causation
        self._service = service
        self._registry = registry
        self._leaving: list[outbox.Leaving] = []
        self._timers = timers.Changes()

    def new_id(self) -> UUID:
        """A fresh random id of 128 bits."""
        return random_id()

    def publish(self, event: Event | PublicFact) -> None:
        """Let a fact leave with this transaction. ValueError when it is another service's to say."""
        contract = self._registry.of(event)
        if contract.source != self._service:
            raise ValueError(f"{contract.name} is said by {contract.source}, not by {self._service}")
        message = self._message(contract.type, key_of(event), event.model_dump_json())
        self._leaving.append(outbox.Leaving(contract.exchange, contract.name, message, in_order=True))

    def send(self, queue: str, kind: str, subject: str, data: BaseModel) -> None:
        """Leave a message of the mechanism (a fired timer, a repair request) for one queue; it has no place in any order."""
        message = self._message(kind, subject, data.model_dump_json())
        self._leaving.append(outbox.Leaving("", queue, message, in_order=False))

    def _message(self, kind: str, subject: str, data_json: str) -> Outgoing:
        return Outgoing(random_id(), self._service, kind, subject, self.now, self.causation, current_traceparent(), data_json)

    def arm(self, case_id: UUID, kind: str, due_at: datetime, data: Mapping[str, Any] | None = None) -> None:
        """Set the timer `kind` of this case to `due_at`; one that is already armed is moved and gets a new generation."""
        self._timers.arm(case_id, kind, due_at, dict(data or {}), self.now)

    def cancel(self, case_id: UUID, kind: str) -> None:
        """Stop the timer `kind` of this case, or all of them with `*`; one that has fired but was not handled is stopped too."""
        self._timers.cancel(case_id, kind)

    async def flush(self) -> bool:
        """Write everything down, ready to commit; true when something waits in the outbox. Called by the plumbing."""
        await self.session.flush()
        await self._timers.write(self.session)
        leaving, self._leaving = self._leaving, []
        if leaving:
            await outbox.write(self.session, leaving)
        return bool(leaving)

    def as_cause(self, *, now: datetime, actor: str, causation: str | None) -> None:
        """Go on with the next message of the same batch."""
        self.now, self.actor, self.causation = now, actor, causation


def current_traceparent() -> str | None:
    """The W3C trace context of the work at hand, None outside any trace."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


class Transactions:
    """Opens transactions on one service's database; the only place that commits, beside the consumer."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        service: str,
        registry: Registry,
        clock: TellsTime,
        reactions: Mapping[type, Reaction],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self._service = service
        self._registry = registry
        self._reactions = reactions
        self._wake = wake

    @asynccontextmanager
    async def begin(self, *, actor: str, causation: str | None = None) -> AsyncIterator[Transaction]:
        """One transaction, committed when the block ends well and rolled back when it raises."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            tx = self.open(session, actor=actor, causation=causation)
            yield tx
            leaves = await tx.flush()
            await session.commit()
        if leaves:
            self._wake()

    def open(self, session: AsyncSession, *, actor: str, causation: str | None) -> Transaction:
        """A transaction on a session that the caller commits."""
        return Transaction(session, service=self._service, registry=self._registry, now=self.clock.now(), actor=actor, causation=causation)

    def wake(self) -> None:
        """Tell the relay of this process that something waits in the outbox."""
        self._wake()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session to read with; whatever was written through it is rolled back."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    async def handle(self, tx: Transaction, command: Any) -> Any:
        """What the service's table of reactions does with this command, inside a transaction that is already open."""
        return await self._reactions[type(command)](tx, command)

    async def perform(self, command: BaseModel, *, actor: str, key: str | None = None) -> Any:
        """Carry out one command of one person or system and return its JSON-ready answer.

        With `key` the same command of the same actor is carried out once: a repeat returns the first answer, the key with
        another command raises KeyReused.
        """
        async with self.begin(actor=actor, causation=key) as tx:
            fingerprint = _fingerprint(command)
            if key is not None:
                known = await _claim(tx, actor, key, fingerprint)
                if known is not None:
                    return known[0]
            answer = _ANSWER.dump_python(await self.handle(tx, command), mode="json")
            if key is not None:
                await _remember(tx, actor, key, answer)
            return answer


def _fingerprint(command: BaseModel) -> bytes:
    return hashlib.sha256(f"{type(command).__name__}{command.model_dump_json()}".encode()).digest()


_CLAIM = text("""
    insert into idempotency (scope, key, fingerprint, created_at) values (:scope, :key, :fingerprint, :now)
    on conflict do nothing returning key
""")
_KNOWN = text("select fingerprint, answer from idempotency where scope = :scope and key = :key")
_REMEMBER = text("update idempotency set answer = cast(:answer as jsonb) where scope = :scope and key = :key")


async def _claim(tx: Transaction, scope: str, key: str, fingerprint: bytes) -> tuple[Any] | None:
    """None when this key is new; otherwise the first answer. A claim that is not committed yet is waited for."""
    connection = await tx.session.connection()
    if (await connection.execute(_CLAIM, {"scope": scope, "key": key, "fingerprint": fingerprint, "now": tx.now})).first():
        return None
    known = (await connection.execute(_KNOWN, {"scope": scope, "key": key})).one()
    if bytes(known.fingerprint) != fingerprint:
        raise KeyReused(f"the key {key!r} was used for another request")
    return (known.answer,)


async def _remember(tx: Transaction, scope: str, key: str, answer: Any) -> None:
    connection = await tx.session.connection()
    await connection.execute(_REMEMBER, {"scope": scope, "key": key, "answer": json.dumps(answer)})
