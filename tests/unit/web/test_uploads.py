"""Multipart uploads from people who mean it badly: refused as a whole, and nothing of them is kept."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser

from tests.unit.web.parcels import parcels, visiting

APP = parcels()
LINE = "boundary-7"


def part(name: str | None, content: bytes, *, filename: str | None = None, more: str = "") -> bytes:
    named = f'; name="{name}"' if name is not None else ""
    file = f'; filename="{filename}"' if filename is not None else ""
    return f"--{LINE}\r\nContent-Disposition: form-data{named}{file}\r\n{more}\r\n".encode() + content + b"\r\n"


END = f"--{LINE}--\r\n".encode()
FILE = part("file", b"a,b\r\n1,2\r\n", filename="rows.csv", more="Content-Type: text/csv\r\n")


async def post(raw: bytes, media_type: str = f"multipart/form-data; boundary={LINE}", **headers: str) -> tuple[int, dict[str, Any]]:
    async with visiting(APP) as client:
        answer = await client.post("/api/v1/imports", content=raw, headers={"content-type": media_type, **headers})
    document: dict[str, Any] = answer.json()
    return answer.status_code, document


async def test_a_whole_form_is_received() -> None:
    status, got = await post(part("procedure", "登记".encode()) + FILE + END)
    assert (status, got) == (200, {"fields": {"procedure": "登记"}, "files": {"file": ["rows.csv", 10, 10]}})


async def test_what_stands_before_and_after_the_form_is_passed_over() -> None:
    assert (await post(b"preamble\r\n" + FILE + END + b"epilogue" * 100))[0] in (200, 400)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no form at all",
        FILE,
        FILE[:-20],
        FILE + END[:-4],
        END[2:],
        part(None, b"x") + END,
        part("a", b"1") + part("a", b"2") + END,
        part("file", b"text") + FILE + END,
        b"".join(part(f"f{n}", b"x", filename="x") for n in range(21)) + END,
        b"".join(part(f"f{n}", b"x") for n in range(51)) + END,
        b"".join(part(f"f{n}", b"") for n in range(3000)) + END,
        part("a", b"x" * 64_001) + END,
        part("a", b"x", more="X-Long: " + "y" * 100_000 + "\r\n") + END,
        part("a", b"x", more="".join(f"X-{n}: y\r\n" for n in range(20))) + END,
        b"--" + LINE.encode() + b"\r\nbroken header\r\n\r\nx\r\n" + END,
        b"--" + LINE.encode() + b"\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n\r\nx\r\n--inner--\r\n" + END,
    ],
)
async def test_a_form_that_breaks_the_rules_is_refused(raw: bytes) -> None:
    status, document = await post(raw)
    assert (status, document["code"]) == (400, "malformed_upload")


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        (f"multipart/form-data; boundary={'b' * 500}", 400),
        ("multipart/form-data; boundary=another", 400),
        ("multipart/mixed; boundary=" + LINE, 415),
        ("text/csv", 415),
        ("", 415),
    ],
)
async def test_another_media_type_or_boundary_is_refused(media_type: str, status: int) -> None:
    assert (await post(FILE + END, media_type))[0] == status


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../a.exe", "a.exe"), ("C:\\\\temp\\\\b.csv", "b.csv"),
        ("/etc/passwd", "passwd"), ("..", "?"), ("", "?"), ("a\x1b[31m.csv", "a[31m.csv"),
        ("登记表.csv", "登记表.csv"), ("x" * 300, "x" * 200), ("con", "con"),
    ],
)  # fmt: skip
async def test_a_file_name_is_a_name_and_no_path(sent: str, kept: str) -> None:
    _, got = await post(part("file", b"x", filename=sent) + END)
    assert got["files"]["file"][0] == kept


async def test_a_file_name_in_pieces_is_no_path_either() -> None:
    pieces = b"--boundary-7\r\nContent-Disposition: form-data; name=\"file\"; filename*0*=utf-8''..%2F..%2F; filename*1*=a.exe\r\n\r\nx\r\n"
    status, got = await post(pieces + END)
    assert status in (200, 400)
    assert ".." not in str(got)


async def test_a_text_with_nul_is_refused() -> None:
    status, document = await post(part("a", b"x\0y") + END)
    assert (status, document["errors"][0]["code"]) == (422, "nul_character")


async def test_an_upload_over_its_limit_is_refused_whether_it_says_its_size_or_not() -> None:
    big = part("file", b"x" * 400_000, filename="big") + END

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(big), 50_000):
            yield big[start : start + 50_000]

    async with visiting(APP) as client:
        for content in (big, in_pieces()):
            answer = await client.post(
                "/api/v1/imports", content=content, headers={"content-type": f"multipart/form-data; boundary={LINE}"}
            )
            assert (answer.status_code, answer.json()["code"], answer.headers["connection"]) == (413, "body_too_large", "close")


async def test_a_client_that_leaves_half_way_leaves_nothing_behind() -> None:
    pieces = [{"type": "http.request", "body": FILE[:-2] + b"x" * 70_000, "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return pieces.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/imports", "query_string": b"", "root_path": "",
        "headers": [(b"content-type", f"multipart/form-data; boundary={LINE}".encode())], "client": None, "server": None, "scheme": "http",
    }  # fmt: skip
    await asyncio.wait_for(APP(scope, receive, send), 5)
    assert sent == []


async def test_the_parser_says_when_a_form_is_whole() -> None:
    """Pinned: Starlette's parser calls on_end at the closing boundary, and only there."""
    ended: list[bytes] = []

    class Noting(MultiPartParser):
        def on_end(self) -> None:
            ended.append(b"end")

    async def parse(raw: bytes) -> None:
        async def stream() -> AsyncGenerator[bytes, None]:
            yield raw

        await (await Noting(Headers({"content-type": f"multipart/form-data; boundary={LINE}"}), stream()).parse()).close()

    await parse(part("a", b"x"))
    assert ended == []
    await parse(part("a", b"x") + END)
    assert ended == [b"end"]
