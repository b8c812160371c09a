"""Every answer is safe to show, in the caller's form and language, and says nothing it should not."""

import pytest
from starlette.routing import Route

from shared.web.wire.site import Site
from tests.unit.web.parcels import PAGE, parcels, visiting

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADDRESSES = [
    "/health/live", "/health/ready", "/metrics", "/openapi.json", "/static/web.css", "/sign-in", "/problems/invalid", "/nowhere",
    "/depot", "/api/v1/me", "/api/v1/parcels", "/api/v1/parcels?limit=x", "/api/v1/parcels?cursor=%00", "/problems/NO", "/static/x",
    *(f"{prefix}/errors/{kind}" for prefix in ("", "/api/v1") for kind in ("refused", "missing", "invalid", "reused", "in_use", "crash")),
]  # fmt: skip


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_carries_the_security_headers(address: str, accept: str) -> None:
    async with visiting(parcels(), accept=accept) as client:
        answer = await client.get(address)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers
    assert answer.headers["cache-control"] == "no-store" or address.startswith("/static/web")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "BREW"])
async def test_a_method_that_is_not_served_is_refused_with_the_headers_too(method: str) -> None:
    async with visiting(parcels()) as client:
        answer = await client.request(method, "/api/v1/me")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "GET")
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("kind", "status", "kind_of_problem", "code"),
    [
        ("refused", 409, "/problems/refused", "too_heavy"),
        ("missing", 404, "/problems/not_found", "not_found"),
        ("invalid", 422, "/problems/invalid", "invalid"),
        ("reused", 422, "/problems/key_reused", "key_reused"),
        ("in_use", 409, "/problems/key_in_use", "key_in_use"),
        ("crash", 500, "/problems/unexpected", "unexpected"),
    ],
)
async def test_each_error_becomes_its_problem_document(kind: str, status: int, kind_of_problem: str, code: str) -> None:
    async with visiting(parcels()) as client:
        answer = await client.get(f"/api/v1/errors/{kind}")
    document = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, document["status"], document["type"], document["code"]) == (status, status, kind_of_problem, code)
    assert document["instance"].startswith("urn:uuid:")


@pytest.mark.parametrize("kind", ["away", "cut", "deadlock", "crowded"])
async def test_a_failure_that_passes_asks_to_come_again(kind: str) -> None:
    async with visiting(parcels()) as client:
        answer = await client.get(f"/api/v1/errors/{kind}")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "unavailable", "5")
    assert "南京" not in answer.text
    assert "db.internal" not in answer.text


async def test_a_failure_that_would_come_again_does_not() -> None:
    async with visiting(parcels()) as client:
        answer = await client.get("/api/v1/errors/clash")
    assert (answer.status_code, "南京" in answer.text) == (500, False)


async def test_a_refusal_is_told_in_the_words_of_the_procedure() -> None:
    async with visiting(parcels()) as client:
        assert (await client.get("/api/v1/errors/refused")).json()["detail"] == "包裹超过 30 公斤"
        assert "包裹超过 30 公斤" in (await client.get("/errors/refused", headers=PAGE)).text


async def test_an_invalid_request_names_every_place() -> None:
    async with visiting(parcels()) as client:
        document = (await client.get("/api/v1/errors/invalid")).json()
    assert document["errors"] == [{"pointer": "/to", "code": "unknown_town", "message": "No such town"}]


async def test_a_problem_is_told_in_the_language_of_the_caller() -> None:
    async with visiting(parcels()) as client:
        english = (await client.get("/api/v1/parcels?limit=x")).json()
        chinese = (await client.get("/api/v1/parcels?limit=x", headers={"accept-language": "zh-CN,zh;q=0.9"})).json()
    assert (english["title"], english["errors"][0]["message"]) == ("Something in the request is not right", "must be a whole number")
    assert (chinese["title"], chinese["errors"][0]["message"]) == ("请求中有不正确的内容", "应为整数")
    assert english["errors"][0]["pointer"] == "/query/limit"


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
async def test_a_crash_tells_nothing_but_how_to_find_it(prefix: str) -> None:
    async with visiting(parcels(), accept="text/html") as client:
        answer = await client.get(f"{prefix}/errors/crash")
    assert answer.status_code == 500
    assert not any(word in answer.text for word in ("南京", "RuntimeError", "Traceback", ".py", "1.2.3"))


async def test_a_browser_gets_a_page_and_a_program_a_document() -> None:
    async with visiting(parcels()) as client:
        assert (await client.get("/errors/missing", headers=PAGE)).headers["content-type"] == "text/html; charset=utf-8"
        assert (await client.get("/errors/missing")).headers["content-type"] == "application/problem+json"
        assert (await client.get("/api/v1/errors/missing", headers=PAGE)).headers["content-type"] == "application/problem+json"


async def test_what_was_asked_for_is_never_repeated() -> None:
    async with visiting(parcels()) as client:
        answers = [
            await client.get("/api/v1/parcels/<script>x9y8/none"),
            await client.get("/x9y8", headers=PAGE),
            await client.get("/api/v1/parcels?limit=x9y8&x9y8=1"),
            await client.post("/api/v1/parcels", json={"to": 1, "x9y8 <b>": "x9y8"}),
            await client.get("/problems/x9y8"),
        ]
    assert [answer.status_code for answer in answers] == [404, 404, 422, 422, 404]
    assert not any("x9y8" in answer.text for answer in answers)


async def test_the_address_behind_a_problem_explains_it() -> None:
    async with visiting(parcels()) as client:
        kind = (await client.get("/api/v1/errors/reused")).json()["type"]
        explanation = await client.get(kind, headers={"accept-language": "zh"})
    assert explanation.status_code == 200
    assert "新请求请使用新的 Idempotency-Key。" in explanation.text


async def test_a_foreign_host_name_is_refused() -> None:
    async with visiting(parcels(Site(trusted_hosts=frozenset({"127.0.0.1"})))) as client:
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/live", headers={"host": "127.0.0.1:8080"})).status_code == 200
        for host in ("evil.example", "127.0.0.1.evil.example", "", "[::1]", "127.0.0.1@evil.example"):
            answer = await client.get("/health/live", headers={"host": host})
            assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")


async def test_forged_proxy_headers_change_nothing() -> None:
    forged = {"x-forwarded-host": "evil.example", "x-forwarded-for": "1.2.3.4", "x-user": "mei", "x-forwarded-proto": "https"}
    async with visiting(parcels()) as client:
        plain = await client.get("/sign-in", headers={"cookie": "visitor=a"})
        touched = await client.get("/sign-in", headers={"cookie": "visitor=a", **forged})
        assert (await client.get("/api/v1/me", headers=forged)).status_code == 401
    assert "evil.example" not in touched.text
    assert len(plain.text) == len(touched.text)


async def test_a_failure_of_the_error_page_itself_still_gets_an_answer() -> None:
    app = parcels()
    app.state.view = lambda _request: {}  # every page now misses its names
    async with visiting(app) as client:
        answer = await client.get("/errors/missing", headers=PAGE)
    assert (answer.status_code, answer.text) == (500, "Something went wrong here.")
    assert answer.headers["content-security-policy"] == POLICY


async def test_a_failure_around_the_routes_is_answered_like_any_other() -> None:
    async def crash(_request: object) -> None:
        raise RuntimeError("secret")

    app = parcels()
    app.router.routes.append(Route("/bare", crash))
    async with visiting(app) as client:
        answer = await client.get("/bare")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
