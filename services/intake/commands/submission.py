"""Handing a complaint in, and the answer to it."""

from contextvars import Context, copy_context
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool

from services.intake.commands.texts import OptionalDay, OptionalLine, OptionalPassage, OptionalWord, Passage, Request, Word
from services.intake.model import Flaw, Submitter
from shared.contracts.words import Channel, Identity, Kind, ReplyChannel


class Complainant(Request):
    """Who complains; absent when anonymous. Sealed for the vault at once."""

    name: OptionalLine = None
    department: OptionalLine = None
    post: OptionalLine = None
    phone: OptionalLine = None
    email: OptionalLine = None
    address: OptionalLine = None


class Contact(Request):
    """By which road the complainant wants to hear from us. Sealed for notify at once."""

    channel: ReplyChannel
    value: OptionalLine = None


class Occurred(Request):
    """When and where it happened: a year, month, day or moment."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    from_: OptionalDay = Field(None, alias="from")
    to: OptionalDay = None
    place: OptionalLine = None


class Respondent(Request):
    """The body, unit or person complained about, as the complainant names it."""

    unit: OptionalLine = None
    person: OptionalLine = None
    text: OptionalLine = None


class Submission(Request):
    """A complaint, suggestion or report as it is handed in. Times are UTC; only an office may state `channel` and `received_at`."""

    procedure: Word
    kind: Kind = Kind.COMPLAINT
    identity: Identity | None = None
    complainant: Complainant | None = None
    contact: Contact | None = None
    title: OptionalLine = None
    narrative: Passage
    occurred: Occurred | None = None
    territory: OptionalWord = None
    authority: OptionalWord = None
    business: OptionalWord = None
    respondents: Annotated[list[Respondent], Field(default_factory=list, max_length=20)]
    asks: OptionalPassage = None
    ongoing_harm: StrictBool = False
    channel: Channel | None = None
    received_at: Annotated[AwareDatetime | None, Field(strict=True)] = None
    referred_by: OptionalLine = None
    branch_ref: OptionalLine = None
    language: Literal["zh", "en"] | None = None
    publish_consent: StrictBool = False
    mediation_consent: StrictBool = False
    attachments: Annotated[list[UUID], Field(default_factory=list, max_length=20)]


@dataclass(frozen=True)
class Submitted:
    """One submission with who handed it in; `key` makes it count once, however often it is sent.

    `context` is that of the request, so that the trace goes on from there although several submissions share a transaction.
    """

    submission: Submission
    by: Submitter
    key: str
    context: Context = field(default_factory=copy_context, compare=False, repr=False)


@dataclass(frozen=True)
class Register:
    """Register what arrived together."""

    submitted: tuple[Submitted, ...]


class Next(BaseModel):
    """What happens next, in the complainant's language, and until when (UTC); `due_at` is None where the procedure sets no limit."""

    what: str
    due_at: AwareDatetime | None


class Registered(BaseModel):
    """The answer to a submission. The receipt is told here and never again."""

    reference: str
    receipt: str
    received_at: AwareDatetime
    procedure: str
    status: str
    next: Next


@dataclass(frozen=True)
class Unfit:
    """The submission cannot be registered as it is."""

    flaws: tuple[Flaw, ...]


class Reused(Enum):
    """The idempotency key came before with another submission."""

    KEY = "key"


Outcome = Registered | Unfit | Reused
