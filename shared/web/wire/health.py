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
    """Whether the service can work, check by check; one it can do without for a while may fail and leave it ready."""

    ready: bool
    checks: dict[str, CheckResult]


def health_router(
    checks: Mapping[str, Check], registry: CollectorRegistry, patience: float = 5.0, lesser: Mapping[str, Check] | None = None
) -> APIRouter:
    """`/health/live`, `/health/ready` (503 while a check fails or takes more than `patience` seconds) and `/metrics`.

    The `lesser` checks are reported too, after a fifth of that patience, but what they lack leaves the service ready.
    """
    lesser = lesser or {}
    router = APIRouter(tags=["operations"])

    @router.get("/health/live")
    async def live() -> dict[str, bool]:
        """The process answers; nothing else is asked."""
        return {"alive": True}

    @router.get("/health/ready", response_model=Readiness, responses={503: {"model": Readiness, "description": "Not ready"}})
    async def ready() -> Response:
        """Every check of the service, run now."""
        running = [_result(check, patience) for check in checks.values()] + [_result(check, patience / 5) for check in lesser.values()]
        results = dict(zip([*checks, *lesser], await asyncio.gather(*running), strict=True))
        found = Readiness(ready=all(results[name].ok for name in checks), checks=results)
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
