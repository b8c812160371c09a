"""What the desk's forms ask for, turned into orders."""

from typing import Any, Literal
from uuid import UUID

from pydantic import ValidationError

from services.triage.api.doors import SUPERVISOR
from services.triage.commands import Accept, Ask, Command, Correct, Reassess, Refuse, Route
from shared.web.pages.forms import Fields
from shared.web.staff.persons import Person

Verb = Literal["accept", "refuse", "ask", "correct", "route", "reassess"]
ORDERS: dict[str, type[Command]] = {
    "accept": Accept,
    "refuse": Refuse,
    "ask": Ask,
    "correct": Correct,
    "route": Route,
    "reassess": Reassess,
}
_ASKED = ("category", "severity", "urgency", "unit", "ground", "question")
_PROBLEMS = {
    "category": "Choose a category",
    "severity": "Choose a severity",
    "urgency": "Choose an urgency",
    "unit": "Choose a unit",
    "ground": "Choose a ground",
    "question": "Write a question of at most 5,000 characters",
    "reason": "Give a reason of at most 2,000 characters",
}
_OTHER = "Reload the page and try again"


def order_from(verb: Verb, complaint_id: UUID, fields: Fields, person: Person) -> tuple[Command | None, dict[str, str]]:
    """The order, or for each field that is not right what to do about it (message ids)."""
    kind = ORDERS[verb]
    given: dict[str, Any] = {"complaint_id": complaint_id, "version": fields.one("version"), "by_supervisor": SUPERVISOR in person.roles}
    asked = {name: fields.one(name) or None for name in _ASKED} | {"reason": fields.one("words") or fields.one("reason") or None}
    given |= {name: value for name, value in asked.items() if name in kind.model_fields}
    try:
        return kind.model_validate(given), {}
    except ValidationError as problem:
        places = [str(error["loc"][0]) for error in problem.errors(include_input=False)]
        return None, {place: _PROBLEMS.get(place, _OTHER) for place in places}
