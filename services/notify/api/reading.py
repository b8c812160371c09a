"""Lists of notices, and one notice."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from pydantic_core import to_json

from services.notify.api.doors import Correspondent
from services.notify.api.opened import Opened, opened
from services.notify.api.view import ContactShown, EntryShown, LetterShown, NoticeRead, NoticeShown, NoticesListed, fields
from services.notify.model import Stage
from services.notify.procedure import About
from services.notify.store import complaints
from services.notify.store.lists import Place, Wanted, page_of
from services.notify.store.tables import Entry, Told
from shared.contracts.words import ReplyChannel
from shared.web.app import parts_of
from shared.web.conditional import etag, listed, read_cursor, write_cursor

router = APIRouter()


class Listing(BaseModel):
    """Which notices are listed and in which order."""

    state: list[Stage] = Field([], max_length=len(Stage), description="only these states; may be given several times")
    channel: ReplyChannel | None = None
    about: About | None = None
    reference: str | None = Field(None, max_length=100, description="only of the complaint with this reference")
    sort: Literal["due", "-due"] = Field("due", description="by due time: the earliest first, or the latest first")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the page before")


@router.get("/api/v1/notices", response_model=NoticesListed)
async def list_notices(request: Request, _person: Correspondent, asked: Annotated[Listing, Query()]) -> Response:
    """Notices by due time. A reference that does not exist is 404."""
    after = read_cursor(asked.cursor, due=datetime, id=UUID)
    async with parts_of(request).transactions.read() as session:
        complaint = await complaints.by_reference(session, asked.reference) if asked.reference else None
        place = Place(after["due"], after["id"]) if after else None
        rows, further = await page_of(session, _wanted(asked, complaint), place, asked.limit)
    items = [NoticeShown(**fields(row, reference)) for row, reference in rows]
    return listed(request, items, write_cursor(due=further.due_at, id=further.id) if further else None)


def _wanted(asked: Listing, complaint: Told | None) -> Wanted:
    of = complaint.complaint_id if complaint else None
    return Wanted(asked.state, asked.channel, asked.about, of, newest=asked.sort == "-due")


@router.get("/api/v1/notices/{notice_id}", response_model=NoticeRead)
async def read_notice(request: Request, notice_id: UUID, person: Correspondent) -> Response:
    """One notice with its letter and history; `contact` is there for the person who took the task up. The ETag is its version."""
    parts = parts_of(request)
    async with parts.transactions.read() as session:
        found = await opened(session, parts.keys, notice_id, person)
    return Response(to_json(_shown(found)), media_type="application/json", headers={"ETag": etag(found.row.version)})


def _shown(found: Opened) -> NoticeRead:
    contact = found.contact
    return NoticeRead(
        **fields(found.row, found.complaint.reference),
        letter=LetterShown(subject=found.letter.subject, body=found.letter.body),
        contact=ContactShown(name=contact.name, value=contact.value) if contact else None,
        history=[EntryShown(**_entry(entry), note=note) for entry, note in found.history],
    )


def _entry(entry: Entry) -> dict[str, Any]:
    return {"at": entry.at, "actor": entry.actor, "fact": entry.fact, "state": entry.stage, "cause": entry.cause, "words": entry.words}
