"""The web side of a desk: a client for each person, by token."""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from services.triage.app import build
from shared.web.app import create_app
from shared.web.wire.site import Site
from tests.services.triage.desk import Desk

PEOPLE: dict[str, dict[str, Any]] = {
    "li": {"name": "李分流", "roles": ["triage_officer"]},
    "wang": {"name": "王督办", "roles": ["supervisor"]},
    "zhao": {"name": "赵调查", "roles": ["investigator"]},
    "qian": {"name": "钱站长", "roles": ["triage_officer"], "units": ["qingxi-shiqiao-station"]},
}


def web_of(desk: Desk, folder: Path) -> FastAPI:
    """The application of this desk, with its staff."""
    staff = folder / "staff.json"
    people = [{"id": name, "token_sha256": hashlib.sha256(name.encode()).hexdigest(), **facts} for name, facts in PEOPLE.items()]
    staff.write_text(json.dumps(people))
    service = build(desk.settings)
    return create_app(
        name="triage", title=service.title, version="0", routers=service.routers, parts=desk.parts,
        site=Site(staff_file=staff, now=desk.clock.now), rooms=service.rooms,
    )  # fmt: skip


@asynccontextmanager
async def client(app: FastAPI, person: str | None, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A program or browser of this person."""
    named = {"authorization": f"Bearer {person}"} if person else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://triage", headers=named | headers) as made:
        yield made


def form_of(page: str, verb: str) -> dict[str, str]:
    """What the form of this order would send as it stands on the page."""
    found = re.search(rf'<form method="post" action="[^"]*/{verb}".*?</form>', page, re.DOTALL)
    assert found, f"the page has no form for {verb}"
    form = found.group(0)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        values = re.findall(r'<option value="([^"]*)"( selected)?>', options)
        fields[name] = next((value for value, selected in values if selected), values[0][0])
    return fields
