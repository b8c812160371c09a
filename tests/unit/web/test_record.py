"""What is written down about a request: one line that nobody's words can reach, a trace that goes on, figures with few labels."""

import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from opentelemetry import trace
from prometheus_client import CollectorRegistry

from shared.web.wire.record import route_template
from tests.unit.web.parcels import PAGE, parcels, visiting

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    written = io.StringIO()
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.WriteLoggerFactory(file=written))
    yield written
    structlog.reset_defaults()


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


async def test_a_request_leaves_one_line(lines: io.StringIO) -> None:
    async with visiting(parcels()) as client:
        await client.get("/api/v1/parcels/TS-123", headers={"traceparent": PARENT, "user-agent": "spy/1"})
    (line,) = read(lines)
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request", "service": "parcels", "method": "GET", "route": "/api/v1/parcels/{number}", "status": 200, "trace_id": TRACE,
    }  # fmt: skip


async def test_a_refused_request_names_its_problem(lines: io.StringIO) -> None:
    async with visiting(parcels()) as client:
        await client.get("/api/v1/errors/refused")
    (line,) = read(lines)
    assert (line["status"], line["problem"]) == (409, "too_heavy")


async def test_health_and_files_leave_no_line_while_all_is_well(lines: io.StringIO) -> None:
    async with visiting(parcels()) as client:
        for address in ("/health/live", "/health/ready", "/metrics", "/static/web.css"):
            assert (await client.get(address)).status_code == 200
    assert read(lines) == []


async def test_a_crash_is_noted_by_kind_and_place_but_not_by_its_words(lines: io.StringIO) -> None:
    async with visiting(parcels()) as client:
        await client.get("/api/v1/errors/crash")
    crash, request = read(lines)
    assert (crash["event"], crash["error"], request["status"]) == ("unexpected", "RuntimeError", 500)
    assert crash["at"].startswith("fail:")
    assert "南京" not in lines.getvalue()


EVIL = 'x\r\nforged: line\n\x1b[31m","route":"forged" \u2028\u0085\0'


async def test_nothing_that_is_sent_can_forge_a_line(lines: io.StringIO) -> None:
    raw = EVIL.encode()
    async with visiting(parcels()) as client:
        await client.get("/api/v1/parcels/" + quote(EVIL, safe=""))
        await client.get("/nowhere", params={EVIL: EVIL})
        await client.request("EVIL\x1b[31m", "/nowhere")
        for name in (
            b"user-agent",
            b"x-forwarded-for",
            b"traceparent",
            b"tracestate",
            b"authorization",
            b"idempotency-key",
            b"accept-language",
        ):
            await client.get("/api/v1/me", headers=[(name, raw)])
        await client.post("/api/v1/parcels", json={EVIL: EVIL})
        await client.post("/form", data={EVIL: EVIL})
    written = lines.getvalue()
    assert written.isascii()
    assert len(read(lines)) == len(written.split("\n")) - 1 == 12
    assert {line["route"] for line in read(lines)} <= {"/api/v1/parcels/{number}", "unmatched", "/api/v1/me", "/api/v1/parcels", "/form"}
    assert "forged" not in written
    assert {line["method"] for line in read(lines)} == {"GET", "POST", "OTHER"}


async def test_a_trace_goes_on_through_the_request() -> None:
    seen: list[str] = []
    app = parcels()

    @app.get("/trace")
    async def trace_id() -> None:
        seen.append(format(trace.get_current_span().get_span_context().trace_id, "032x"))

    async with visiting(app) as client:
        await client.get("/trace", headers={"traceparent": PARENT})
        problem = await client.get("/api/v1/errors/missing", headers={"traceparent": PARENT})
        await client.get("/trace")
        await client.get("/trace", headers={"traceparent": "00-zz-zz-01"})
    assert seen[0] == TRACE
    assert problem.json()["instance"] == "urn:uuid:4bf92f35-77b3-4da6-a3ce-929d0e0e4736"
    assert len(set(seen)) == 3  # without a readable parent each request begins a trace of its own
    assert not trace.get_current_span().get_span_context().is_valid


async def test_figures_are_kept_by_route_template_and_class_of_status() -> None:
    registry = CollectorRegistry()
    async with visiting(parcels(registry=registry)) as client:
        for number in range(50):
            await client.get(f"/api/v1/parcels/{number}")
            await client.get(f"/nowhere/{number}")
        metrics = (await client.get("/metrics")).text
    read_ones = {"method": "GET", "route": "/api/v1/parcels/{number}", "status": "2xx"}
    assert registry.get_sample_value("http_requests_total", read_ones) == 50
    assert registry.get_sample_value("http_requests_total", {"method": "GET", "route": "unmatched", "status": "4xx"}) == 50
    assert metrics.count("http_requests_total{") == 2


async def test_the_template_holds_the_prefix_of_included_routers() -> None:
    """Pinned: FastAPI keeps the whole template of an included route in its own corner of the scope."""
    found: list[str] = []
    app = parcels()

    @app.middleware("http")
    async def note(request: Any, call_next: Any) -> Any:
        answer = await call_next(request)
        found.append(route_template(request.scope))
        return answer

    async with visiting(app) as client:
        await client.get("/api/v1/parcels/1")
        await client.get("/depot", headers=PAGE)
    assert found == ["/api/v1/parcels/{number}", "/depot"]
