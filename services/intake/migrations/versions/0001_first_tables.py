"""The tables of the mechanism, and intake's own."""

from alembic import op

from shared.messaging.schema import V1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OWN = (
    """
    create table complaint (
        complaint_id uuid primary key,
        reference text not null unique,
        receipt_mark bytea not null unique,
        procedure text not null,
        edition date not null,
        kind text not null,
        channel text not null,
        branch text,
        territory text,
        language text not null,
        received_at timestamptz not null,
        registered_at timestamptz not null
    )
    """,
    """
    create table entry (
        entry_id bigint generated always as identity primary key,
        complaint_id uuid not null,
        fact text not null,
        at timestamptz not null,
        detail jsonb not null,
        sealed jsonb
    )
    """,
    "create index entry_complaint on entry (complaint_id, entry_id)",
    """
    create table branch_row (
        branch text not null,
        row_mark bytea not null,
        fingerprint bytea not null,
        reference text not null,
        primary key (branch, row_mark)
    )
    """,
    """
    create table api_key (
        prefix text primary key,
        digest bytea not null,
        branch text not null,
        scopes text[] not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz
    )
    """,
    """
    create table import (
        import_id uuid primary key,
        branch text not null,
        procedure text,
        dry_run boolean not null,
        format text not null,
        key jsonb not null,
        file bytea not null,
        state text not null,
        problem text,
        rows integer,
        done integer not null,
        registered integer not null,
        known integer not null,
        failed integer not null,
        created_at timestamptz not null,
        finished_at timestamptz
    )
    """,
    "create index import_open on import (created_at) where state = 'waiting'",
    """
    create table import_row (
        import_id uuid not null references import on delete cascade,
        number integer not null,
        outcome text not null,
        reference text,
        flaws bytea,
        primary key (import_id, number)
    )
    """,
)


def upgrade() -> None:
    for statement in (*V1, *OWN):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("complaints are not taken back: restore a backup instead")
