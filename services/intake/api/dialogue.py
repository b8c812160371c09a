"""The complainant's side: how the complaint stands, messages both ways, withdrawal, appeal, rating. Opened by the receipt."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Request
from pydantic import AwareDatetime, BaseModel
from starlette.responses import Response

from services.intake.api.doors import opened, parts
from services.intake.api.view import ComplaintView, view_of
from services.intake.commands.complainant import (
    AppealBody,
    LodgeAppeal,
    MessageBody,
    Rate,
    RatingBody,
    Supplement,
    Withdraw,
    WithdrawalBody,
)
from services.intake.model import Complaint
from shared.web.body import read_json
from shared.web.conditional import idempotency_key
from shared.web.wire.contract import takes

router = APIRouter(prefix="/api/v1/complaints", tags=["the complainant"])
C = TypeVar("C", bound=BaseModel)


async def own_complaint(
    request: Request, reference: str, receipt: Annotated[str, Header(description="The receipt, in any spelling")] = ""
) -> Complaint:
    """Dependency: the complaint of this reference and receipt; 404 whichever of them is wrong."""
    return await opened(request, reference, _as_typed(receipt))


def _as_typed(header: str) -> str:
    """A header's bytes are read as Latin-1; what was sent in UTF-8, such as full-width digits, is read again."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


class MessageSent(BaseModel):
    id: str
    at: AwareDatetime


class Done(BaseModel):
    status: str
    at: AwareDatetime


class Appealed(Done):
    id: str


class Rating(BaseModel):
    score: int
    at: AwareDatetime


@router.get("/{reference}", response_model=ComplaintView)
async def show(request: Request, complaint: Annotated[Complaint, Depends(own_complaint)]) -> Response:
    """How the complaint stands: status, history, messages, what happens next, the decision when there is one."""
    view = await view_of(complaint, parts(request), request.app.state.pages.words_for(request))
    return Response(view.model_dump_json(), media_type="application/json")


@router.post("/{reference}/messages", status_code=201, response_model=MessageSent, openapi_extra=takes(MessageBody))
async def add_message(
    request: Request, complaint: Annotated[Complaint, Depends(own_complaint)], key: Annotated[str, Depends(idempotency_key)]
) -> Any:
    """Add information or answer a question. 409 once the complaint is decided, refused or withdrawn."""
    body = await read_json(request, MessageBody)
    return await _perform(request, complaint, key, Supplement(complaint_id=complaint.complaint_id, **dict(body)))


@router.post("/{reference}/withdrawal", response_model=Done, openapi_extra=takes(WithdrawalBody))
async def withdraw(
    request: Request, complaint: Annotated[Complaint, Depends(own_complaint)], key: Annotated[str, Depends(idempotency_key)]
) -> Any:
    """Take the complaint back. A breach that came to light may still be investigated (P8, step 8)."""
    body = await read_json(request, WithdrawalBody)
    return await _perform(request, complaint, key, Withdraw(complaint_id=complaint.complaint_id, **dict(body)))


@router.post("/{reference}/appeal", status_code=201, response_model=Appealed, openapi_extra=takes(AppealBody))
async def appeal(
    request: Request, complaint: Annotated[Complaint, Depends(own_complaint)], key: Annotated[str, Depends(idempotency_key)]
) -> Any:
    """Appeal against the decision, with the reasons. 409 without a decision or at the last instance; lateness is judged later."""
    body = await read_json(request, AppealBody)
    return await _perform(request, complaint, key, LodgeAppeal(complaint_id=complaint.complaint_id, **dict(body)))


@router.post("/{reference}/rating", response_model=Rating, openapi_extra=takes(RatingBody))
async def rate(
    request: Request, complaint: Annotated[Complaint, Depends(own_complaint)], key: Annotated[str, Depends(idempotency_key)]
) -> Any:
    """Say once how satisfied you are with the handling, 1 to 5."""
    body = await read_json(request, RatingBody)
    return await _perform(request, complaint, key, Rate(complaint_id=complaint.complaint_id, **dict(body)))


async def _perform(request: Request, complaint: Complaint, key: str, command: BaseModel) -> Any:
    """Keys of two complainants never meet."""
    return await parts(request).transactions.perform(command, actor="complainant", key=f"{complaint.complaint_id} {key}")
