"""The tracking page: how a complaint stands, the dialogue both ways, withdrawal, appeal, rating. Opened by the receipt."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from services.intake.api.doors import opened, parts
from services.intake.api.view import view_of
from services.intake.commands.complainant import LodgeAppeal, Rate, Supplement, Withdraw
from services.intake.desk import drafts, visits
from services.intake.desk.answering import padded_page
from services.intake.desk.answers import Typed
from services.intake.desk.progress import progress
from services.intake.model import Complaint
from shared.errors import NotFound, Refused
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import Fields, read_form

router = APIRouter(include_in_schema=False)
Verb = Literal["message", "withdrawal", "appeal", "rating"]
# The order, and for each of its fields the question on the page.
_ORDERS: dict[Verb, tuple[type[BaseModel], dict[str, str]]] = {
    "message": (Supplement, {"text": "text"}),
    "withdrawal": (Withdraw, {"reason": "reason"}),
    "appeal": (LodgeAppeal, {"reasons": "reasons"}),
    "rating": (Rate, {"score": "score", "comment": "comment"}),
}
_WRITTEN = ("text", "reason", "reasons", "comment")
_LEFT = '"cache", "cookies", "storage"'


@router.get("/track")
async def track(request: Request) -> Response:
    """The complaint that this browser may see, else the question for number and receipt."""
    complaint = await visits.visited(request)
    return await _complaint(request, complaint) if complaint else _door(request)


def _door(request: Request, status: int = 200, *, reference: str = "", problems: Typed | None = None, written: str = "") -> Response:
    return padded_page(request, "track.html", status, reference=reference, problems=problems or {}, written=written)


@router.post("/track")
async def knock(request: Request) -> Response:
    """Number and receipt are sent in the body alone; a wrong receipt and an unknown number are answered alike."""
    fields = await read_form(request)
    try:
        complaint = await opened(request, fields.one("reference"), fields.one("receipt"))
    except NotFound:
        words = request.app.state.pages.words_for(request)
        problems = {"receipt": words.say("Number and receipt do not belong to a complaint. Check both and try again.")}
        return _door(request, 404, reference=fields.one("reference")[:100], problems=problems)
    visits.begin(request, complaint)
    return see_other(request, "/track")


async def _complaint(request: Request, complaint: Complaint, status: int = 200, **again: Any) -> Response:
    view = await view_of(complaint, parts(request), request.app.state.pages.words_for(request))
    given: dict[str, Any] = {"typed": {}, "problems": {}} | again
    return padded_page(request, "complaint.html", status, view=view, steps=progress(view), **given)


@router.get("/track/withdrawal")
async def confirm(request: Request) -> Response:
    """Ask before a complaint is withdrawn: it cannot be taken up again."""
    complaint = await visits.visited(request)
    if complaint is None:
        return see_other(request, "/track")
    view = await view_of(complaint, parts(request), request.app.state.pages.words_for(request))
    return padded_page(request, "withdraw.html", view=view) if "withdrawal" in view.may else see_other(request, "/track")


@router.get("/track/{verb}")
async def back(request: Request, verb: Verb) -> Response:  # noqa: ARG001 - the address names it
    """Whoever comes back to the address of an order sees the complaint."""
    return see_other(request, "/track")


@router.post("/track/{verb}")
async def act(request: Request, verb: Verb) -> Response:
    """Carry out what the complainant asks; one form is one order, however often it is sent."""
    fields = await read_form(request)
    complaint = await visits.visited(request)
    if complaint is None:
        return _door(request, 403, written=next(filter(None, map(fields.one, _WRITTEN)), ""))
    order, problems = _order_from(verb, complaint.complaint_id, fields)
    if order is None:
        words = request.app.state.pages.words_for(request)
        sentences = {name: words.say(problem) for name, problem in problems.items()}
        return await _complaint(request, complaint, 422, typed=_typed(fields), problems=sentences)
    try:
        key = f"{complaint.complaint_id} {fields.form_id()}"
        await parts(request).transactions.perform(order, actor="complainant", key=key)
    except Refused as refused:
        return await _complaint(request, complaint, 409, typed=_typed(fields), problems={"now": refused.words})
    return see_other(request, "/track")


def _typed(fields: Fields) -> Typed:
    return {name: fields.one(name) for name in (*_WRITTEN, "score")}


_PROBLEMS = {
    "text": "Write a message of at most 5,000 characters",
    "reason": "Give a reason of at most 5,000 characters, or none",
    "reasons": "Write why you do not accept the decision, in at most 5,000 characters",
    "score": "Choose one of the five answers",
    "comment": "Write at most 5,000 characters, or nothing",
}


def _order_from(verb: Verb, complaint_id: UUID, fields: Fields) -> tuple[BaseModel | None, Typed]:
    """The order, or for each question what to do about it (message ids)."""
    kind, asked = _ORDERS[verb]
    given: dict[str, Any] = {name: fields.one(question) for name, question in asked.items()}
    if "score" in given:
        given["score"] = int(given["score"]) if given["score"] in "12345" and given["score"] else None
    try:
        return kind.model_validate({"complaint_id": complaint_id, **given}), {}
    except ValidationError as error:
        questions = {str(finding["loc"][0]) for finding in error.errors(include_input=False)}
        return None, {asked[name]: _PROBLEMS[asked[name]] for name in asked if name in questions}


@router.post("/close")
async def close(request: Request) -> Response:
    """The visit ends; another complaint may be looked up."""
    await read_form(request)
    visits.end(request)
    return see_other(request, "/track")


@router.post("/leave")
async def leave(request: Request) -> Response:
    """Leave quickly: the visit ends, what was written is forgotten, the browser is asked to forget what it has seen."""
    await read_form(request)
    visits.end(request)
    await drafts.discard(request)
    response = see_other(request, "/left")
    response.headers["Clear-Site-Data"] = _LEFT
    return response


@router.get("/left")
async def left(request: Request) -> Response:
    """A page that says nothing about complaints."""
    return page(request, "left.html")
