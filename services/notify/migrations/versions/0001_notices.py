"""Before the code: the tables of the mechanism and of notices on their way."""

from alembic import op

from shared.messaging.schema import V1

revision = "0001"
down_revision = None

OWN = (
    """
    create table complaint (
        complaint_id uuid primary key,
        reference text not null unique,
        procedure text not null,
        edition date not null,
        kind text not null,
        identity text not null,
        language text not null,
        reply_channel text not null,
        received_at timestamptz not null,
        public boolean not null,
        contact jsonb,
        unit_name jsonb,
        outcome_text jsonb
    ) with (fillfactor = 90)
    """,
    """
    create table notice (
        notice_id uuid primary key,
        complaint_id uuid not null,
        about text not null,
        channel text not null check (channel in ('portal', 'email', 'phone', 'letter')),
        stage text not null check (stage in ('waiting', 'sending', 'sent', 'in_doubt', 'task', 'failed', 'withheld')),
        version integer not null,
        letter jsonb not null,
        written_at timestamptz not null,
        due_at timestamptz not null,
        changed_at timestamptz not null,
        cause text,
        taken_up_by text,
        send_after timestamptz,
        attempts smallint not null,
        attempt_id uuid,
        sender_id uuid,
        counted boolean not null,
        traceparent text
    ) with (fillfactor = 80)
    """,
    "create index notice_of_complaint on notice (complaint_id, written_at)",
    "create index notice_due on notice (due_at, notice_id)",
    # Most notices arrive at once or soon: what is still on its way is found through small indexes.
    "create index notice_open on notice (stage, due_at, notice_id) where stage <> 'sent'",
    "create index notice_waiting on notice (send_after) where stage = 'waiting'",
    """
    create table entry (
        notice_id uuid not null,
        number integer not null,
        at timestamptz not null,
        actor text not null,
        fact text not null,
        stage text not null,
        cause text,
        words text not null,
        note jsonb,
        primary key (notice_id, number)
    )
    """,
    "create table sender (sender_id uuid primary key, seen_at timestamptz not null)",
    """
    create table address_day (
        mark bytea not null,
        day date not null,
        acknowledgements integer not null,
        primary key (day, mark)
    )
    """,
)


def upgrade() -> None:
    for statement in (*V1, *OWN):
        op.execute(statement)


def downgrade() -> None:
    for table in ("address_day", "sender", "entry", "notice", "complaint"):
        op.execute(f"drop table {table}")
