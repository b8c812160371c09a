"""Handing a complaint in."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.api.doors import submitter
from services.intake.api.registering import registered
from services.intake.commands.submission import Registered, Submission, Submitted
from services.intake.decisions.access import Scope
from shared.web.body import read_json
from shared.web.conditional import idempotency_key
from shared.web.wire.contract import takes

router = APIRouter(tags=["complaints"])

_EXAMPLE: dict[str, Any] = {
    "procedure": "customer",
    "identity": "named",
    "complainant": {"name": "李静"},
    "contact": {"channel": "email", "value": "li.jing@example.org"},
    "title": "电饭煲第二次使用就冒烟",
    "narrative": "上周六在贵店买的电饭煲，第二次使用时底部冒烟，客服说要等厂家，至今没有答复。",
    "occurred": {"from": "2026-11-14", "place": "人民路门店"},
    "asks": "退款",
}


@router.post("/api/v1/complaints", status_code=201, response_model=Registered, openapi_extra=takes(Submission, example=_EXAMPLE))
async def submit(request: Request, key: Annotated[str, Depends(idempotency_key)]) -> Response:
    """Register a complaint, a suggestion or a report: of the public, or with a branch office's key, which may state channel and time.

    201 after the commit, with the receipt that is told only here. The same key with the same body gets the same answer for
    seven days; with another body 422, while the first is running 409.
    """
    by = await submitter(request, Scope.SUBMIT)
    answer = await registered(request, Submitted(await read_json(request, Submission), by, key))
    return Response(
        answer.model_dump_json(), 201, media_type="application/json", headers={"Location": f"/api/v1/complaints/{answer.reference}"}
    )
