"""What people and branch offices ask of intake; the fields of a submission are those of the outside contract."""

import re
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

from services.intake.model import Flaw, Submitter
from shared.contracts.words import Channel, Identity, Kind, ReplyChannel

NARRATIVE_SIGNS = 20_000
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?\Z")


class Request(BaseModel):
    """What came from outside: a field nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _blank_is_absent(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _real_date(text: str) -> str:
    """A year, a month, a day or a moment that exists: people do not always know the day."""
    found = _DATE.match(text)
    if found is None or not _exists(text, *(int(part or 1) for part in found.groups())):
        raise PydanticCustomError("date_format", "not a date")
    return text


def _exists(text: str, year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
        if len(text) > len("2026-01-31"):
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


# Neither control characters nor line ends: such a text may stand in the head of a letter.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NARRATIVE_SIGNS, pattern=r"^[^\x00]*$")]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
Day = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(_real_date)]

ShortPassage = Annotated[Passage, Field(max_length=5_000)]
OptionalLine = Annotated[Line | None, BeforeValidator(_blank_is_absent)]
OptionalPassage = Annotated[ShortPassage | None, BeforeValidator(_blank_is_absent)]
OptionalWord = Annotated[Word | None, BeforeValidator(_blank_is_absent)]
OptionalDay = Annotated[Day | None, BeforeValidator(_blank_is_absent)]


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
    respondents: Annotated[list[Respondent], Field(max_length=20)] = []
    asks: OptionalPassage = None
    ongoing_harm: StrictBool = False
    channel: Channel | None = None
    received_at: Annotated[AwareDatetime | None, Field(strict=True)] = None
    referred_by: OptionalLine = None
    branch_ref: OptionalLine = None
    language: Literal["zh", "en"] | None = None
    publish_consent: StrictBool = False
    mediation_consent: StrictBool = False
    attachments: Annotated[list[UUID], Field(max_length=20)] = []


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


class MessageBody(Request):
    """What the complainant adds or answers."""

    text: ShortPassage


class WithdrawalBody(Request):
    """The complaint is taken back; nobody has to say why."""

    reason: OptionalPassage = None


class AppealBody(Request):
    """The decision is not accepted, with the reasons."""

    reasons: ShortPassage


class RatingBody(Request):
    """How satisfied the complainant is with the handling: 1 (not at all) to 5 (fully)."""

    score: Annotated[int, Field(ge=1, le=5, strict=True)]
    comment: OptionalPassage = None


class Supplement(MessageBody):
    """Add a message of the complainant to this complaint."""

    complaint_id: UUID


class Withdraw(WithdrawalBody):
    """Take this complaint back."""

    complaint_id: UUID


class LodgeAppeal(AppealBody):
    """Appeal against the decision on this complaint."""

    complaint_id: UUID


class Rate(RatingBody):
    """Rate how this complaint was handled."""

    complaint_id: UUID


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
