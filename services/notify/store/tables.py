"""The tables of notify; nothing in them can be read as a letter, a name or an address."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, DateTime, Integer, LargeBinary, MetaData, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.notify.model import Stage

metadata = MetaData()
_JSON = JSON().with_variant(JSONB(none_as_null=True), "postgresql")
_MOMENT: Any = DateTime(timezone=True)


class Row(SQLModel, registry=registry(metadata=metadata)):
    """What the tables of this service have in common: their own metadata."""


class Told(Row, table=True):
    """A complaint whose complainant is told; `contact` is sealed as it came, `public` says that no office vouched for the address."""

    __tablename__ = "complaint"

    complaint_id: UUID = Field(primary_key=True)
    reference: str = Field(sa_type=Text)
    procedure: str = Field(sa_type=Text)
    edition: date
    kind: str = Field(sa_type=Text)
    identity: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    reply_channel: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=_MOMENT)
    public: bool
    contact: dict[str, Any] | None = Field(sa_type=_JSON)
    unit_name: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    outcome_text: dict[str, Any] | None = Field(default=None, sa_type=_JSON)


class Notice(Row, table=True):
    """One letter on one road, kept as it was written.

    `due_at` is by when it should have arrived; for e-mail, how long sending is tried. `attempt_id` names the attempt that is
    running or in doubt, `sender_id` the process that makes it. `counted` says that the address's acknowledgements of the day
    include this one, `traceparent` continues the trace of the fact. `version` counts the entries.
    """

    __tablename__ = "notice"

    notice_id: UUID = Field(primary_key=True)
    complaint_id: UUID
    about: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    stage: Stage = Field(sa_type=Text)
    version: int = 0
    letter: dict[str, Any] = Field(sa_type=_JSON)
    written_at: datetime = Field(sa_type=_MOMENT)
    due_at: datetime = Field(sa_type=_MOMENT)
    changed_at: datetime = Field(sa_type=_MOMENT)
    cause: str | None = Field(default=None, sa_type=Text)
    taken_up_by: str | None = Field(default=None, sa_type=Text)
    send_after: datetime | None = Field(default=None, sa_type=_MOMENT)
    attempts: int = Field(default=0, sa_type=SmallInteger)
    attempt_id: UUID | None = None
    sender_id: UUID | None = None
    counted: bool = False
    traceparent: str | None = Field(default=None, sa_type=Text)


class Entry(Row, table=True):
    """One thing that happened to a notice after it was written; `number` is the version it led to.

    `words` are a mail server's, without addresses; `note` is a person's, sealed.
    """

    __tablename__ = "entry"

    notice_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=_MOMENT)
    actor: str = Field(sa_type=Text)
    fact: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    cause: str | None = Field(default=None, sa_type=Text)
    words: str = Field(default="", sa_type=Text)
    note: dict[str, Any] | None = Field(default=None, sa_type=_JSON)


class Sender(Row, table=True):
    """A process that sends; one that was not seen for a while is dead, and what it was sending is in doubt."""

    __tablename__ = "sender"

    sender_id: UUID = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=_MOMENT)


class AddressDay(Row, table=True):
    """How many acknowledgements one address got on one day; the address stands here as a keyed hash only."""

    __tablename__ = "address_day"

    mark: bytes = Field(sa_type=LargeBinary, primary_key=True)
    day: date = Field(sa_type=Date, primary_key=True)
    acknowledgements: int = Field(sa_type=Integer)
