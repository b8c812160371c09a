"""What operators and other people's programs see: health, figures, the contract, files."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from shared.web.wire.health import health_router
from tests.unit.web.parcels import PAGE, parcels, visiting

LOOKS = Path(__file__).parents[3] / "shared/web/look"


async def well() -> str | None:
    return None


async def lacking() -> str | None:
    return "the outbox table is missing; run --migrate"


async def crashing() -> str | None:
    raise OSError("connect to db.internal as intake failed")


async def test_a_service_lives_whatever_it_lacks() -> None:
    async with visiting(parcels(checks={"database": crashing})) as client:
        answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


async def test_readiness_names_each_check_and_what_is_missing() -> None:
    async with visiting(parcels(checks={"broker": well, "database": lacking, "disk": crashing})) as client:
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {
            "broker": {"ok": True, "says": None},
            "database": {"ok": False, "says": "the outbox table is missing; run --migrate"},
            "disk": {"ok": False, "says": "OSError"},
        },
    }


async def test_what_a_service_can_do_without_is_reported_and_leaves_it_ready() -> None:
    async with visiting(parcels(checks={"database": well}, lesser_checks={"broker": lacking})) as client:
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["checks"]["broker"]["ok"] is False


async def test_a_check_that_hangs_is_a_check_that_fails() -> None:
    async def hanging() -> str | None:
        await asyncio.sleep(60)
        return None

    app = FastAPI()
    app.include_router(health_router({"database": hanging}, CollectorRegistry(), patience=0.01))
    async with visiting(app) as client:
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["database"]["says"]) == (503, "TimeoutError")


async def test_a_service_whose_checks_are_well_is_ready() -> None:
    async with visiting(parcels(checks={"database": well})) as client:
        assert (await client.get("/health/ready")).status_code == 200


async def contract() -> dict[str, Any]:
    async with visiting(parcels()) as client:
        document: dict[str, Any] = (await client.get("/openapi.json")).json()
    return document


async def test_the_contract_is_openapi_with_one_problem_document_for_every_failure() -> None:
    document = await contract()
    assert document["openapi"].startswith("3.1.")
    problem = {"$ref": "#/components/schemas/ProblemDocument"}
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["responses"]["default"]["content"] == {"application/problem+json": {"schema": problem}}
            assert "422" not in operation["responses"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert {"type", "title", "status", "code", "instance", "errors", "detail"} == set(
        document["components"]["schemas"]["ProblemDocument"]["properties"]
    )


async def test_the_contract_describes_bodies_that_are_read_by_hand() -> None:
    document = await contract()
    body = document["paths"]["/api/v1/parcels"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Parcel"}
    assert {"Parcel", "Box", "Size"} <= document["components"]["schemas"].keys()


async def test_every_reference_in_the_contract_leads_somewhere() -> None:
    document = await contract()

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [found for key, inner in value.items() for found in ([inner] if key == "$ref" else references(inner))]
        return [found for inner in value for found in references(inner)] if isinstance(value, list) else []

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


async def test_the_contract_asks_for_keys_and_tokens_where_the_operations_do() -> None:
    document = await contract()
    giving_back = document["paths"]["/api/v1/parcels/{number}/return"]["post"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in giving_back["parameters"]]
    assert document["paths"]["/api/v1/me"]["get"]["security"] == [{"HTTPBearer": []}]


@pytest.mark.parametrize(
    "address", ["/docs", "/redoc", "/docs/oauth2-redirect", "/debug", "/static/", "/static/../app.py", "/static/%2e%2e/app.py"]
)
async def test_what_nobody_needs_is_not_served(address: str) -> None:
    async with visiting(parcels()) as client:
        assert (await client.get(address)).status_code == 404


async def test_files_are_kept_for_ever_under_their_content_and_not_otherwise() -> None:
    async with visiting(parcels(), **PAGE) as client:
        page = (await client.get("/form")).text
        address = page.split('rel="stylesheet" href="')[1].split('"', maxsplit=1)[0]
        named, bare, old = await client.get(address), await client.get("/static/web.css"), await client.get("/static/web.css?v=old")
    assert named.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert bare.headers["cache-control"] == old.headers["cache-control"] == "no-cache"
    assert named.content == (LOOKS / "static/web.css").read_bytes()
    assert named.headers["content-type"] == "text/css; charset=utf-8"


def test_the_style_sheet_and_the_script_stay_small_and_call_nobody() -> None:
    sheet, script = (LOOKS / "static" / name for name in ("web.css", "web.js"))
    assert sheet.stat().st_size < 20_000
    assert script.stat().st_size < 6_000
    for path in (sheet, script, *(LOOKS / "templates").iterdir()):
        assert not re.search(r"https?:|url\(|@import|src=\"(?!\{)", path.read_text())


async def test_parts_come_back_to_the_operations() -> None:
    async with visiting(parcels()) as client:
        assert (await client.get("/api/v1/parts")).json() == {"belt": 7}
