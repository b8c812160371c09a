"""What a correspondent orders: one operation per verb, once per key, from the version that was seen."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.notify import commands
from services.notify.api.doors import Correspondent, carry_out, seen_version
from services.notify.api.view import Ordered
from shared.web.body import read_json
from shared.web.conditional import idempotency_key
from shared.web.wire.contract import takes

router = APIRouter()
Key = Annotated[str, Depends(idempotency_key)]
Version = Annotated[int, Depends(seen_version)]


@router.post("/api/v1/notices/{notice_id}/take", response_model=Ordered, openapi_extra=takes(commands.Taking))
async def take(request: Request, notice_id: UUID, person: Correspondent, key: Key, version: Version) -> Any:
    """Take a task up: it is this person's from now on, who is shown where to reach the complainant. 409 when another has it."""
    await read_json(request, commands.Taking)
    return await carry_out(request, commands.TakeUp(notice_id=notice_id, version=version), person, key)


@router.post("/api/v1/notices/{notice_id}/done", response_model=Ordered, openapi_extra=takes(commands.Doing))
async def done(request: Request, notice_id: UUID, person: Correspondent, key: Key, version: Version) -> Any:
    """Report a task done: the complainant was told. The notice counts as sent."""
    body = await read_json(request, commands.Doing)
    return await carry_out(request, commands.ReportDone(notice_id=notice_id, version=version, **body.model_dump()), person, key)


@router.post("/api/v1/notices/{notice_id}/failed", response_model=Ordered, openapi_extra=takes(commands.Failing))
async def failed(request: Request, notice_id: UUID, person: Correspondent, key: Key, version: Version) -> Any:
    """Report that the complainant could not be told, and why."""
    body = await read_json(request, commands.Failing)
    return await carry_out(request, commands.ReportFailed(notice_id=notice_id, version=version, **body.model_dump()), person, key)


@router.post("/api/v1/notices/{notice_id}/sent", response_model=Ordered, openapi_extra=takes(commands.Finding))
async def sent(request: Request, notice_id: UUID, person: Correspondent, key: Key, version: Version) -> Any:
    """Decide a doubt: the mail server had taken it."""
    body = await read_json(request, commands.Finding)
    return await carry_out(request, commands.MarkSent(notice_id=notice_id, version=version, **body.model_dump()), person, key)


@router.post("/api/v1/notices/{notice_id}/send_again", response_model=Ordered, openapi_extra=takes(commands.SendingAgain))
async def send_again(request: Request, notice_id: UUID, person: Correspondent, key: Key, version: Version) -> Any:
    """Send an e-mail in doubt, or one that the server refused, once more with the same Message-ID."""
    body = await read_json(request, commands.SendingAgain)
    return await carry_out(request, commands.SendAgain(notice_id=notice_id, version=version, **body.model_dump()), person, key)
