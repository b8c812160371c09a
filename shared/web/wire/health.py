"""Whether the process lives, whether it can work, and its figures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

Check = Callable[[], Awaitable[str | None]]


class CheckResult(BaseModel):
    """One thing the service needs; `says` is the sentence about what is missing."""

    ok: bool
    says: str | None = None


class Readiness(BaseModel):
    """Whether the service can work, check by check."""

    ready: bool
    checks: dict[str, CheckResult]


def health_router(checks: Mapping[str, Check], registry: CollectorRegistry, patience: float = 5.0) -> APIRouter:
    """`/health/live`, `/health/ready` (503 while a check fails or takes more than `patience` seconds) and `/metrics`."""
    router = APIRouter(tags=["operations"])

    @router.get("/health/live")
    async def live() -> dict[str, bool]:
        """The process answers; nothing else is asked."""
        return {"alive": True}

    @router.get("/health/ready", response_model=Readiness, responses={503: {"model": Readiness, "description": "Not ready"}})
    async def ready() -> Response:
        """Every check of the service, run now."""
        results = await asyncio.gather(*(_result(check, patience) for check in checks.values()))
        found = Readiness(ready=all(result.ok for result in results), checks=dict(zip(checks, results, strict=True)))
        return JSONResponse(found.model_dump(), 200 if found.ready else 503)

    @router.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


async def _result(check: Check, patience: float) -> CheckResult:
    try:
        says: Any = await asyncio.wait_for(check(), patience)
    except Exception as error:  # a check that breaks is a check that fails; its text may name hosts and users
        says = type(error).__name__
    return CheckResult(ok=says is None, says=says)
