"""Triage on a database of its own, without a broker: what it hears is handed to it, what it says is read from its outbox."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.triage.handlers import REACTIONS
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import history, read
from services.triage.store.tables import Assessment, Entry
from shared.contracts.catalogue import REGISTRY
from shared.contracts.intake import Content, Message, Received, Supplemented, Withdrawn
from shared.contracts.investigation import HandedBack
from shared.contracts.words import Sealed
from shared.database.engine import connect
from shared.database.migrate import upgrade
from shared.messaging.timers import TimerFired, Timers, is_current
from shared.messaging.transaction import Transactions, random_id
from shared.procedures import Editions, load
from shared.process.clock import FixedClock
from shared.process.parts import Parts, inject
from shared.sealing import Keyring, new_key_pair
from tests.servers import PostgresServer

ROOT = Path(__file__).parents[3]
PACKS = ROOT / "deploy" / "procedures"
NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
SERVICES = ("intake", "triage", "investigation", "notify", "vault")


def key_pairs() -> dict[str, tuple[str, str]]:
    """A private and a public key for every reader."""
    return {name: new_key_pair() for name in SERVICES}


@dataclass
class Desk:
    """Triage and whoever talks to it."""

    engine: AsyncEngine
    url: str
    rules: Editions[Section] = field(default_factory=lambda: load(PACKS, "triage", Section))
    pairs: dict[str, tuple[str, str]] = field(default_factory=key_pairs)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    keys: dict[str, Keyring] = field(init=False)
    settings: TriageSettings = field(init=False)
    transactions: Transactions = field(init=False)

    def __post_init__(self) -> None:
        self.keys = {name: Keyring(name, private, self.public_keys) for name, (private, _) in self.pairs.items()}
        secret = SecretStr("-")
        self.settings = TriageSettings(
            database_url=SecretStr(self.url), amqp_url=secret, private_key=secret, public_keys_file=Path("-"), mode="demo"
        )
        given = {"rules": self.rules, "keys": self.keys["triage"], "settings": self.settings, "clock": self.clock}
        self.transactions = Transactions(
            self.engine, service="triage", registry=REGISTRY, clock=self.clock, reactions=inject(REACTIONS, given)
        )

    @property
    def public_keys(self) -> dict[str, str]:
        return {name: public for name, (_, public) in self.pairs.items()}

    @property
    def parts(self) -> Parts[TriageSettings, Section]:
        return Parts(self.settings, self.rules, self.keys["triage"], self.transactions, self.clock)

    async def hears(self, *events: BaseModel, actor: str = "intake") -> None:
        """Handle these events in one transaction, as a consumer would."""
        async with self.transactions.begin(actor=actor) as tx:
            for event in events:
                await self.transactions.handle(tx, event)

    async def lets_time_pass(self, complaint: UUID, **span: float) -> None:
        """Move the clock, fire what is due and hear the timers of this complaint."""
        self.clock.at += timedelta(**span)
        while await Timers(self.transactions, service="triage", queue="triage.case-events").fire_due():
            pass
        sent = await self.rows("select body from outbox where subject = :subject and exchange = '' order by seq", subject=str(complaint))
        for row in sent:
            fired = TimerFired.model_validate(json.loads(row.body)["data"])
            async with self.transactions.begin(actor="triage") as tx:
                if await is_current(tx.session, fired):
                    await self.transactions.handle(tx, fired)

    async def assessment(self, complaint: UUID) -> Assessment:
        async with self.transactions.read() as session:
            return await read(session, complaint)

    async def history(self, complaint: UUID) -> list[Entry]:
        async with self.transactions.read() as session:
            return await history(session, complaint)

    async def said(self, complaint: UUID) -> list[tuple[str, dict[str, Any]]]:
        """The internal events about this complaint, in order: name and data."""
        return [(row.routing_key, json.loads(row.body)["data"]) for row in await self._outbox(str(complaint))]

    async def told_the_public(self, reference: str) -> list[tuple[str, dict[str, Any]]]:
        """The public facts about this reference, in order."""
        return [(row.routing_key, json.loads(row.body)["data"]) for row in await self._outbox(reference)]

    async def _outbox(self, subject: str) -> list[Any]:
        return await self.rows(
            "select routing_key, body from outbox where subject = :subject and exchange <> '' order by seq", subject=subject
        )

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    async def everything_stored(self) -> str:
        """All tables as text."""
        tables = ("assessment", "entry", "outbox", "timer", "idempotency")
        stored = [await self.rows(f"select * from {table}") for table in tables]  # noqa: S608 - our own names
        return "\n".join(map(str, stored))

    def received(self, narrative: str, **more: Any) -> Received:
        """A complaint as intake says it; what belongs to its content goes there."""
        complaint = random_id()
        inside: dict[str, Any] = {"title": None, "occurred_from": None, "occurred_to": None, "place": None, "respondents": [], "asks": None}
        content = Content(narrative=narrative, **{name: more.pop(name, default) for name, default in inside.items()})
        sealed = self.keys["intake"].seal(content, ("triage", "investigation"), complaint)
        given = {
            "complaint_id": complaint, "at": NOW, "reference": f"TS-{complaint.hex[:10]}", "procedure": "customer", "edition": "2020-01-01",
            "kind": "complaint", "identity": "named", "channel": "web", "branch": None, "territory": None, "authority": None,
            "business": None, "received_at": NOW, "language": "zh", "ongoing_harm": False, "publish_consent": False,
            "mediation_consent": False, "reply_channel": "portal", "content": sealed, "contact": None, "complainant": None,
        }  # fmt: skip
        return Received.model_validate(given | more)

    def supplemented(self, complaint: UUID, words: str) -> Supplemented:
        return Supplemented(complaint_id=complaint, at=self.clock.now(), message_id=random_id(), message=self.sealed(complaint, words))

    def withdrawn(self, complaint: UUID) -> Withdrawn:
        return Withdrawn(complaint_id=complaint, at=self.clock.now(), reason=None)

    def handed_back(self, complaint: UUID, unit: str, times: int = 1) -> HandedBack:
        return HandedBack(
            complaint_id=complaint, at=self.clock.now(), unit=unit, reason=self.sealed(complaint, "不属于我单位"), times=times
        )

    def sealed(self, complaint: UUID, words: str) -> Sealed:
        return self.keys["intake"].seal(Message(text=words), ("triage", "investigation"), complaint)

    def opened(self, reader: str, block: Any, complaint: UUID) -> str:
        return self.keys[reader].open(Sealed.model_validate(block), Message, complaint).text


async def open_desk(postgres: PostgresServer) -> Desk:
    """Triage with fresh tables."""
    url = await postgres.create_database()
    said: list[str] = []
    await asyncio.to_thread(upgrade, connect(url, service="triage", pool_size=2), ROOT / "services" / "triage" / "migrations", said.append)
    return Desk(connect(url, service="triage", pool_size=5), url)
