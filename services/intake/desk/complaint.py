"""Complaining on the portal: the form, check your answers, hand in, the receipt."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.intake.api.doors import parts
from services.intake.api.registering import problem_of
from services.intake.commands.submission import Submission, Submitted
from services.intake.decisions.submission import flaws
from services.intake.desk import drafts
from services.intake.desk.answering import padded_page, registered_once
from services.intake.desk.answers import ASKED, Typed, blank, problems_by_question, read_back, submission_from, typed_in
from services.intake.desk.drafts import Draft
from services.intake.desk.portal import published
from services.intake.model import PUBLIC
from services.intake.procedure import Section
from shared.errors import Invalid, NotFound
from shared.web.pages.catalogues import Words
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import read_form
from shared.web.wire.limits import allow_body

router = APIRouter(include_in_schema=False)
FORM_BYTES = 600_000  # 30,000 Chinese signs, of which a form makes nine bytes each, and what stands around them


@router.get("/complain/{procedure}")
async def form(request: Request, procedure: str) -> Response:
    """The questions, with what this browser has answered so far."""
    draft = await drafts.current(request)
    begun = draft is not None and draft.answer is None and draft.procedure == procedure
    section = _offered_here(request, procedure)["section"]
    typed = blank(ASKED) | draft.typed if begun and draft else blank(ASKED, kind=section.kinds[0])
    return _form(request, procedure, typed, {})


def _offered_here(request: Request, procedure: str) -> dict[str, Any]:
    found = published(request, procedure)
    if not found["here"]:
        raise NotFound
    return found


def _form(request: Request, procedure: str, typed: Typed, problems: Typed, status: int = 200) -> Response:
    return page(request, "form.html", status, typed=typed, problems=problems, **_offered_here(request, procedure))


@router.post("/complain/{procedure}")
async def answered(request: Request, procedure: str) -> Response:
    """Keep the answers as a draft and go on to check them; when something is wrong, the form again with what was typed."""
    allow_body(request, FORM_BYTES)
    fields = await read_form(request)
    section = _offered_here(request, procedure)["section"]
    typed = typed_in(fields, ASKED)
    _, problems = _submission(request, procedure, typed, section)
    if problems:
        return _form(request, procedure, typed, problems, 422)
    draft = await drafts.current(request)
    await drafts.keep(request, Draft(procedure=procedure, typed=typed), anew=draft is None or draft.answer is not None)
    return see_other(request, "/check")


def _submission(request: Request, procedure: str, typed: Typed, section: Section) -> tuple[Submission | None, Typed]:
    words: Words = request.app.state.pages.words_for(request)
    language = words.language if words.language in section.languages else None
    submission, problems = submission_from(procedure, typed, words, language=language)
    if submission is not None:
        found = [problem_of(flaw, words) for flaw in flaws(submission, PUBLIC, section)]
        problems = problems_by_question(found, words)
    return submission, problems


@router.get("/check")
async def check(request: Request) -> Response:
    """Check your answers before you hand in."""
    draft = await drafts.current(request)
    if draft is None or draft.answer is not None:
        return see_other(request, "/receipt" if draft else "/")
    found = _offered_here(request, draft.procedure)
    rows = read_back(found["section"], draft.typed, request.app.state.pages.words_for(request))
    return page(request, "check.html", rows=rows, draft=draft, seen=_seen(request, draft), **found)


def _seen(request: Request, draft: Draft) -> str:
    """Stands for exactly these answers: another window may have changed the draft meanwhile."""
    return parts(request).settings.pepper.mark("seen", draft.model_dump_json()).hex()


@router.post("/check")
async def hand_in(request: Request) -> Response:
    """Hand in what was checked, once, however often the button is pressed."""
    fields = await read_form(request)
    draft = await drafts.current(request)
    if draft is None or draft.answer is not None:
        return see_other(request, "/receipt" if draft else "/")
    if fields.one("seen") != _seen(request, draft):
        return see_other(request, "/check")
    submission, problems = _submission(request, draft.procedure, draft.typed, _offered_here(request, draft.procedure)["section"])
    if submission is None or problems:
        return _form(request, draft.procedure, blank(ASKED) | draft.typed, problems, 422)
    return await _handed_in(request, draft, submission)


async def _handed_in(request: Request, draft: Draft, submission: Submission) -> Response:
    key = f"portal {drafts.mark_of(request).hex()}"
    try:
        answer = await registered_once(request, Submitted(submission, PUBLIC, key))
    except Invalid as invalid:
        problems = problems_by_question(invalid.problems, request.app.state.pages.words_for(request))
        return _form(request, draft.procedure, blank(ASKED) | draft.typed, problems, 422)
    await drafts.keep(request, Draft(procedure=draft.procedure, typed={"kind": submission.kind}, answer=answer))
    return see_other(request, "/receipt")


@router.get("/receipt")
async def receipt(request: Request) -> Response:
    """Reference and receipt, shown until the complainant says that they are saved."""
    return await _receipt(request, {})


async def _receipt(request: Request, problems: Typed, status: int = 200) -> Response:
    draft = await drafts.current(request)
    if draft is None or draft.answer is None:
        return see_other(request, "/check" if draft else "/track")
    found = published(request, draft.procedure)
    return padded_page(request, "receipt.html", status, told=draft.answer, kind=draft.typed["kind"], problems=problems, **found)


@router.post("/receipt")
async def saved(request: Request) -> Response:
    """Forget the receipt once the complainant has it."""
    fields = await read_form(request)
    if not fields.one("saved"):
        words = request.app.state.pages.words_for(request)
        return await _receipt(request, {"saved": words.say("Tick the box when you have saved the number and the receipt")}, 422)
    await drafts.discard(request)
    return see_other(request, "/track")


@router.post("/discard")
async def discard(request: Request) -> Response:
    """Throw away what was written."""
    await read_form(request)
    await drafts.discard(request)
    return see_other(request, "/")
