"""The case page, and the forms by which people work on a case."""

from collections.abc import Callable
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from services.investigation import store
from services.investigation.api.acting import BY_VERB, acting, check_visible, desk_staff, section_of, the_parts
from services.investigation.api.shapes import content_of, texts_of
from services.investigation.commands import CaseCommand
from services.investigation.decisions.overview import overview
from services.investigation.desk.forms import Choices, Surroundings, form_of, given
from services.investigation.desk.timeline import timeline
from services.investigation.model import Denied
from shared.errors import NotFound, Refused
from shared.lifecycle import NotPermitted
from shared.web.pages.catalogues import Words
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import Fields, read_form
from shared.web.pages.languages import language_of
from shared.web.problems.places import explained
from shared.web.staff.persons import Person as StaffPerson

router = APIRouter(include_in_schema=False)
Staff = Annotated[StaffPerson, Depends(desk_staff)]


@router.get("/cases/{reference}")
async def case_page(request: Request, reference: str, person: Staff) -> Response:
    """One case: what was written, what happened, how its clocks stand, what to do next."""
    return await _show(request, reference, person)


@router.post("/cases/{reference}/{verb}")
async def act(request: Request, reference: str, verb: str, person: Staff) -> Response:
    """Carry out what a form asks for; a refusal shows the page again with what was typed."""
    command = BY_VERB.get(verb)
    if command is None:
        raise NotFound
    fields = await read_form(request)
    try:
        made = _made(request, command, reference, person, fields)
        await the_parts(request).transactions.perform(made, actor=person.id, key=fields.form_id() or None)
    except ValidationError as wrong:
        return await _show(request, reference, person, 422, verb, _problems(request, verb, wrong), fields)
    except Refused as refusal:
        return await _show(request, reference, person, 409, verb, {f"do-{verb}": _words(request, refusal)}, fields)
    return see_other(request, f"/cases/{reference}")


async def _show(
    request: Request,
    reference: str,
    person: StaffPerson,
    status: int = 200,
    opened: str = "",
    problems: dict[str, str] | None = None,
    fields: Fields | None = None,
) -> Response:
    parts, who, now = the_parts(request), acting(person), the_parts(request).clock.now()
    async with parts.transactions.read() as session:
        row, case = await store.read_case(session, reference)
    section = section_of(case, request)
    check_visible(who, case, section)
    view, texts = overview(case, section, parts.settings.office, who, now), texts_of(case, parts.keys)
    around = Surroundings(case, section, view, texts)
    return page(
        request,
        "case.html",
        status,
        row=row,
        case=case,
        view=view,
        texts=texts,
        content=content_of(row, parts.keys),
        procedure_title=parts.rules.of(case.procedure, case.edition).title,
        lines=timeline(case, section, view, texts, request.app.state.pages.words_for(request)),
        forms=[form_of(step, around) for step in view.steps],
        problems=problems or {},
        typed=fields.one if fields else lambda _name: "",
        opened=opened,
        said=_in_words(request),
        triage=parts.settings.links.get("triage"),
    )


def _made(request: Request, command: type[CaseCommand], reference: str, person: StaffPerson, fields: Fields) -> CaseCommand:
    """The command as the form says it; times of day are the organisation's."""
    named: dict[str, Any] = given(command, fields)
    if named.get("on"):
        named["on"] = f"{named['on']}{_offset(request)}"
    version = fields.one("version")
    return command.model_validate(
        {**named, "reference": reference, "version": int(version) if version.isdecimal() else 0, "by": acting(person)}
    )


def _offset(request: Request) -> str:
    zone: ZoneInfo = the_parts(request).settings.office.zone
    return the_parts(request).clock.now().astimezone(zone).strftime("%z")


def _problems(request: Request, verb: str, wrong: ValidationError) -> dict[str, str]:
    found = explained(wrong.errors(include_url=False, include_input=False), request.app.state.pages.words_for(request))
    return {f"{verb}.{problem.pointer.removeprefix('/')}": problem.message for problem in found}


def _words(request: Request, refusal: Refused) -> str:
    words: Words = request.app.state.pages.words_for(request)
    if isinstance(refusal, NotPermitted):
        stage, fact = words.label("stage", refusal.stage), words.label("fact", refusal.fact)
        return words.say("In the stage “%(stage)s” this cannot happen: %(fact)s.", stage=stage, fact=fact)
    return str(getattr(refusal.text, words.language)) if isinstance(refusal, Denied) else refusal.words


def _in_words(request: Request) -> Callable[[Choices], list[tuple[str, str]]]:
    language = language_of(request)
    return lambda choices: [(value, getattr(text, language)) for value, text in choices]
