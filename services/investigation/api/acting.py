"""How a request becomes a command: who asks, which case in which version, and what is answered."""

import re
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, create_model

from services.investigation.commands import COMMANDS, CaseCommand
from services.investigation.decisions.permissions import STAFF, scope
from services.investigation.model import CaseFile, Outdated, Person, Scope
from services.investigation.procedure import Section
from services.investigation.settings import InvestigationSettings
from shared.errors import NotFound
from shared.process.parts import Parts
from shared.web.app import parts_of
from shared.web.problems.rejected import Rejected
from shared.web.staff.doors import require
from shared.web.staff.persons import Person as StaffPerson

BY_VERB: dict[str, type[CaseCommand]] = {command.VERB: command for command in COMMANDS}
desk_staff = require(*STAFF)
_VERSION = re.compile(r'\s*"(\d{1,9})"\s*\Z')


def the_parts(request: Request) -> Parts[InvestigationSettings, Section]:
    """What this service is made of."""
    parts: Parts[InvestigationSettings, Section] = parts_of(request)
    return parts


def acting(person: StaffPerson) -> Person:
    """The member of staff as commands name one."""
    return Person(person.id, tuple(sorted(person.roles)), tuple(sorted(person.units)))


def visible_to(person: Person, request: Request) -> Scope:
    """The cases this person may see, under all procedures: a unit is the same one in each of them."""
    pools = [pool for edition in the_parts(request).rules.all() for pool in edition.section.pools]
    return scope(person, pools)


def section_of(case: CaseFile, request: Request) -> Section:
    """The rules this case lives by."""
    parts = the_parts(request)
    section: Section = parts.rules.for_open_case(case.procedure, case.edition, parts.clock.now()).section
    return section


def check_visible(person: Person, case: CaseFile, section: Section) -> None:
    """NotFound for whom there is no such case."""
    if not scope(person, section.pools).shows(case):
        raise NotFound("there is no such case")


def body_of(command: type[CaseCommand]) -> type[BaseModel]:
    """What a request for this command carries: everything but the case, its version and the person."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in command.model_fields.items() if name not in CaseCommand.model_fields
    }
    made: type[BaseModel] = create_model(f"{command.__name__}Body", __config__=ConfigDict(extra="forbid"), **fields)
    return made


def expected_version(request: Request) -> int:
    """The version named by If-Match: 428 without the header, 412 when it names none of ours."""
    named = request.headers.get("if-match")
    if named is None:
        raise Rejected(428, "version_missing")
    found = _VERSION.match(named)
    if found is None:
        raise Rejected(412, "version_changed")
    return int(found[1])


async def carry_out(request: Request, command: CaseCommand, key: str) -> dict[str, Any]:
    """Perform the command once per key and answer with the case's new version; 412 when somebody else was faster."""
    try:
        answer: dict[str, Any] = await the_parts(request).transactions.perform(command, actor=command.by.id, key=key)
    except Outdated:
        raise Rejected(412, "version_changed") from None
    return answer
