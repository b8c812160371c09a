"""One line, one span and one measurement for each request; nothing in them comes from the request's own words."""

import time

import structlog
from opentelemetry.trace import Span
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.wire.metrics import RequestMetrics
from shared.web.wire.trace import TRACE_ID, traced

PROBLEM = "shared.web.problem"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = ("/health/live", "/health/ready", "/metrics", "/static/{name}")
_GONE = 499  # the client left before it was answered


class RequestRecord:
    """Writes the canonical line of each request: service, method, route template, status, problem code, milliseconds, trace id."""

    def __init__(self, app: ASGIApp, *, service: str, metrics: RequestMetrics) -> None:
        self.app = app
        self.service = service
        self.metrics = metrics
        self.log = structlog.get_logger("shared.web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = _GONE

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = time.perf_counter()
        with traced(scope) as span:
            try:
                await self.app(scope, receive, send_noting)
            finally:
                self._write(scope, span, status, time.perf_counter() - started)

    def _write(self, scope: Scope, span: Span, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = route_template(scope)
        self.metrics.observe(method, route, status, seconds)
        _describe(span, method, route, status)
        if route in _QUIET and status < 400:  # noqa: PLR2004 - refusals begin at 400
            return
        fields = {"service": self.service, "method": method, "route": route, "status": status, "ms": round(seconds * 1000, 2)}
        if PROBLEM in scope:
            fields["problem"] = scope[PROBLEM]
        self.log.info("request", **fields, trace_id=scope[TRACE_ID])


def route_template(scope: Scope) -> str:
    """The template the request matched, `/cases/{reference}`; never the path itself, which may name a complaint."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(included, "path", None) or getattr(scope.get("route"), "path", None)
    return path or "unmatched"


def _describe(span: Span, method: str, route: str, status: int) -> None:
    if span.is_recording():
        span.update_name(f"{method} {route}")
        span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
