"""What notify talks about: a complaint as far as it must be told about, what happened to it, and notices on their way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.contracts.notify import Letter
from shared.contracts.words import Identity, Kind, ReplyChannel, Text


class Stage(StrEnum):
    """Where a notice is on its way to the complainant."""

    WRITTEN = "written"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    TASK = "task"
    FAILED = "failed"
    WITHHELD = "withheld"


class Fact(StrEnum):
    """What can happen to a notice on its way."""

    SHOWN = "shown"  # it stands in the portal
    POSTED = "posted"  # it waits for the mail server
    HANDED_OVER = "handed_over"  # a person has to carry it
    CLAIMED = "claimed"  # a sender took it
    TAKEN = "taken"  # the mail server took it
    DEFERRED = "deferred"  # the mail server asks for another try later
    RELEASED = "released"  # nothing was sent, for certain
    REFUSED = "refused"  # the mail server will never take it
    GIVEN_UP = "given_up"  # it was tried for as long as may be
    LOST = "lost"  # nobody knows whether the mail server took it
    OVER_LIMIT = "over_limit"  # the address had its acknowledgement of the day
    TAKEN_UP = "taken_up"  # a person does it now
    DONE = "done"  # a person reached the complainant
    NOT_DONE = "not_done"  # a person could not reach the complainant
    FOUND_SENT = "found_sent"  # a person found out that it was sent
    ASKED_AGAIN = "asked_again"  # a person wants it sent again


class Cause(StrEnum):
    """Why a notice needs a person, is withheld or is in doubt; shown on the desk in the reader's language."""

    BY_CHANNEL = "by_channel"
    ADDRESS_UNUSABLE = "address_unusable"
    CONTACT_UNREADABLE = "contact_unreadable"
    SERVER_REFUSED = "server_refused"
    TRIED_TOO_LONG = "tried_too_long"
    ANSWER_LOST = "answer_lost"
    SENDER_DIED = "sender_died"
    DAILY_LIMIT = "daily_limit"


@dataclass(frozen=True)
class Complaint:
    """A complaint as far as its complainant must be told about it; `contact_known` says that an address came with it."""

    complaint_id: UUID
    reference: str
    procedure: str
    edition: date
    kind: Kind
    identity: Identity
    language: str
    reply_channel: ReplyChannel
    received_at: datetime
    contact_known: bool
    unit_name: Text | None = None
    outcome_text: Text | None = None


@dataclass(frozen=True)
class Occurrence:
    """Something that happened to a complaint: the pack's occasion, what identifies it, when, and what a letter can say about it.

    `values` are the texts for the places of a letter; an empty text means that there is nothing to say.
    """

    occasion: str
    id: str
    at: datetime
    values: Mapping[str, str]


@dataclass(frozen=True)
class Road:
    """One way to the complainant, and by when the notice should have gone it."""

    channel: ReplyChannel
    due_at: datetime


@dataclass(frozen=True)
class Written:
    """One letter and the roads it takes."""

    about: str
    letter: Letter
    roads: tuple[Road, ...]


@dataclass(frozen=True)
class Answer:
    """What came of handing one notice to the mail server; `words` are the server's, without addresses."""

    fact: Fact
    cause: Cause | None = None
    words: str = ""


@dataclass(frozen=True)
class Verdict:
    """What follows for the notice: the fact, when it is tried again (None: not by itself), and why."""

    fact: Fact
    again_at: datetime | None = None
    cause: Cause | None = None


class Stale(Exception):
    """Something else happened to the notice meanwhile; `version` is where it stands now."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the notice stands at version {version} now")
        self.version = version
