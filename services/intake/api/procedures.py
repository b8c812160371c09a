"""What may be complained about: the procedures in force, their channels, their steps and limits (P13: shown to everyone)."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from services.intake.api.doors import IntakeParts, parts
from services.intake.procedure import Section
from shared.contracts.words import Text
from shared.errors import NotFound
from shared.procedures import Edition

router = APIRouter(prefix="/api/v1/procedures", tags=["procedures"])


class ProcedureSummary(BaseModel):
    """A procedure and its edition in force."""

    id: str
    edition: str
    title: Text
    kinds: list[str]


class ProcedureList(BaseModel):
    items: list[ProcedureSummary]


class ProcedureView(ProcedureSummary):
    """Everything published about a procedure: who may complain how, what is asked, the steps with limits and their basis."""

    source: Text
    identities: list[str]
    languages: list[str]
    channels: list[dict[str, Any]]
    required: list[str]
    max_narrative: int
    questions: dict[str, Any]
    consents: list[str]
    guidance: list[Text]
    emergency: Text
    steps: list[dict[str, Any]]


def in_force(own: IntakeParts) -> list[Edition[Section]]:
    """The edition of each procedure that governs what arrives now; procedures that are not in force are left out."""
    found = []
    for name in own.rules.procedures():
        try:
            found.append(own.rules.in_force(name, own.clock.now()))
        except NotFound:
            continue
    return found


@router.get("", response_model=ProcedureList)
async def list_procedures(request: Request) -> Any:
    """The procedures in force."""
    return {"items": [_summary(edition) for edition in in_force(parts(request))]}


@router.get("/{procedure}", response_model=ProcedureView)
async def show(request: Request, procedure: str) -> Any:
    """One procedure as published: channels, questions, steps and their limits."""
    own = parts(request)
    edition = own.rules.in_force(procedure, own.clock.now())
    section: Section = edition.section
    published = section.model_dump(mode="json", exclude={"next_steps", "authority", "business", "territory"})
    questions = {name: question.model_dump(mode="json") for name, question in section.questions().items()}
    return {**_summary(edition), "source": edition.source, "questions": questions, **published}


def _summary(edition: Edition[Section]) -> dict[str, Any]:
    return {
        "id": edition.procedure,
        "edition": edition.edition.isoformat(),
        "title": edition.title,
        "kinds": list(edition.section.kinds),
    }
