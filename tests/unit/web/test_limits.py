"""A body may be only so large and only so slow, and an operation may allow more for itself."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from shared.web.problems.rejected import Rejected
from shared.web.wire.limits import BodyLimits
from shared.web.wire.site import Site
from tests.unit.web.parcels import parcels, visiting

JSON = {"content-type": "application/json"}


def body(size: int) -> bytes:
    return b'{"to": "' + b"a" * (size - 10) + b'"}'


async def in_pieces(raw: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(raw), size):
        yield raw[start : start + size]


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    ("address", "size", "status"),
    [
        ("/api/v1/parcels", 10_000, 200),
        ("/api/v1/parcels", 256_001, 413),
        ("/api/v1/parcels", 5_000_000, 413),
        ("/api/v1/long-parcels", 1_000_000, 422),  # read, then too long for the model
        ("/api/v1/long-parcels", 2_000_001, 413),
    ],
)
async def test_a_body_over_its_limit_is_refused(address: str, size: int, status: int, streamed: bool) -> None:
    raw = body(size)
    async with visiting(parcels()) as client:
        answer = await client.post(address, content=in_pieces(raw) if streamed else raw, headers=JSON)
    assert answer.status_code == status
    if status == 413:
        assert (answer.json()["code"], answer.headers["connection"]) == ("body_too_large", "close")


async def test_the_first_byte_too_many_ends_the_reading() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"a" * 50_000

    async with visiting(parcels()) as client:
        answer = await client.post("/api/v1/parcels", content=endless(), headers=JSON)
    assert (answer.status_code, taken) == (413, 6)


async def test_a_body_announced_too_large_is_refused_before_it_is_read() -> None:
    async def never() -> Message:
        raise AssertionError("nothing of it should be read")

    async def read_one(_scope: Scope, receive: Receive, _send: Send) -> None:
        await receive()

    async def send(_message: Message) -> None:
        return None

    with pytest.raises(Rejected) as refusal:
        await BodyLimits(read_one, limit=100, patience=5)({"type": "http", "headers": [(b"content-length", b"101")]}, never, send)
    assert refusal.value.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "9" * 30, ""])
async def test_a_lying_length_is_no_way_around(length: str) -> None:
    async with visiting(parcels()) as client:
        answer = await client.post("/api/v1/parcels", content=body(300_000), headers={**JSON, "content-length": length})
    assert answer.status_code == 413


async def test_a_body_that_stops_coming_is_given_up() -> None:
    async def stalling() -> AsyncIterator[bytes]:
        yield b'{"to"'
        await asyncio.sleep(60)

    async with visiting(parcels(Site(patience=0.02))) as client:
        answer = await client.post("/api/v1/parcels", content=stalling(), headers=JSON)
    assert (answer.status_code, answer.json()["code"], answer.headers["connection"]) == (408, "body_too_slow", "close")


async def test_a_body_that_crawls_is_given_up_though_it_never_stops() -> None:
    async def crawling() -> Message:
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def read_all(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            await receive()

    async def send(_message: Message) -> None:
        return None

    with pytest.raises(Rejected) as refusal:
        await BodyLimits(read_all, limit=10_000, patience=5, head_start=0.02)({"type": "http", "headers": []}, crawling, send)
    assert (refusal.value.status_code, refusal.value.code) == (408, "body_too_slow")


async def test_an_answer_that_takes_long_is_not_mistaken_for_a_slow_body() -> None:
    app = parcels(Site(patience=0.02))

    @app.post("/slow")
    async def slow() -> Any:
        await asyncio.sleep(0.1)
        return "done"

    async with visiting(app) as client:
        assert (await client.post("/slow", content=b"x")).status_code == 200


async def test_a_client_that_leaves_is_not_answered() -> None:
    pieces = [{"type": "http.request", "body": b'{"to"', "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return pieces.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/parcels", "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/json")], "client": None, "server": None, "scheme": "http",
    }  # fmt: skip
    await parcels()(scope, receive, send)
    assert sent == []
