"""Correspondents at the desk: by program with a token, or by browser with a session."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.notify.app import build
from shared.web.app import create_app
from shared.web.wire.site import Site
from tests.services.notify.postroom import PostRoom

PERSONS = {"chen": ["correspondent"], "li": ["correspondent"], "wu": ["triage_officer"]}


@dataclass
class Person:
    """One person's way in; `page` is the last page that was read."""

    client: httpx.AsyncClient

    async def reads(self, notice: UUID) -> httpx.Response:
        return await self.client.get(f"/api/v1/notices/{notice}")

    async def orders(self, notice: UUID, verb: str, body: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """One order from the version that stands now, with a fresh key, unless the headers say otherwise."""
        seen = headers.pop("version", None) or (await self.reads(notice)).headers["etag"]
        key = headers.pop("key", None) or str(uuid4())
        return await self.client.post(
            f"/api/v1/notices/{notice}/{verb}", json=body or {}, headers={"If-Match": seen, "Idempotency-Key": key, **headers}
        )

    async def lists(self, **query: Any) -> list[dict[str, Any]]:
        answer = await self.client.get("/api/v1/notices", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def opens(self, path: str) -> str:
        answer = await self.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-600:])
        return answer.text

    async def form(self, path: str, verb: str) -> dict[str, str]:
        """The hidden fields of this order's form as it stands on the page."""
        page = await self.opens(path)
        form = page[page.index(f'/{verb}"') :].partition("</form>")[0]
        return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form))

    async def sends(self, path: str, fields: dict[str, str]) -> httpx.Response:
        return await self.client.post(path, data=fields, headers={"Accept": "text/html"})

    async def fills_in(self, path: str, verb: str, **fields: str) -> httpx.Response:
        """Open the page, fill in this order's form and send it."""
        return await self.sends(f"{path}/{verb}", {**await self.form(path, verb), **fields})


def staff_file(folder: Path) -> Path:
    """A staff list whose tokens are the persons' ids."""
    entries = [
        {"id": name, "name": name.title(), "roles": roles, "token_sha256": hashlib.sha256(name.encode()).hexdigest(), "demo": True}
        for name, roles in PERSONS.items()
    ]
    path = folder / "staff.json"
    path.write_text(json.dumps(entries))
    return path


def person(room: PostRoom, folder: Path, name: str | None) -> Person:
    """This person with a token; None is a stranger."""
    service = build(room.settings)
    site = Site(demo=True, staff_file=staff_file(folder))
    app = create_app(
        name="notify", title="Notify", version="0", routers=service.routers, parts=room.parts(), site=site, rooms=service.rooms
    )
    headers = {"Authorization": f"Bearer {name}"} if name else {}
    return Person(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test", headers=headers))


async def signed_in(room: PostRoom, folder: Path, name: str) -> Person:
    """This person in a browser."""
    found = person(room, folder, None)
    page = await found.opens("/sign-in")
    hidden = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    answer = await found.client.post("/sign-in", data={**hidden, "person": name})
    assert answer.status_code == 303, answer.text
    return found
