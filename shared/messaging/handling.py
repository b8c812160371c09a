"""Turns a delivered message into the handler's call: many in one transaction when all goes well, each alone when not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import AwareDatetime, BaseModel, ValidationError
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.contracts.registry import EVENTS_EXCHANGE, Event, Registry, key_of
from shared.errors import Unreadable
from shared.messaging.inbox import Delivered, Inbox
from shared.messaging.timers import TIMER_FIRED, TimerFired, is_current
from shared.messaging.transaction import Reaction, Transaction, Transactions
from shared.observe.tracing import message_span

REPUBLISH = "org.redress.events.republish.v1"


class ParkedFailed(Exception):
    """A message that was parked behind this one could not be handled; this one itself could."""


class Republish(BaseModel):
    """A consumer misses events of this service: publish those of one subject again, from one number to another."""

    subject: str
    first: int
    last: int
    asked_at: AwareDatetime


_AGAIN = text("""
    update outbox set published_at = null
    where exchange = :exchange and subject = :subject and sequence between :first and :last and published_at is not null
""")


async def republish(tx: Transaction, wanted: Republish) -> None:
    """Let the relay carry these events once more; consumers that have them drop them."""
    where = {"exchange": EVENTS_EXCHANGE, "subject": wanted.subject, "first": wanted.first, "last": wanted.last}
    await (await tx.session.connection()).execute(_AGAIN, where)


_MECHANISM: dict[type, Reaction] = {Republish: republish}


@dataclass(frozen=True)
class Handling:
    """The reactions of one service to the messages of its queue."""

    service: str
    registry: Registry
    reactions: Mapping[type, Reaction]
    transactions: Transactions

    async def together(self, delivered: Sequence[Delivered], *, with_parked: bool = True) -> None:
        """Handle these messages, in this order, in one transaction. Raises when one fails; then none has happened.

        What was parked behind them is handled too; ParkedFailed says that only such a one failed. Without `with_parked` it
        stays parked, and the repair lets it come again on its own.
        """
        async with AsyncSession(self.transactions.engine, expire_on_commit=False) as session:
            tx = self.transactions.open(session, actor=self.service, causation=None)
            inbox = Inbox(session)
            await inbox.admit(delivered)
            for one in delivered:
                await self._settle(tx, inbox, one)
                if with_parked:
                    await self._settle_parked(tx, inbox, one)
            await inbox.close()
            leaves = await tx.flush()
            await session.commit()
        if leaves:
            self.transactions.wake()

    async def _settle(self, tx: Transaction, inbox: Inbox, one: Delivered) -> None:
        """Handle a message that is next; park an early one, unless nobody of ours says it; pass over an old one."""
        if inbox.is_early(one):
            self.content(one)
            await inbox.park(one, tx.now)
        elif inbox.is_next(one):
            await self._handle(tx, one)
            inbox.advance(one)

    async def _settle_parked(self, tx: Transaction, inbox: Inbox, one: Delivered) -> None:
        """Handle what waited for this message."""
        while (following := inbox.following(one)) is not None:
            try:
                await self._handle(tx, following)
            except Exception as problem:
                raise ParkedFailed from problem
            inbox.advance(following)
            one = following

    async def _handle(self, tx: Transaction, one: Delivered) -> None:
        tx.as_cause(now=self.transactions.clock.now(), actor=one.envelope.service, causation=str(one.envelope.id))
        content = self.content(one)
        if isinstance(content, TimerFired) and not await is_current(tx.session, content):
            return
        reaction = _MECHANISM.get(type(content)) or self.reactions.get(type(content))
        if reaction is not None:
            with message_span(one.envelope.type, one.envelope.traceparent):
                await reaction(tx, content)

    def content(self, one: Delivered) -> BaseModel:
        """The event, timer or repair request inside this message. Unreadable when nobody of ours says such a thing."""
        model = self._model(one)
        try:
            content = model.model_validate(one.envelope.data)
        except ValidationError as problem:
            places = ", ".join(".".join(map(str, error["loc"])) for error in problem.errors(include_input=False))
            raise Unreadable(f"{one.envelope.type} does not fit its contract: see {places}") from None
        if isinstance(content, Event) and key_of(content) != one.envelope.subject:
            raise Unreadable(f"the envelope speaks of {one.envelope.subject[:100]!r}, its content of another complaint")
        return content

    def _model(self, one: Delivered) -> type[BaseModel]:
        envelope = one.envelope
        if envelope.type == REPUBLISH:
            return Republish
        if envelope.type == TIMER_FIRED and envelope.service == self.service:
            return TimerFired
        contract = self.registry.named(envelope.type)
        if contract is None or contract.audience != "internal":
            raise Unreadable(f"nobody says {envelope.type[:100]!r}")
        if contract.source != envelope.service:
            raise Unreadable(f"{contract.name} is said by {contract.source}, not by {envelope.service[:100]!r}")
        if envelope.sequence is None:
            raise Unreadable(f"{contract.name} came without a sequence number")
        return contract.model


def check_sender(one: Delivered, sender: str | None, own: str, known: Sequence[str]) -> None:
    """Unreadable when the broker says that another service's account sent this; `own` accounts re-send what they retry."""
    if sender in known and sender not in (own, one.envelope.service) and one.envelope.type != REPUBLISH:
        raise Unreadable(f"the account of {sender} sent a message in the name of {one.envelope.service[:100]!r}")
