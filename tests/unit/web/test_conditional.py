"""Requests under a condition: the right version, one key per decision, a list continued where it stopped."""

import base64
import json
from typing import Any

import pytest

from shared.web.conditional import etag, write_cursor
from tests.unit.web.parcels import parcels, visiting

APP = parcels()


async def send_back(headers: list[tuple[bytes, bytes]]) -> tuple[int, dict[str, Any]]:
    async with visiting(APP) as client:
        answer = await client.post("/api/v1/parcels/9/return", headers=headers)
    document: dict[str, Any] = answer.json()
    return answer.status_code, document


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (b'"abc"', "abc"), (b"abc", "abc"), (b' "a b" ', "a b"),
        (b'"a\\"b\\\\c"', 'a"b\\c'), (b"8e03978e-40d5-43dd-bc93-6894a57f9324",) * 2,
        (b"k" * 255, "k" * 255), (b'"' + b"k" * 255 + b'"', "k" * 255),
    ],
)  # fmt: skip
async def test_a_key_is_read_quoted_or_bare(sent: bytes, key: str | bytes) -> None:
    status, got = await send_back([(b"idempotency-key", sent), (b"if-match", b'"7"')])
    assert (status, got["key"]) == (200, key.decode() if isinstance(key, bytes) else key)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [b""],
        [b'""'],
        [b"   "],
        [b'"abc'],
        [b'a"b'],
        [b"a b"],
        [b'"a\\nb"'],
        [b"k" * 256],
        [b"k" * 10_000],
        ["密钥".encode()],
        [b"a\x00b"],
        [b"a\x1b[31m"],
        [b"a", b"b"],
        [b"a", b"a"],
    ],
)
async def test_without_one_readable_key_nothing_is_decided(headers: list[bytes]) -> None:
    status, document = await send_back([(b"idempotency-key", value) for value in headers])
    assert (status, document["code"]) == (400, "key_missing")


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (None, 428, "version_missing"),
        (b"", 412, "version_changed"),
        (b'"6"', 412, "version_changed"),
        (b"7", 412, "version_changed"),
        (b'W/"7"', 412, "version_changed"),
        (b'"77"', 412, "version_changed"),
        (b"*", 412, "version_changed"),
        (b'"1",' * 1000 + b'"7"', 412, "version_changed"),
    ],
)
async def test_a_change_needs_the_version_it_was_made_from(sent: bytes | None, status: int, code: str) -> None:
    condition = [] if sent is None else [(b"if-match", sent)]
    got, document = await send_back([(b"idempotency-key", b"a"), *condition])
    assert (got, document["code"]) == (status, code)


@pytest.mark.parametrize("sent", [b'"7"', b'"6", "7"', b' "7" '])
async def test_from_the_right_version_it_is_made(sent: bytes) -> None:
    assert (await send_back([(b"idempotency-key", b"a"), (b"if-match", sent)]))[0] == 200


async def test_a_read_names_its_version() -> None:
    async with visiting(APP) as client:
        assert (await client.get("/api/v1/parcels/9")).headers["etag"] == etag(7) == '"7"'


async def test_a_list_is_walked_through_its_links() -> None:
    async with visiting(APP) as client:
        address, seen, pages = "/api/v1/parcels?limit=3&town=南", [], 0
        while address:
            answer = await client.get(address)
            seen += answer.json()["items"]
            link = answer.headers.get("link", "")
            address = "/api/v1/parcels" + link.partition("<")[2].partition(">")[0] if link else ""
            pages += 1
            assert "town=%E5%8D%97" in link or not link
            assert (answer.json()["next_cursor"] is None) == (not link)
    assert (seen, pages) == (list(range(9)), 3)


def forged(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


GOOD: dict[str, Any] = {"weight": 1, "at": "2026-11-23T00:00:00Z", "town": "a"}


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "%00", "é", "=", "a" * 5_000, forged([]), forged("text"), forged(None), forged({}),
        forged({**GOOD, "weight": "much"}),
        forged({**GOOD, "at": "yesterday"}), forged({**GOOD, "town": 7}), forged({**GOOD, "town": "a\0b"}),
        forged({**GOOD, "weight": 2**63}),
        forged({**GOOD, "weight": None}), base64.urlsafe_b64encode(b"[" * 700).decode(),
        base64.urlsafe_b64encode(b'{"weight": NaN}').decode(),
        write_cursor(weight=1), "'; DROP TABLE parcels --",
    ],
)  # fmt: skip
async def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    async with visiting(APP) as client:
        answer = await client.get("/api/v1/parcels", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_unreadable")
