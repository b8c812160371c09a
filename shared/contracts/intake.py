"""What intake says: a complaint arrived, and what its complainant did afterwards."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.registry import Event, Word
from shared.contracts.words import Channel, Identity, Kind, ReplyChannel, Sealed

SOURCE = "intake"


class Respondent(Word):
    """The body, unit or person complained about, as the complainant named it."""

    unit: str | None
    person: str | None
    text: str | None


class Content(Word):
    """The inside of `Received.content` once opened: the complaint in the complainant's words.

    `referred_by` is who passed it on, `branch_ref` the number that the branch office gave it.
    """

    title: str | None
    narrative: str
    occurred_from: str | None
    occurred_to: str | None
    place: str | None
    respondents: list[Respondent]
    asks: str | None
    referred_by: str | None = None
    branch_ref: str | None = None


class Contact(Word):
    """The inside of `Received.contact` once opened: where and how to address the complainant."""

    channel: ReplyChannel
    value: str | None
    name: str | None


class Complainant(Word):
    """The inside of `Received.complainant` once opened: who complains. Only the vault can read it."""

    name: str | None
    department: str | None
    post: str | None
    phone: str | None
    email: str | None
    address: str | None


class Message(Word):
    """The inside of a sealed dialogue text."""

    text: str


class Received(Event):
    """A complaint was registered. `content` is for triage and investigation, `contact` for notify, `complainant` for the vault."""

    NAME: ClassVar[str] = "case.received.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "A complaint was registered"

    reference: str
    procedure: str
    edition: date
    kind: Kind
    identity: Identity
    channel: Channel
    branch: str | None
    territory: str | None
    authority: str | None
    business: str | None
    received_at: AwareDatetime
    language: Literal["zh", "en"]
    ongoing_harm: bool
    publish_consent: bool
    mediation_consent: bool
    reply_channel: ReplyChannel
    content: Sealed
    contact: Sealed | None
    complainant: Sealed | None


class Supplemented(Event):
    """The complainant added information or answered a question. `message` is for triage and investigation."""

    NAME: ClassVar[str] = "case.supplemented.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complainant added information"

    message_id: UUID
    message: Sealed


class Withdrawn(Event):
    """The complainant took the complaint back. `reason` is for triage and investigation."""

    NAME: ClassVar[str] = "case.withdrawn.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complainant withdrew the complaint"

    reason: Sealed | None


class AppealLodged(Event):
    """The complainant does not accept the decision. `reasons` is for investigation."""

    NAME: ClassVar[str] = "case.appeal_lodged.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complainant appealed against the decision"

    appeal_id: UUID
    reasons: Sealed


class Rated(Event):
    """The complainant rated how the complaint was handled, 1 (not at all) to 5 (fully satisfied)."""

    NAME: ClassVar[str] = "case.rated.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "The complainant rated the handling"

    score: int
    comment: Sealed | None
