"""The pages of the triage desk."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from services.triage.api.doors import Officer, carry_out
from services.triage.api.opened import Opened, opened
from services.triage.api.reading import Listing, page_for
from services.triage.decisions.judgement import edition_of
from services.triage.decisions.reading import pieces
from services.triage.desk.forms import Verb, order_from
from services.triage.procedure import Section
from services.triage.store.tables import Assessment, Entry
from shared.contracts.words import Severity, Text, Urgency
from shared.errors import Invalid, Refused
from shared.procedures import Editions
from shared.web.app import parts_of
from shared.web.pages.catalogues import Words
from shared.web.pages.environment import page, see_other
from shared.web.pages.forms import Fields, read_form
from shared.web.staff.persons import Person
from shared.workdays import explained

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Again:
    """An order that could not be carried out: what was typed and what is wrong with it, by question."""

    verb: str
    typed: Fields
    problems: dict[str, str]
    status: int

    @property
    def places(self) -> dict[str, str]:
        """The problems by the id of the question on the page, which several orders ask."""
        return {name if name in ("question", "orders") else f"{self.verb}-{name}": said for name, said in self.problems.items()}


FIRST = Again("", Fields({}), {}, 200)


@router.get("/")
async def start(request: Request, _person: Officer) -> Response:
    """The desk begins with what waits."""
    return see_other(request, "/assessments")


@router.get("/assessments")
async def waiting(request: Request, person: Officer) -> Response:
    """What waits for a person: the most urgent first, of those the oldest; filters stand in the address."""
    parts, asked = parts_of(request), _asked(request)
    if asked is None:
        return see_other(request, "/assessments")
    rows, further = await page_for(parts, asked, person.units)
    kept = [(name, value) for name, value in request.query_params.multi_items() if value and name not in ("cursor", "lang")]
    href = f"?{urlencode([*kept, ('cursor', further)])}" if further else None
    shown = [(row, due, _unit_name(row, parts.rules)) for row, due in rows]
    filters = {"procedure": _procedures(parts.rules), "severity": list(Severity), "urgency": list(Urgency)}
    return page(request, "waiting.html", rows=shown, further=href, asked=asked, filters=filters, now=parts.clock.now(), filtered=bool(kept))


def _asked(request: Request) -> Listing | None:
    """The filters as the form sends them, an empty one meaning none; nothing when one of them is no filter of ours."""
    given = {name: value for name, value in request.query_params.items() if value and name in Listing.model_fields}
    try:
        return Listing.model_validate(given | {"state": [given["state"]] if "state" in given else []})
    except ValidationError:
        return None


def _procedures(rules: Editions[Section]) -> list[tuple[str, Text]]:
    """Every procedure with the title of its latest edition."""
    return list({edition.id: edition.title for edition in rules.all()}.items())


def _unit_name(row: Assessment, rules: Editions[Section]) -> Text | None:
    edition = edition_of(rules, row.procedure, row.edition)
    unit = edition.section.unit(row.unit) if edition and row.unit else None
    return unit.name if unit else None


@router.get("/assessments/{complaint_id}")
async def assessment(request: Request, complaint_id: UUID, person: Officer) -> Response:
    """One assessment: the complaint with the words that mattered, what the rules suggest and why, what can be done."""
    return await _assessment(request, complaint_id, person)


@router.post("/assessments/{complaint_id}/{verb}")
async def order(request: Request, complaint_id: UUID, verb: Verb, person: Officer) -> Response:
    """Carry out what the form asks for; one form is one order, however often it is sent."""
    fields = await read_form(request)
    command, problems = order_from(verb, complaint_id, fields, person)
    if command is None:
        words = request.app.state.pages.words_for(request)
        return await _assessment(request, complaint_id, person, Again(verb, fields, {n: words.say(p) for n, p in problems.items()}, 422))
    try:
        await carry_out(request, command, person, fields.form_id())
    except Refused as refused:
        problems = {"reason" if refused.ground == "reason_needed" else "orders": refused.words}
        return await _assessment(request, complaint_id, person, Again(verb, fields, problems, 409))
    except Invalid as invalid:
        problems = {problem.pointer.strip("/"): problem.message for problem in invalid.problems}
        return await _assessment(request, complaint_id, person, Again(verb, fields, problems, 422))
    return see_other(request, "/assessments" if verb in ("accept", "refuse", "ask", "route") else f"/assessments/{complaint_id}")


async def _assessment(request: Request, complaint_id: UUID, person: Person, again: Again = FIRST) -> Response:
    """The page of one assessment, with what was typed when something about it was wrong."""
    parts = parts_of(request)
    async with parts.transactions.read() as session:
        found = await opened(session, parts, complaint_id, person)
    words = request.app.state.pages.words_for(request)
    return page(
        request,
        "assessment.html",
        again.status,
        found=found,
        marked=lambda text: pieces(text, found.suggestion.words if found.suggestion else ()),
        questions=_suggested(found, words),
        explanation=explained(found.due) if found.due else None,
        past=[_happened(entry, said, words) for entry, said in reversed(found.history)],
        typed=again.typed,
        problems=again.places,
        now=parts.clock.now(),
    )


def _suggested(found: Opened, words: Words) -> list[dict[str, Any]]:
    """The rows of the suggestion card: the question, what the rules answer, how sure they are and why."""
    said = found.suggestion
    if said is None:
        return []
    answers = [
        ("category", said.category.value.text if said.category.value else None, said.category),
        ("severity", words.say(f"severity.{said.severity.value}"), said.severity),
        ("urgency", words.say(f"urgency.{said.urgency.value}"), said.urgency),
        ("unit", said.unit.value.name if said.unit.value else None, said.unit),
    ]
    return [{"question": name, "answer": value, "answered": answer} for name, value, answer in answers]


def _happened(entry: Entry, said: str | None, words: Words) -> dict[str, Any]:
    """An entry for the timeline: what happened, who did it, the codes decided and what was written."""
    codes = [str(entry.detail[name]) for name in ("category", "severity", "urgency", "unit", "ground") if entry.detail.get(name)]
    reasons = [reason["text"][words.language] for reason in entry.detail.get("reasons", ())]
    text = "\n".join(filter(None, [" · ".join(codes), *reasons, said]))
    return {"at": entry.at, "title": words.say(f"assessment_fact.{entry.fact}"), "who": entry.actor, "text": text}
