"""An intake that runs: its own database, a real HTTP server on loopback, no broker unless a test brings one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from services.intake.app import build
from services.intake.decisions.access import KEY_BYTES, BranchKey, digest_of, prefix_of, token_from
from services.intake.settings import IntakeSettings
from services.intake.store import keys
from shared.contracts.registry import Event
from shared.database.engine import connect
from shared.database.migrate import upgrade
from shared.process.run import application
from shared.process.service import Assembly
from shared.sealing import Keyring, new_key_pair

PACKS = Path(__file__).parents[3] / "deploy" / "procedures"
READERS = ("triage", "investigation", "notify", "intake", "vault")
NOWHERE = "amqp://nobody:nobody@127.0.0.1:1/"


@dataclass
class Office:
    """A running intake; `client` speaks to it, `keyrings` open what only other readers may open."""

    assembly: Assembly
    client: httpx.AsyncClient
    keyrings: dict[str, Keyring]
    clock_file: Path
    environment: dict[str, str]
    shift: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.assembly.clock.now()

    async def pass_time(self, by: timedelta) -> None:
        """Move the service's clock forward."""
        self.shift += by
        self.clock_file.write_text(str(self.shift.total_seconds()))
        await asyncio.sleep(0.06)

    async def submit(self, body: Any = None, *, key: str | None = None, token: str | None = None, **more: Any) -> httpx.Response:
        """Hand a complaint in; `more` are fields of the smallest body."""
        content = {"procedure": "customer", "narrative": "The kettle broke on the second day.", **more} if body is None else body
        headers = {"Idempotency-Key": key or str(uuid4())} | ({"Authorization": f"Bearer {token}"} if token else {})
        return await self.client.post("/api/v1/complaints", json=content, headers=headers)

    async def registered(self, **more: Any) -> dict[str, Any]:
        """A complaint that was registered: the answer to it, with its complaint_id."""
        answer = await self.submit(**more)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        rows = await self.rows("select complaint_id from complaint where reference = :reference", reference=told["reference"])
        return {**told, "complaint_id": rows[0]["complaint_id"]}

    async def view(self, told: dict[str, Any], **headers: str) -> dict[str, Any]:
        """What its complainant sees."""
        answer = await self.client.get(f"/api/v1/complaints/{told['reference']}", headers={"Receipt": told["receipt"], **headers})
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    async def act(self, told: dict[str, Any], what: str, **body: Any) -> httpx.Response:
        """What its complainant does: messages, withdrawal, appeal, rating."""
        headers = {"Receipt": told["receipt"], "Idempotency-Key": str(uuid4())}
        return await self.client.post(f"/api/v1/complaints/{told['reference']}/{what}", json=body, headers=headers)

    async def hear(self, *events: Event) -> None:
        """Another service says something."""
        for event in events:
            async with self.assembly.transactions.begin(actor="another") as tx:
                await self.assembly.transactions.handle(tx, event)

    async def key_for(self, branch: str, *scopes: str, **more: Any) -> str:
        """A key of a branch office."""
        token = token_from(uuid4().bytes + uuid4().bytes[: KEY_BYTES - 16])
        values = {"created_at": self.now(), "expires_at": None, "revoked_at": None, **more}
        key = BranchKey(prefix=prefix_of(token) or "", digest=digest_of(token), branch=branch, scopes=frozenset(scopes), **values)
        async with self.assembly.transactions.begin(actor="test") as tx:
            keys.add(tx.session, key)
        return token

    async def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """What stands in the database."""
        async with self.assembly.engine.connect() as connection:
            return [dict(row._mapping) for row in await connection.execute(text(query), values)]

    async def said(self, complaint_id: UUID) -> list[dict[str, Any]]:
        """The data of the internal events that left about a complaint, in order."""
        rows = await self.rows(
            "select body from outbox where subject = :subject and exchange = 'complaints.events' order by sequence",
            subject=str(complaint_id),
        )
        return [json.loads(row["body"]) for row in rows]


def environment(database_url: str, folder: Path, amqp_url: str = NOWHERE) -> tuple[dict[str, str], dict[str, Keyring]]:
    """The settings of an intake as environment variables, and every reader's keyring."""
    pairs = {name: new_key_pair() for name in READERS}
    public = {name: pair[1] for name, pair in pairs.items()}
    keys_file = folder / "keys.json"
    keys_file.write_text(json.dumps(public))
    given = {
        "DATABASE_URL": database_url,
        "AMQP_URL": amqp_url,
        "PRIVATE_KEY": pairs["intake"][0],
        "PUBLIC_KEYS_FILE": str(keys_file),
        "RECEIPT_PEPPER": "a pepper that is only for tests, long enough",
        "PROCEDURES_DIR": str(PACKS),
        "MODE": "demo",
        "SIMULATED_CLOCK_FILE": str(folder / "clock"),
    }
    return given, {name: Keyring(name, pair[0], public) for name, pair in pairs.items()}


@asynccontextmanager
async def running(
    database_url: str, folder: Path, *, amqp_url: str = NOWHERE, roles: tuple[str, ...] = ("web",), **more: Any
) -> AsyncIterator[Office]:
    """An intake serving on a free port until the block ends."""
    given, keyrings = environment(database_url, folder, amqp_url)
    settings = IntakeSettings.model_validate({**{name.lower(): value for name, value in given.items()}, **more})
    assembly = Assembly(build(settings))
    await asyncio.to_thread(upgrade, connect(database_url, service="intake", pool_size=2), assembly.service.migrations, lambda _: None)
    server = uvicorn.Server(
        uvicorn.Config(application(assembly, roles, CollectorRegistry()), host="127.0.0.1", port=0, log_config=None, lifespan="on")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield Office(assembly, client, keyrings, folder / "clock", {f"INTAKE_{name}": value for name, value in given.items()})
    server.should_exit = True
    await serving
