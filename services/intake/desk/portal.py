"""The portal's first page, and the published page of each procedure."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.intake.api.doors import parts
from services.intake.api.procedures import in_force
from services.intake.desk.drafts import key_of
from services.intake.procedure import Section, Step
from shared.contracts.words import Channel
from shared.procedures import Edition
from shared.web.pages.environment import page

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> Response:
    """Who can complain about what, how long it takes, and where to look a complaint up."""
    editions = in_force(parts(request))
    shown = [{"edition": edition, "here": edition.section.offers(Channel.WEB), "told": _told_next(edition)} for edition in editions]
    return page(request, "start.html", procedures=shown, begun=key_of(request) is not None)


def _told_next(edition: Edition[Section]) -> list[Step]:
    """The steps that complainants wait for first, each once."""
    section = edition.section
    return list({step.code: step for step in map(section.told_next, section.kinds)}.values())


@router.get("/procedures/{procedure}")
async def process(request: Request, procedure: str) -> Response:
    """Every step of a procedure with its limit and where it is written (P13: the process is shown to everyone)."""
    return page(request, "process.html", **published(request, procedure))


def published(request: Request, procedure: str) -> dict[str, Any]:
    """The edition in force now, for a page. NotFound when there is none."""
    own = parts(request)
    edition: Edition[Section] = own.rules.in_force(procedure, own.clock.now())
    return {"edition": edition, "section": edition.section, "here": edition.section.offers(Channel.WEB)}
