"""A small service about parcels on the web kit, and ways to visit it: the kit must not notice that it is not about complaints."""

import hashlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from starlette.responses import JSONResponse, Response

from shared.errors import Invalid, KeyInUse, KeyReused, NotFound, Problem, Refused
from shared.web.app import Rooms, create_app, parts_of
from shared.web.body import read_json
from shared.web.conditional import check_version, etag, idempotency_key, listed, read_cursor, write_cursor
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import read_form
from shared.web.staff.doors import current_person, require
from shared.web.staff.persons import Person
from shared.web.uploads import received
from shared.web.wire.contract import takes
from shared.web.wire.site import Link, Site

TOKEN = "courier-token-of-at-least-thirty-two-characters"
STAFF = [
    {"id": "mei", "name": "梅", "roles": ["courier"], "units": ["north"], "token_sha256": hashlib.sha256(TOKEN.encode()).hexdigest()},
    {"id": "sam", "name": "Sam", "roles": ["porter"], "units": []},
]
DEMO_STAFF = [{**person, "demo": True} for person in STAFF]
PAGE = {"accept": "text/html"}

HERE = Path(__file__).parent

router = APIRouter()


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Box(BaseModel):
    label: str = Field(max_length=20)
    tags: list[str] = Field(default_factory=list)


class Parcel(BaseModel):
    to: str = Field(min_length=1, max_length=20_000)
    weight: int = 1
    height: float = 1.0
    fragile: bool = False
    size: Size = Size.SMALL
    sent_at: datetime | None = None
    boxes: list[Box] = Field(default_factory=list)


class Failure(Exception):
    """A driver's error with its SQLSTATE."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("the secret town is 南京")
        self.sqlstate = sqlstate


ERRORS: dict[str, Exception] = {
    "refused": Refused("too_heavy", "包裹超过 30 公斤"),
    "missing": NotFound(),
    "invalid": Invalid([Problem("/to", "unknown_town", "No such town")]),
    "reused": KeyReused(),
    "in_use": KeyInUse(),
    "crash": RuntimeError("the secret town is 南京"),
    "away": ConnectionRefusedError("db.internal:5432"),
    "cut": DBAPIError("insert into parcels", {"town": "南京"}, Exception("南京"), connection_invalidated=True),
    "deadlock": DBAPIError("insert into parcels", {"town": "南京"}, Failure("40P01")),
    "crowded": NoFreeConnection(),
    "clash": IntegrityError("insert into parcels", {"town": "南京"}, Failure("23505")),
}


@router.post("/api/v1/parcels", openapi_extra=takes(Parcel))
async def send(request: Request) -> Any:
    return (await read_json(request, Parcel)).model_dump(mode="json")


@router.post("/api/v1/long-parcels")
async def send_long(request: Request) -> Any:
    return len((await read_json(request, Parcel, limit=2_000_000)).to)


@router.get("/api/v1/parcels/{number}")
async def read(number: str) -> Response:
    return JSONResponse({"number": number}, headers={"ETag": etag(7)})


@router.post("/api/v1/parcels/{number}/return")
async def send_back(request: Request, number: str, key: Annotated[str, Depends(idempotency_key)]) -> Any:
    check_version(request, 7)
    return {"number": number, "key": key}


@router.get("/api/v1/parcels")
async def every(request: Request, cursor: str | None = None, limit: int = 2) -> Response:
    after = read_cursor(cursor, weight=int, at=datetime, town=str)
    begin = after["weight"] if after else 0
    more = write_cursor(weight=begin + limit, at=datetime(2026, 11, 23, tzinfo=UTC), town="南京") if begin < 4 else None
    return listed(request, list(range(begin, begin + limit)), more)


@router.get("/api/v1/errors/{kind}")
@router.get("/errors/{kind}")
async def fail(kind: str) -> None:
    raise ERRORS[kind]


@router.get("/api/v1/me")
async def me(person: Annotated[Person, Depends(current_person)]) -> Any:
    return {"id": person.id}


@router.get("/depot")
async def depot(request: Request, _person: Annotated[Person, Depends(require("courier"))]) -> Response:
    problems = {"to": "Name a town"} if "problem" in request.query_params else {}
    moment = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return page(request, "depot.html", numbers=range(1, 6), at_moment=moment, problems=defaultdict(str, problems))


@router.get("/label")
async def label(request: Request) -> Response:
    return page(request, "label.html")


@router.get("/form")
async def form(request: Request) -> Response:
    return page(request, "sign_in.html", persons=[], after="/", refused=False)


@router.post("/form")
async def take_form(request: Request) -> Response:
    fields = await read_form(request)
    return see_other(request, f"/form?{len(fields.one('text'))}")


@router.post("/api/v1/imports")
async def take_import(request: Request) -> Any:
    async with received(request, limit=300_000) as upload:
        files = {name: [file.filename, file.size, len(file.file.read())] for name, file in upload.files.items()}
        return {"fields": upload.fields, "files": files}


@router.get("/api/v1/parts")
async def parts(request: Request) -> Any:
    return parts_of(request)


class MovableClock:
    """The time of the service; a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


def parcels(site: Site | None = None, rooms: Rooms | None = None, **further: Any) -> FastAPI:
    """The service; `further` goes to `create_app`."""
    navigation = [Link("Depot", "/depot", frozenset({"courier"}))]
    return create_app(
        name="parcels", title="Parcels", version="1.2.3", routers=[router], parts={"belt": 7}, site=site or Site(),
        rooms=rooms or Rooms(folders=[HERE], navigation=navigation), **further,
    )  # fmt: skip


def staffed(folder: Path, staff: list[dict[str, Any]], **settings: Any) -> Site:
    """A site whose staff list holds these persons."""
    path = folder / "staff.json"
    path.write_text(json.dumps(staff))
    return replace(Site(staff_file=path, demo=any(person.get("demo") for person in staff)), **settings)


@asynccontextmanager
async def visiting(app: FastAPI, root_path: str = "", **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client on this machine that keeps cookies like a browser; `root_path` is the prefix of a proxy."""
    transport = httpx.ASGITransport(app, root_path=root_path)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        yield client


def hidden(html: str, name: str) -> str:
    """The value of a hidden field in a page."""
    return html.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]
