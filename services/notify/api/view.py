"""How a notice is shown to programs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.notify.model import Cause, Fact, Stage
from services.notify.store.tables import Notice
from shared.contracts.words import ReplyChannel


class NoticeShown(BaseModel):
    """A notice in a list."""

    id: UUID
    reference: str = Field(description="the complaint's public reference")
    about: str = Field(description="what the letter is: acknowledgement, result, …")
    channel: ReplyChannel
    state: Stage
    cause: Cause | None = Field(description="why it needs a person, is in doubt or was withheld")
    written_at: datetime
    due_at: datetime = Field(description="by when it should have arrived; for e-mail, how long sending is tried")
    attempts: int
    taken_up_by: str | None = Field(description="the person who does this task")
    version: int


class LetterShown(BaseModel):
    subject: str
    body: str


class ContactShown(BaseModel):
    """Where to reach the complainant: shown to the person who took the task up, as long as it is one."""

    name: str | None
    value: str | None


class EntryShown(BaseModel):
    """One thing that happened to the notice; `words` are a mail server's, `note` a person's."""

    at: datetime
    actor: str
    fact: Fact
    state: Stage
    cause: Cause | None
    words: str
    note: str | None


class NoticeRead(NoticeShown):
    """A notice with its letter as it was written."""

    letter: LetterShown
    contact: ContactShown | None
    history: list[EntryShown]


class NoticesListed(BaseModel):
    items: list[NoticeShown]
    next_cursor: str | None


class Ordered(BaseModel):
    """What an order led to."""

    id: UUID
    state: Stage
    version: int


def fields(row: Notice, reference: str) -> dict[str, Any]:
    """The columns that everybody at the desk sees."""
    return {
        "id": row.notice_id,
        "reference": reference,
        "about": row.about,
        "channel": row.channel,
        "state": row.stage,
        "cause": row.cause,
        "written_at": row.written_at,
        "due_at": row.due_at,
        "attempts": row.attempts,
        "taken_up_by": row.taken_up_by,
        "version": row.version,
    }
