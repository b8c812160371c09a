"""The tables of triage; nothing in them can be read as a narrative, a name or an address."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, MetaData, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

metadata = MetaData()
_JSON = JSON().with_variant(JSONB(none_as_null=True), "postgresql")
_MOMENT: Any = DateTime(timezone=True)
_TEXTS: Any = ARRAY(Text)

URGENCY_RANK = {"immediate": 0, "urgent": 1, "normal": 2}


class Row(SQLModel, registry=registry(metadata=metadata)):
    """What the tables of this service have in common: their own metadata."""


class Assessment(Row, table=True):
    """One complaint at triage.

    `category`, `severity`, `urgency` and `unit` are the rules' suggestion while it waits and what was decided afterwards;
    `suggestion` keeps what the rules said. `waits_for` are the reasons why a person is needed. `version` counts the entries.
    """

    __tablename__ = "assessment"

    complaint_id: UUID = Field(primary_key=True)
    reference: str = Field(sa_type=Text)
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
    ongoing_harm: bool
    mediation_consent: bool
    received_at: datetime = Field(sa_type=_MOMENT)
    content: dict[str, Any] = Field(sa_type=_JSON)

    stage: str = Field(sa_type=Text)
    version: int
    category: str | None = Field(default=None, sa_type=Text)
    severity: str | None = Field(default=None, sa_type=Text)
    urgency: str | None = Field(default=None, sa_type=Text)
    urgency_rank: int = Field(sa_type=SmallInteger)
    unit: str | None = Field(default=None, sa_type=Text)
    ground: str | None = Field(default=None, sa_type=Text)
    decided_by: str | None = Field(default=None, sa_type=Text)
    suggestion: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    waits_for: list[dict[str, Any]] = Field(sa_type=_JSON)
    hand_backs: int = Field(sa_type=SmallInteger)
    handed_back_by: list[str] = Field(sa_type=_TEXTS)
    complained_about: list[str] = Field(sa_type=_TEXTS)
    withdrawn_at: datetime | None = Field(default=None, sa_type=_MOMENT)
    changed_at: datetime = Field(sa_type=_MOMENT)


class Entry(Row, table=True):
    """One thing that happened to an assessment; `number` is the version it led to, `sealed` what was written meanwhile."""

    __tablename__ = "entry"

    complaint_id: UUID = Field(primary_key=True, foreign_key="assessment.complaint_id")
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=_MOMENT)
    actor: str = Field(sa_type=Text)
    fact: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    detail: dict[str, Any] = Field(sa_type=_JSON)
    sealed: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
