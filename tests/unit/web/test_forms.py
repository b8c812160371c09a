"""Forms: only a page of ours can send one, every post answers 303, a double click carries the same id."""

from pathlib import Path

import httpx
import pytest

from tests.unit.web.parcels import DEMO_STAFF, PAGE, hidden, parcels, staffed, visiting


async def test_a_form_of_ours_is_taken_and_answered_with_303() -> None:
    async with visiting(parcels(), **PAGE) as client:
        page = (await client.get("/form")).text
        answer = await client.post("/form", data={"csrf": hidden(page, "csrf"), "text": " 一\r\n二 "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/form?3")


async def test_each_page_has_a_form_id_of_its_own() -> None:
    async with visiting(parcels(), **PAGE) as client:
        ids = {hidden((await client.get("/form")).text, "form_id") for _ in range(5)}
    assert len(ids) == 5


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "0" * 43])
async def test_without_the_right_token_nothing_is_taken(token: str) -> None:
    async with visiting(parcels(), **PAGE) as client:
        await client.get("/form")
        answer = await client.post("/form", data={"csrf": token, "text": "a"})
    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.text


async def test_the_token_of_one_browser_is_worthless_in_another() -> None:
    app = parcels()
    async with visiting(app) as mine, visiting(app) as yours:
        token = hidden((await mine.get("/form")).text, "csrf")
        await yours.get("/form")
        assert (await yours.post("/form", data={"csrf": token})).status_code == 403
        assert (await mine.post("/form", data={"csrf": token})).status_code == 303


async def test_without_its_cookie_the_token_is_worthless() -> None:
    async with visiting(parcels()) as client:
        token = hidden((await client.get("/form")).text, "csrf")
        client.cookies.clear()
        assert (await client.post("/form", data={"csrf": token})).status_code == 403


async def test_signing_in_makes_older_tokens_worthless(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, DEMO_STAFF)), **PAGE) as client:
        token = hidden((await client.get("/sign-in")).text, "csrf")
        assert (await client.post("/sign-in", data={"csrf": token, "person": "mei"})).status_code == 303
        assert (await client.post("/form", data={"csrf": token})).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"}, {"origin": "http://127.0.0.1.evil.example"}, {"origin": ""}, {"origin": "http://["},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
    ],
)  # fmt: skip
async def test_a_page_of_another_origin_cannot_change_anything(headers: dict[str, str]) -> None:
    async with visiting(parcels()) as client:
        token = hidden((await client.get("/form")).text, "csrf")
        for answer in (
            await client.post("/form", data={"csrf": token}, headers=headers),
            await client.post("/api/v1/parcels", json={"to": "a"}, headers=headers),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://127.0.0.1"}, {}])
async def test_our_own_pages_and_programs_can(headers: dict[str, str]) -> None:
    async with visiting(parcels()) as client:
        assert (await client.post("/api/v1/parcels", json={"to": "a"}, headers=headers)).status_code == 200


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
async def test_a_form_sent_as_something_else_is_refused(media_type: str) -> None:
    async with visiting(parcels()) as client:
        answer = await client.post("/form", content=b"csrf=x", headers={"content-type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_a_form")


@pytest.mark.parametrize("content", [b"text=%00", b"%00=1", b"text=a%00b&csrf=x"])
async def test_nul_in_a_form_is_refused(content: bytes) -> None:
    answer = await _send(content)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "nul_character")


@pytest.mark.parametrize(
    "content", [b"&".join(b"f%d=1" % n for n in range(10_000)), b"%ff%fe=%80", b"=", b"&&&", b"a" * 1000, b"text=%ED%A0%80"]
)
async def test_a_strange_form_is_refused_without_a_failure(content: bytes) -> None:
    assert (await _send(content)).status_code in (400, 403)


async def _send(content: bytes) -> httpx.Response:
    async with visiting(parcels()) as client:
        return await client.post("/form", content=content, headers={"content-type": "application/x-www-form-urlencoded"})


async def test_reading_a_page_changes_nothing_and_reads_no_body() -> None:
    async with visiting(parcels()) as client:
        answer = await client.request("GET", "/sign-out", data={"csrf": "x"})
    assert answer.status_code == 405
