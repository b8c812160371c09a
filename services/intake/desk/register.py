"""The registration desk: a clerk takes down what was said by telephone, written in a letter or told at the counter."""

from datetime import datetime, tzinfo
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from services.intake.api.doors import parts
from services.intake.api.procedures import in_force
from services.intake.commands.submission import Submitted
from services.intake.desk import drafts
from services.intake.desk.answering import padded_page, registered_once
from services.intake.desk.answers import ASKED, ASKED_OF_CLERKS, Typed, blank, problems_by_question, sentence, submission_from, typed_in
from services.intake.desk.complaint import FORM_BYTES
from services.intake.desk.drafts import Draft
from services.intake.desk.portal import published
from services.intake.model import registration_desk
from services.intake.procedure import Section
from shared.contracts.words import Channel
from shared.errors import Invalid
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import read_form
from shared.web.staff.doors import require
from shared.web.staff.persons import Person
from shared.web.wire.limits import allow_body

router = APIRouter(prefix="/desk/register", include_in_schema=False)
Clerk = Annotated[Person, Depends(require("clerk"))]
NAMES = (*ASKED, *ASKED_OF_CLERKS)
_NOT_TAKEN_DOWN = (Channel.WEB, Channel.API)


@router.get("")
async def form(request: Request, _clerk: Clerk, procedure: Annotated[str, Query(max_length=64)] = "") -> Response:
    """The page of one procedure, the first one where none is named."""
    wanted = procedure or in_force(parts(request))[0].procedure
    section: Section = published(request, wanted)["section"]
    chosen = {"kind": section.kinds[0], "channel": _channels(section)[0].code, "reply": "portal"}
    return _form(request, wanted, blank(NAMES, **chosen), {})


def _channels(section: Section) -> list[Any]:
    """The ways that a clerk takes complaints down from."""
    return [offered for offered in section.channels if offered.code not in _NOT_TAKEN_DOWN] or list(section.channels)


def _form(request: Request, procedure: str, typed: Typed, problems: Typed, status: int = 200) -> Response:
    found, editions = published(request, procedure), in_force(parts(request))
    channels = _channels(found["section"])
    return page(request, "register.html", status, typed=typed, problems=problems, editions=editions, channels=channels, **found)


@router.post("")
async def take_down(request: Request, clerk: Clerk) -> Response:
    """Register what was taken down, once, however often the form is sent."""
    allow_body(request, FORM_BYTES)
    fields = await read_form(request)
    procedure, typed = fields.one("procedure"), typed_in(fields, NAMES)
    words = request.app.state.pages.words_for(request)
    try:
        received_at = _moment(typed["received_at"], parts(request).settings.days)
    except ValueError:
        problem = sentence("received_at", words.say("field.date_format"), words)
        return _form(request, procedure, typed, {"received_at": problem}, 422)
    submission, problems = submission_from(procedure, typed, words, received_at=received_at)
    if submission is None:
        return _form(request, procedure, typed, problems, 422)
    try:
        answer = await registered_once(request, Submitted(submission, registration_desk(clerk.id), fields.form_id()))
    except Invalid as invalid:
        return _form(request, procedure, typed, problems_by_question(invalid.problems, words), 422)
    await drafts.keep(request, Draft(procedure=procedure, typed={"kind": submission.kind}, answer=answer), anew=True)
    return see_other(request, "/desk/register/receipt")


def _moment(typed: str, zone: tzinfo) -> datetime | None:
    """When the complaint came, in the organisation's time; None means now."""
    if not typed:
        return None
    moment = datetime.fromisoformat(typed)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@router.get("/receipt")
async def receipt(request: Request, _clerk: Clerk) -> Response:
    """What the caller is told: number, receipt, what happens next and until when."""
    draft = await drafts.current(request)
    if draft is None or draft.answer is None:
        return see_other(request, "/desk/register")
    return padded_page(request, "slip.html", told=draft.answer, kind=draft.typed["kind"], **published(request, draft.procedure))


@router.post("/receipt")
async def told(request: Request, _clerk: Clerk) -> Response:
    """The caller knows; the receipt is forgotten and the next one may be taken down."""
    await read_form(request)
    await drafts.discard(request)
    return see_other(request, "/desk/register")
