"""The way of a complaint as five plain steps."""

from dataclasses import dataclass
from datetime import datetime

from services.intake.api.view import ComplaintView
from services.intake.decisions.record import Status
from services.intake.model import Fact

# Each step, and the facts that show that it was reached.
_STEPS: dict[str, tuple[Fact | str, ...]] = {
    "received": ("received",),
    "accepted": (Fact.ACCEPTED, Fact.ROUTED, Fact.OPENED, Fact.DECIDED),
    "investigating": (Fact.OPENED, Fact.DECIDED),
    "decided": (Fact.DECIDED,),
    "closed": (Fact.CLOSED,),
}
_ENDED = {Status.REFUSED: (Fact.REFUSED, "refused"), Status.WITHDRAWN: (Fact.WITHDRAWN, "withdrawn")}


@dataclass(frozen=True)
class Progress:
    """One step: since when it is reached, or None; `is_current` marks the one that the complaint has come to."""

    code: str
    at: datetime | None
    is_current: bool


def progress(view: ComplaintView) -> list[Progress]:
    """The steps in order; a complaint that was refused or withdrawn ends with that."""
    reached = {code: _first(view, facts) for code, facts in _STEPS.items()}
    if view.status in _ENDED:
        fact, code = _ENDED[view.status]
        reached = {**{step: at for step, at in reached.items() if at}, code: _first(view, (fact,))}
    last = [step for step, at in reached.items() if at][-1]
    return [Progress(step, at, step == last) for step, at in reached.items()]


def _first(view: ComplaintView, facts: tuple[Fact | str, ...]) -> datetime | None:
    return next((item.at for item in view.history if item.what in facts), None)
