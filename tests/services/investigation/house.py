"""Investigation on a real database with a clock that stands still: it is told events and commands, and what it says is read back."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.investigation.app import build
from services.investigation.handlers import REACTIONS
from services.investigation.procedure import Section
from services.investigation.settings import InvestigationSettings
from shared.contracts.catalogue import REGISTRY
from shared.contracts.registry import Event, PublicFact
from shared.contracts.words import Sealed
from shared.database.engine import connect
from shared.database.migrate import upgrade
from shared.messaging.envelope import decode
from shared.messaging.handling import Handling
from shared.messaging.inbox import Delivered
from shared.messaging.timers import Timers
from shared.messaging.transaction import Transactions
from shared.procedures import Editions, load
from shared.process.clock import FixedClock
from shared.process.parts import Parts, inject
from shared.sealing import Keyring, new_key_pair
from shared.web.app import create_app
from shared.web.wire.site import Site
from tests.servers import PostgresServer

READERS = ("intake", "triage", "investigation", "notify", "vault")
MIGRATIONS = Path("services/investigation/migrations").resolve()
# A Monday morning in Shanghai.
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STAFF = {
    "li": ({"investigator"}, {"station"}),
    "wang": ({"investigator"}, {"station"}),
    "zhao": ({"investigator"}, {"elsewhere"}),
    "chen": ({"supervisor"}, {"station"}),
    "sun": ({"supervisor"}, {"county"}),
    "zhou": ({"reviewer"}, {"county"}),
    "wu": ({"clerk"}, {"station"}),
    "keeper": ({"investigator"}, {"qingxi-chengguan-station"}),
}


@dataclass
class House:
    """One investigation. `said` are all events that left it, in order, decoded."""

    engine: AsyncEngine
    settings: InvestigationSettings
    rules: Editions[Section]
    keyrings: dict[str, Keyring]
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    sequences: dict[tuple[str, UUID], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {"rules": self.rules, "keys": self.keys, "settings": self.settings, "clock": self.clock}
        reactions = inject(REACTIONS, given)
        self.transactions = Transactions(self.engine, service="investigation", registry=REGISTRY, clock=self.clock, reactions=reactions)
        self.handling = Handling("investigation", REGISTRY, reactions, self.transactions)
        self.timers = Timers(self.transactions, service="investigation", queue="investigation.case-events")
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=self._app()), base_url="http://desk")

    @property
    def keys(self) -> Keyring:
        return self.keyrings["investigation"]

    def _app(self) -> Any:
        service = build(self.settings)
        parts: Parts[InvestigationSettings, Section] = Parts(self.settings, self.rules, self.keys, self.transactions, self.clock)
        site = Site(staff_file=self.settings.staff_file, now=self.clock.now)
        return create_app(
            name="investigation", title=service.title, version="0", routers=service.routers, parts=parts, site=site, rooms=service.rooms
        )

    async def hear(self, *events: Event) -> None:
        """Deliver these events, each the next of its source about its complaint, in one transaction."""
        await self.handling.together([self._delivered(event) for event in events])

    def _delivered(self, event: Event) -> Delivered:
        contract = REGISTRY.of(event)
        place = (contract.source, event.complaint_id)
        self.sequences[place] = self.sequences.get(place, 0) + 1
        envelope = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:redress:{contract.source}",
            "type": contract.type,
            "subject": str(event.complaint_id),
            "time": event.at.isoformat(),
            "partitionkey": str(event.complaint_id),
            "sequence": self.sequences[place],
            "data": event.model_dump(mode="json"),
        }
        body = json.dumps(envelope).encode()
        return Delivered(decode(body, {}, None), body, {})

    def forget(self, event: Event) -> None:
        """The event was not handled and will be delivered again."""
        self.sequences[REGISTRY.of(event).source, event.complaint_id] -= 1

    async def move_to(self, at: datetime) -> None:
        """Let time pass: whatever rings until then rings, one after another."""
        self.clock.at = at
        while await self._ring():
            pass

    async def move(self, **by: float) -> None:
        await self.move_to(self.clock.at + timedelta(**by))

    async def _ring(self) -> int:
        await self.timers.fire_due()
        rows = await self.rows("update outbox set published_at = now() where exchange = '' and published_at is null returning seq, body")
        for row in sorted(rows, key=lambda each: each.seq):
            body = row.body.encode()
            await self.handling.together([Delivered(decode(body, {}, None), body, {})])
        return len(rows)

    async def said(self, kind: type[Event] | type[PublicFact] | None = None) -> list[Any]:
        """Everything that left, or only the events of one kind."""
        rows = await self.rows("select body from outbox where exchange <> '' order by seq")
        envelopes = [decode(row.body.encode(), {}, None) for row in rows]
        contracts = [(REGISTRY.named(envelope.type), envelope) for envelope in envelopes]
        events = [contract.model.model_validate(envelope.data) for contract, envelope in contracts if contract]
        return [event for event in events if kind is None or isinstance(event, kind)]

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        async with self.engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    async def get(self, person: str, path: str, **params: str) -> httpx.Response:
        return await self.client.get(f"/api/v1/cases{path}", params=params, headers=_as(person))

    async def do(
        self, person: str, reference: str, verb: str, *, key: str | None = None, version: int | None = None, **body: Any
    ) -> httpx.Response:
        """Carry out one command as this person, from the version that the case has now."""
        if version is None:
            found = await self.rows("select version from case_file where reference = :reference", reference=reference)
            version = found[0].version
        headers = {**_as(person), "If-Match": f'"{version}"', "Idempotency-Key": key or uuid4().hex}
        return await self.client.post(f"/api/v1/cases/{reference}/{verb}", json=body, headers=headers)

    async def must(self, person: str, reference: str, verb: str, **body: Any) -> dict[str, Any]:
        """Carry it out, and it must work."""
        response = await self.do(person, reference, verb, **body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def case(self, reference: str, person: str = "chen") -> dict[str, Any]:
        response = await self.get(person, f"/{reference}")
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def facts(self, reference: str) -> list[str]:
        sql = "select fact from history join case_file using (complaint_id) where reference = :reference order by number"
        return [row.fact for row in await self.rows(sql, reference=reference)]

    def open_as(self, reader: str, block: Sealed, model: Any, about: UUID) -> Any:
        """What a reader of a sealed block sees."""
        return self.keyrings[reader].open(block, model, about)

    async def close(self) -> None:
        await self.client.aclose()
        await self.engine.dispose()


def _as(person: str) -> dict[str, str]:
    return {"Authorization": f"Bearer token-of-{person}", "Accept-Language": "en"}


async def house(postgres: PostgresServer, folder: Path, procedures: Path) -> House:
    """A fresh investigation with the packs of this folder."""
    url = await postgres.create_database()
    await asyncio.to_thread(upgrade, connect(url, service="investigation", pool_size=2), MIGRATIONS, lambda _said: None)
    pairs = {reader: new_key_pair() for reader in READERS}
    public = {reader: pair[1] for reader, pair in pairs.items()}
    keyrings = {reader: Keyring(reader, pair[0], public) for reader, pair in pairs.items()}
    return House(
        engine=connect(url, service="investigation", pool_size=4),
        settings=_settings(url, folder, procedures, pairs["investigation"][0], public),
        rules=load(procedures, "investigation", Section),
        keyrings=keyrings,
    )


def _settings(url: str, folder: Path, procedures: Path, private: str, public: dict[str, str]) -> InvestigationSettings:
    (folder / "public-keys.json").write_text(json.dumps(public))
    (folder / "staff.json").write_text(json.dumps([_staff(name, person) for name, person in STAFF.items()]))
    return InvestigationSettings(
        database_url=SecretStr(url),
        amqp_url=SecretStr("amqp://nowhere"),
        private_key=SecretStr(private),
        public_keys_file=folder / "public-keys.json",
        procedures_dir=procedures,
        staff_file=folder / "staff.json",
    )


def _staff(name: str, person: tuple[set[str], set[str]]) -> dict[str, Any]:
    roles, units = person
    digest = hashlib.sha256(f"token-of-{name}".encode()).hexdigest()
    return {"id": name, "name": name.title(), "roles": sorted(roles), "units": sorted(units), "token_sha256": digest}
