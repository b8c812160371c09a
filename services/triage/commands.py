"""What a triage officer may ask for; the fields of each order are the body of its JSON operation."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.words import Severity, Urgency

Code = Annotated[str, Field(min_length=1, max_length=64)]
Why = Annotated[
    str,
    Field(min_length=1, max_length=2000, description="a code of the procedure's `correction_reasons`, or words of one's own"),
]


class Order(BaseModel):
    """What a person sends; nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(Order):
    """An order about one assessment, given by somebody who saw `version` of it; `by_supervisor` says what role they have."""

    complaint_id: UUID
    version: int
    by_supervisor: bool


class Acceptance(Order):
    """Take the complaint on. Without `unit` it stays on the desk to be routed; `reason` is needed where the rules said otherwise."""

    category: Code
    severity: Severity
    urgency: Urgency
    unit: Code | None = None
    reason: Why | None = None


class Refusal(Order):
    """Do not take the complaint on, for one of the procedure's grounds."""

    ground: Code


class Enquiry(Order):
    """Ask the complainant for what is missing."""

    question: Annotated[str, Field(min_length=1, max_length=5000)]


class Correction(Order):
    """File the complaint under something else; what is left out stays as it is."""

    category: Code | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    reason: Why


class Direction(Order):
    """Hand the complaint over to a unit."""

    unit: Code
    reason: Why | None = None


class Reassessment(Order):
    """Let the rules look again, e.g. after the missing edition of a procedure was installed."""


class Accept(Acceptance, Command):
    pass


class Refuse(Refusal, Command):
    pass


class Ask(Enquiry, Command):
    pass


class Correct(Correction, Command):
    pass


class Route(Direction, Command):
    pass


class Reassess(Reassessment, Command):
    pass
