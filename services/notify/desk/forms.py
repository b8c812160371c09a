"""What the desk's forms ask for, turned into orders."""

from typing import Any, Literal
from uuid import UUID

from pydantic import ValidationError

from services.notify.commands import Command, MarkSent, ReportDone, ReportFailed, SendAgain, TakeUp
from shared.web.pages.forms import Fields

Verb = Literal["take", "done", "failed", "sent", "send_again"]
_ORDERS: dict[str, type[Command]] = {"take": TakeUp, "done": ReportDone, "failed": ReportFailed, "sent": MarkSent, "send_again": SendAgain}
# Two forms of one page ask for a note: each has a name of its own for it.
_ASKED_AS = {"failed": "why"}
_PROBLEMS = {"note": "Say how you know or why, in at most 2,000 characters", "by": "Choose a road from the list"}
_OTHER = "Reload the page and try again"


def order_from(verb: Verb, notice_id: UUID, fields: Fields) -> tuple[Command | None, dict[str, str]]:
    """The order, or for each field that is not right what to do about it (message ids)."""
    kind = _ORDERS[verb]
    given: dict[str, Any] = {"notice_id": notice_id, "version": fields.one("version")}
    named = {"note": _ASKED_AS.get(verb, "note"), "by": "by"}
    given |= {name: fields.one(asked) or None for name, asked in named.items() if name in kind.model_fields}
    try:
        return kind.model_validate(given), {}
    except ValidationError as problem:
        places = [str(error["loc"][0]) for error in problem.errors(include_input=False)]
        return None, {named.get(place, place): _PROBLEMS.get(place, _OTHER) for place in places}
