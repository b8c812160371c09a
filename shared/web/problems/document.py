"""The problem document of RFC 9457, as every JSON operation sends it."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse

from shared.web.problems.rejected import Rejected
from shared.web.wire.trace import TRACE_ID

MEDIA_TYPE = "application/problem+json"


class ProblemError(BaseModel):
    """One place that is wrong."""

    pointer: str = Field(description="JSON Pointer into the request body; /query/…, /header/… or /path/… for the rest")
    code: str
    message: str


class ProblemDocument(BaseModel):
    """What went wrong and what to do about it (RFC 9457); nothing of the request is repeated in it."""

    type: str = Field(description="Path of the page that explains this kind of problem")
    title: str = Field(description="In the language of Accept-Language")
    status: int
    code: str = Field(description="Stable word for programs: the last part of `type`, or the ground of a refusal")
    detail: str | None = None
    instance: str = Field(description="urn:uuid of the trace this request belongs to")
    errors: list[ProblemError] = Field(default_factory=list)


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE


def problem_response(request: Request, rejected: Rejected, *, type_code: str, title: str, detail: str | None) -> ProblemResponse:
    """The refusal as a JSON answer; `instance` lets a person find the log line without repeating the address asked for."""
    prefix = request.scope.get("root_path", "")
    content: dict[str, Any] = {
        "type": f"{prefix}/problems/{type_code}",
        "title": title,
        "status": rejected.status_code,
        "code": rejected.code,
        "detail": detail,
        "instance": UUID(request.scope[TRACE_ID]).urn,
        "errors": [{"pointer": e.pointer, "code": e.code, "message": e.message} for e in rejected.errors],
    }
    kept = {name: value for name, value in content.items() if value is not None}
    return ProblemResponse(kept, rejected.status_code, headers=dict(rejected.headers or {}))
