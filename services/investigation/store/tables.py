"""The tables of investigation: a case as it stands, and its history."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

metadata = MetaData()
_JSON: Any = JSON().with_variant(JSONB(none_as_null=True), "postgresql")
_MOMENT: Any = DateTime(timezone=True)

# What has no due time stands behind everything that has one.
WITHOUT_DUE = datetime(9999, 12, 31, tzinfo=UTC)


class Row(SQLModel, registry=registry(metadata=metadata)):
    """What the tables of this service have in common: their own metadata."""


class CaseRow(Row, table=True):
    """A case as its history has made it. `content` is the complaint, sealed as it came; `version` counts the entries.

    `next_due`, `next_clock`, `next_provisional` and `alarms` (timer → moment) are read models of the clocks, refreshed in every
    transaction that writes history; `due_order` sorts the lists of the desk.
    """

    __tablename__ = "case_file"

    complaint_id: UUID = Field(primary_key=True)
    reference: str = Field(sa_type=Text, unique=True)
    procedure: str = Field(sa_type=Text)
    edition: date
    kind: str = Field(sa_type=Text)
    identity: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    branch: str | None = Field(sa_type=Text)
    territory: str | None = Field(sa_type=Text)
    authority: str | None = Field(sa_type=Text)
    business: str | None = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    reply_channel: str = Field(sa_type=Text)
    ongoing_harm: bool
    publish_consent: bool
    mediation_consent: bool
    received_at: datetime = Field(sa_type=_MOMENT)
    content: dict[str, Any] = Field(sa_type=_JSON)

    stage: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)
    unit_name: dict[str, str] | None = Field(default=None, sa_type=_JSON)
    owner: str | None = Field(default=None, sa_type=Text)
    reviewer: str | None = Field(default=None, sa_type=Text)
    category: str | None = Field(default=None, sa_type=Text)
    category_name: dict[str, str] | None = Field(default=None, sa_type=_JSON)
    severity: str | None = Field(default=None, sa_type=Text)
    urgency: str | None = Field(default=None, sa_type=Text)
    outcome: str | None = Field(default=None, sa_type=Text)
    level: int = 0
    appeal_until: date | None = None

    next_clock: str | None = Field(default=None, sa_type=Text)
    next_due: datetime | None = Field(default=None, sa_type=_MOMENT)
    next_provisional: bool = False
    due_order: datetime = Field(default=WITHOUT_DUE, sa_type=_MOMENT)
    alarms: dict[str, str] = Field(default_factory=dict, sa_type=_JSON)
    version: int = 0
    changed_at: datetime = Field(sa_type=_MOMENT)


class HistoryRow(Row, table=True):
    """One entry of a case's history; the database refuses to change or delete it."""

    __tablename__ = "history"

    complaint_id: UUID = Field(primary_key=True, foreign_key="case_file.complaint_id")
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=_MOMENT)
    recorded_at: datetime = Field(sa_type=_MOMENT)
    who: str = Field(sa_type=Text)
    fact: str = Field(sa_type=Text)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=_JSON)
    sealed: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
