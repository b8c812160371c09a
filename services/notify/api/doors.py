"""Who may come in, and from which version of a notice an order is given."""

from typing import Annotated, Any

from fastapi import Depends, Header, Request

from services.notify.commands import Command
from services.notify.model import Stale
from shared.web.app import parts_of
from shared.web.problems.rejected import Rejected
from shared.web.staff.doors import require
from shared.web.staff.persons import Person

Correspondent = Annotated[Person, Depends(require("correspondent"))]


def seen_version(
    request: Request,
    _documented: Annotated[str | None, Header(alias="If-Match", description="the ETag of the notice as it was read")] = None,
) -> int:
    """Dependency: the version that the person saw; 428 without If-Match, 412 for anything that is no version of ours."""
    named = request.headers.get("if-match")
    if named is None:
        raise Rejected(428, "version_missing")
    digits = named.strip().removeprefix('"').removesuffix('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):  # noqa: PLR2004 - what fits an integer of the database
        raise Rejected(412, "version_changed")
    return int(digits)


async def carry_out(request: Request, command: Command, person: Person, key: str) -> Any:
    """Carry the order out once and give its answer; 412 when something else happened to the notice meanwhile."""
    try:
        return await parts_of(request).transactions.perform(command, actor=person.id, key=key)
    except Stale:
        raise Rejected(412, "version_changed") from None
