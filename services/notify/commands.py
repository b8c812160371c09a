"""What a correspondent may ask for; the fields of each order are the body of its JSON operation."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Note = Annotated[str, Field(min_length=1, max_length=2000, description="what the correspondent wants to be remembered; kept sealed")]


class Order(BaseModel):
    """What a person sends; nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(Order):
    """An order about one notice, given by somebody who saw `version` of it."""

    notice_id: UUID
    version: int


class Taking(Order):
    """I do this task now: nobody else does, and I am shown where to reach the complainant."""


class Doing(Order):
    """The complainant was told; `by` says by which road where it was not the notice's own."""

    by: Literal["email", "phone", "letter"] | None = None
    note: Note | None = None


class Failing(Order):
    """The complainant could not be told, and why."""

    note: Note


class Finding(Order):
    """A notice in doubt was sent after all, and how that is known."""

    note: Note


class SendingAgain(Order):
    """Send it once more, with the same Message-ID."""

    note: Note | None = None


class TakeUp(Command, Taking):
    """Take this task up."""


class ReportDone(Command, Doing):
    """This task is done."""


class ReportFailed(Command, Failing):
    """This task cannot be done."""


class MarkSent(Command, Finding):
    """This notice in doubt was sent."""


class SendAgain(Command, SendingAgain):
    """Send this notice again."""
