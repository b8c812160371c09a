"""The pages of the notify desk."""

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notify.api.doors import Correspondent, carry_out
from services.notify.api.opened import opened
from services.notify.desk.forms import Verb, order_from
from services.notify.model import Stage
from services.notify.store import complaints
from services.notify.store.lists import Place, Wanted, page_of
from services.notify.store.notices import of_complaint
from services.notify.store.tables import Entry, Told
from shared.contracts.words import Text
from shared.errors import NotFound
from shared.web.app import parts_of
from shared.web.conditional import read_cursor, write_cursor
from shared.web.pages.catalogues import Words
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import read_form
from shared.web.staff.persons import Person

router = APIRouter(include_in_schema=False)
ROWS = 50
Cursor = Annotated[str | None, Query(max_length=1000)]
# Where a correspondent goes on after each order.
AFTERWARDS = {"take": "/notices/{id}", "done": "/tasks", "failed": "/tasks", "sent": "/in-doubt", "send_again": "/notices/{id}"}


@router.get("/")
async def start(request: Request, _person: Correspondent) -> Response:
    """The desk begins with what has to be done."""
    return see_other(request, "/tasks")


@router.get("/tasks")
async def tasks(
    request: Request, _person: Correspondent, channel: Literal["email", "phone", "letter"] | None = None, cursor: Cursor = None
) -> Response:
    """Calls and letters to make, and mails that no server takes: what is due first stands first."""
    return await _list(request, "tasks.html", Wanted((Stage.TASK,), channel), cursor)


@router.get("/in-doubt")
async def in_doubt(request: Request, _person: Correspondent, cursor: Cursor = None) -> Response:
    """Mails that were perhaps sent: a person decides."""
    return await _list(request, "in_doubt.html", Wanted((Stage.IN_DOUBT,)), cursor)


async def _list(request: Request, template: str, wanted: Wanted, cursor: str | None) -> Response:
    after = read_cursor(cursor, due=datetime, id=UUID)
    parts = parts_of(request)
    async with parts.transactions.read() as session:
        rows, place = await page_of(session, wanted, Place(after["due"], after["id"]) if after else None, ROWS)
    further = _further(request, place) if place else None
    return page(request, template, rows=rows, further=further, now=parts.clock.now(), channel=wanted.channel)


def _further(request: Request, place: Place) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"?{urlencode([*kept, ('cursor', write_cursor(due=place.due_at, id=place.id))])}"


@router.get("/letters")
async def letters(request: Request, _person: Correspondent, reference: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Every letter of one complaint as it was kept."""
    wanted = reference.strip()
    if not wanted:
        return page(request, "letters.html", reference="", complaint=None, rows=())
    async with parts_of(request).transactions.read() as session:
        try:
            complaint = await complaints.by_reference(session, wanted)
        except NotFound:
            return page(request, "letters.html", 404, reference=wanted, complaint=None, rows=())
        rows = await of_complaint(session, complaint.complaint_id)
    return page(request, "letters.html", reference=wanted, complaint=complaint, rows=rows)


@router.get("/notices/{notice_id}")
async def notice(request: Request, notice_id: UUID, person: Correspondent) -> Response:
    """One notice: the letter, what happened to it, what can be done."""
    return await _notice(request, notice_id, person, {})


@router.get("/notices/{notice_id}/letter")
async def letter(request: Request, notice_id: UUID, person: Correspondent) -> Response:
    """The letter as it is printed and posted; with the address for the person who took the task up."""
    parts = parts_of(request)
    async with parts.transactions.read() as session:
        found = await opened(session, parts.keys, notice_id, person)
    return page(request, "letter.html", found=found)


async def _notice(request: Request, notice_id: UUID, person: Person, problems: dict[str, str], status: int = 200) -> Response:
    parts = parts_of(request)
    async with parts.transactions.read() as session:
        found = await opened(session, parts.keys, notice_id, person)
    task = _task(parts, found.complaint, found.row.channel)
    words = request.app.state.pages.words_for(request)
    past = [_happened(entry, note, words) for entry, note in reversed(found.history)]
    return page(request, "notice.html", status, found=found, task=task, past=past, problems=problems, now=parts.clock.now())


def _happened(entry: Entry, note: str | None, words: Words) -> dict[str, Any]:
    """An entry for the timeline: what happened, who did it, and what the server or the person said."""
    said = "\n".join(filter(None, (entry.words, note)))
    return {"at": entry.at, "title": words.say(f"notice_fact.{entry.fact}"), "who": entry.actor, "text": said}


def _task(parts: Any, complaint: Told, channel: str) -> Text | None:
    """What the procedure asks a person to do on this road."""
    task = parts.rules.for_open_case(complaint.procedure, complaint.edition, parts.clock.now()).section.task(channel)
    return task.text if task else None


@router.post("/notices/{notice_id}/{verb}")
async def order(request: Request, notice_id: UUID, verb: Verb, person: Correspondent) -> Response:
    """Carry out what the form asks for; one form is one order, however often it is sent."""
    fields = await read_form(request)
    command, problems = order_from(verb, notice_id, fields)
    if command is None:
        words = request.app.state.pages.words_for(request)
        return await _notice(request, notice_id, person, {name: words.say(problem) for name, problem in problems.items()}, 422)
    await carry_out(request, command, person, fields.form_id())
    return see_other(request, AFTERWARDS[verb].replace("{id}", str(notice_id)))
