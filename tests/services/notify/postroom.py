"""Notify on a database of its own, without a broker: what it hears is handed to it, what it says is read from its outbox."""

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

from services.notify.handlers import REACTIONS
from services.notify.post.carrier import Carrier
from services.notify.post.presence import Presence
from services.notify.post.sending import carrier_for
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from shared.contracts.catalogue import REGISTRY
from shared.contracts.intake import Contact, Message, Received
from shared.contracts.notify import Letter, NoticeSent
from shared.contracts.triage import Accepted
from shared.contracts.words import ReplyChannel, Sealed, Text
from shared.database.engine import connect
from shared.database.migrate import upgrade
from shared.messaging.transaction import Transactions, random_id
from shared.procedures import load
from shared.process.clock import FixedClock
from shared.process.parts import Parts, inject
from shared.sealing import Keyring, new_key_pair
from tests.servers import PostgresServer

ROOT = Path(__file__).parents[3]
PACKS = ROOT / "deploy" / "procedures"
NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
READERS = ("intake", "triage", "investigation", "notify", "vault")
TABLES = ("entry", "notice", "complaint", "sender", "address_day", "outbox", "outbox_sequence", "timer", "idempotency")
RULES = load(PACKS, "notify", Section)


@dataclass
class PostRoom:
    """Notify and whoever talks to it."""

    engine: AsyncEngine
    url: str
    pairs: dict[str, tuple[str, str]] = field(default_factory=lambda: {name: new_key_pair() for name in READERS})
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))

    def __post_init__(self) -> None:
        public = {name: pair[1] for name, pair in self.pairs.items()}
        self.keys = {name: Keyring(name, pair[0], public) for name, pair in self.pairs.items()}
        self.settings = self.set_to()
        given = {"rules": RULES, "keys": self.keys["notify"], "settings": self.settings, "clock": self.clock}
        self.transactions = Transactions(
            self.engine, service="notify", registry=REGISTRY, clock=self.clock, reactions=inject(REACTIONS, given)
        )

    def set_to(self, **changed: Any) -> NotifySettings:
        """The settings with these changed; nobody waits long in a test."""
        secret = SecretStr("-")
        given = {
            "database_url": SecretStr(self.url), "amqp_url": secret, "private_key": SecretStr(self.pairs["notify"][0]),
            "public_keys_file": Path("-"), "mode": "demo", "mail_from": "complaints@redress.test", "smtp_seconds": 5.0,
            "smtp_answer_seconds": 5.0, "send_batch": 20, "send_poll_ms": 20, "sender_dead_after": 30.0, "smtp_connections": 1,
        }  # fmt: skip
        return NotifySettings(**{**given, **changed})

    def parts(self, **changed: Any) -> Parts[NotifySettings, Section]:
        return Parts(self.set_to(**changed), RULES, self.keys["notify"], self.transactions, self.clock)

    async def hears(self, *events: BaseModel, causation: UUID | None = None) -> None:
        """Handle these events in one transaction, as a consumer would."""
        async with self.transactions.begin(actor="intake") as tx:
            for event in events:
                tx.as_cause(now=self.clock.now(), actor="intake", causation=str(causation or random_id()))
                await self.transactions.handle(tx, event)

    async def carrier(self, smtp_url: str, **changed: Any) -> Carrier:
        """A carrier of a sender of its own that was just seen."""
        parts = self.parts(smtp_url=SecretStr(smtp_url), **changed)
        presence = Presence(parts.transactions, parts.settings.sender_dead_after)
        await presence.beat()
        return carrier_for(parts, presence)

    async def said(self, complaint: UUID) -> list[NoticeSent]:
        """What notify said about this complaint, in order."""
        rows = await self.rows("select body from outbox where subject = :subject order by seq", subject=str(complaint))
        return [NoticeSent.model_validate(json.loads(row.body)["data"]) for row in rows]

    def letter(self, sent: NoticeSent) -> Letter:
        """The letter as intake opens it."""
        return self.keys["intake"].open(sent.letter, Letter, sent.complaint_id)

    async def stages(self, complaint: UUID) -> dict[str, str]:
        """The stage of each notice by its channel."""
        rows = await self.rows("select channel, stage from notice where complaint_id = :id", id=complaint)
        return {row.channel: row.stage for row in rows}

    async def notice(self, complaint: UUID, channel: str) -> Any:
        """The one notice of this complaint on this channel."""
        [row] = await self.rows("select * from notice where complaint_id = :id and channel = :channel", id=complaint, channel=channel)
        return row

    async def entries(self, complaint: UUID) -> list[tuple[str, str]]:
        """What happened to this complaint's notices: fact and the stage it led to."""
        rows = await self.rows(
            "select fact, entry.stage from entry join notice using (notice_id) where complaint_id = :id order by at, number", id=complaint
        )
        return [(row.fact, row.stage) for row in rows]

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    async def everything_stored(self) -> str:
        """All tables as text."""
        stored = [await self.rows(f"select * from {table}") for table in TABLES]  # noqa: S608 - our own names
        return "\n".join(map(str, stored))

    async def clear_out(self) -> None:
        """As on the first day."""
        await self.rows(f"truncate {', '.join(TABLES)}")
        self.clock.at = NOW

    def passes(self, **span: float) -> None:
        """Move the clock."""
        self.clock.at += timedelta(**span)

    def lives_now(self) -> None:
        """Go by the machine's clock, as the processes under test do."""
        self.clock.at = datetime.now(UTC)

    def received(self, contact: str | None = None, **more: Any) -> Received:
        """A complaint as intake says it, with `contact` on the road `reply_channel` (e-mail unless named)."""
        complaint = random_id()
        road = ReplyChannel(more.pop("reply_channel", "email" if contact else "portal"))
        nothing = self.sealed(complaint, "-", "triage")
        given = {
            "complaint_id": complaint, "at": self.clock.now(), "reference": f"TS-{complaint.hex[:10]}", "procedure": "customer",
            "edition": "2020-01-01", "kind": "complaint", "identity": "named", "channel": "web", "branch": None, "territory": None,
            "authority": None, "business": None, "received_at": self.clock.now(), "language": "zh", "ongoing_harm": False,
            "publish_consent": False, "mediation_consent": False, "reply_channel": road, "content": nothing, "complainant": None,
            "contact": self.keys["intake"].seal(Contact(channel=road, value=contact, name="王敏"), ("notify",), complaint),
        }  # fmt: skip
        return Received.model_validate({**given, **more})

    def accepted(self, complaint: UUID) -> Accepted:
        """The complaint is taken on, as triage says it."""
        name = Text(zh="产品质量问题", en="product quality")
        given = {
            "complaint_id": complaint, "at": self.clock.now(), "edition": "2020-01-01", "category": "product_quality",
            "category_name": name, "severity": "minor", "urgency": "normal", "reasons": [], "decided_by": "rule",
        }  # fmt: skip
        return Accepted.model_validate(given)

    def sealed(self, complaint: UUID, words: str, *readers: str) -> Sealed:
        """A dialogue text sealed by another service."""
        return self.keys["intake"].seal(Message(text=words), readers or ("intake", "notify"), complaint)


async def open_post_room(postgres: PostgresServer) -> PostRoom:
    """A post room with fresh tables."""
    url = await postgres.create_database()
    migrations = ROOT / "services" / "notify" / "migrations"
    await asyncio.to_thread(upgrade, connect(url, service="notify", pool_size=2), migrations, lambda _: None)
    return PostRoom(connect(url, service="notify", pool_size=8), url)
