"""The tables of intake; nothing in them can be read as a narrative, a name, an address or a receipt."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, JSON, BigInteger, DateTime, Identity, LargeBinary, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

metadata = MetaData()
_JSON = JSON().with_variant(JSONB(none_as_null=True), "postgresql")
_MOMENT: Any = DateTime(timezone=True)
_TEXTS: Any = ARRAY(Text)


class Row(SQLModel, registry=registry(metadata=metadata)):
    """What the tables of this service have in common: their own metadata."""


class Complaint(Row, table=True):
    """A registered complaint. `receipt_mark` is the keyed hash of its receipt; the words left, sealed, in the event."""

    __tablename__ = "complaint"

    complaint_id: UUID = Field(primary_key=True)
    reference: str = Field(sa_type=Text, unique=True)
    receipt_mark: bytes = Field(sa_type=LargeBinary, unique=True)
    procedure: str = Field(sa_type=Text)
    edition: date
    kind: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    branch: str | None = Field(default=None, sa_type=Text)
    territory: str | None = Field(default=None, sa_type=Text)
    language: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=_MOMENT)
    registered_at: datetime = Field(sa_type=_MOMENT)


class Entry(Row, table=True):
    """One line in the record of a complaint, in the order heard. `detail` holds codes, dates and published words only."""

    __tablename__ = "entry"

    entry_id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    complaint_id: UUID
    fact: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=_MOMENT)
    detail: dict[str, Any] = Field(sa_type=_JSON)
    sealed: dict[str, Any] | None = Field(default=None, sa_type=_JSON)


class BranchRow(Row, table=True):
    """A row or number that a branch office already registered; both columns are keyed hashes."""

    __tablename__ = "branch_row"

    branch: str = Field(sa_type=Text, primary_key=True)
    row_mark: bytes = Field(sa_type=LargeBinary, primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    reference: str = Field(sa_type=Text)


class ApiKey(Row, table=True):
    """A key of a branch office; only the hash of its secret is kept."""

    __tablename__ = "api_key"

    prefix: str = Field(sa_type=Text, primary_key=True)
    digest: bytes = Field(sa_type=LargeBinary)
    branch: str = Field(sa_type=Text)
    scopes: list[str] = Field(sa_type=_TEXTS)
    created_at: datetime = Field(sa_type=_MOMENT)
    expires_at: datetime | None = Field(default=None, sa_type=_MOMENT)
    revoked_at: datetime | None = Field(default=None, sa_type=_MOMENT)


class Import(Row, table=True):
    """A bulk import. `file` is encrypted under a key of its own, which `key` holds sealed for intake; both go when it is forgotten."""

    __tablename__ = "import"

    import_id: UUID = Field(primary_key=True)
    branch: str = Field(sa_type=Text)
    procedure: str | None = Field(default=None, sa_type=Text)
    dry_run: bool
    format: str = Field(sa_type=Text)
    key: dict[str, Any] = Field(sa_type=_JSON)
    file: bytes = Field(sa_type=LargeBinary)
    state: str = Field(sa_type=Text)
    problem: str | None = Field(default=None, sa_type=Text)
    rows: int | None = None
    done: int = 0
    registered: int = 0
    known: int = 0
    failed: int = 0
    created_at: datetime = Field(sa_type=_MOMENT)
    finished_at: datetime | None = Field(default=None, sa_type=_MOMENT)


class ImportRow(Row, table=True):
    """How one row of an import ended; what is wrong with it is encrypted under the import's key."""

    __tablename__ = "import_row"

    import_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    outcome: str = Field(sa_type=Text)
    reference: str | None = Field(default=None, sa_type=Text)
    flaws: bytes | None = Field(default=None, sa_type=LargeBinary)


class Draft(Row, table=True):
    """What was written into the form, or the answer to it until it is saved; the key is in the complainant's browser alone."""

    __tablename__ = "draft"

    mark: bytes = Field(sa_type=LargeBinary, primary_key=True)
    closed: bytes = Field(sa_type=LargeBinary)
    kept_at: datetime = Field(sa_type=_MOMENT)
