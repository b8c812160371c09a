"""The tables of the mechanism, and investigation's own."""

from alembic import op

from shared.messaging.schema import V1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OWN = (
    """
    create table case_file (
        complaint_id uuid primary key,
        reference text not null unique,
        procedure text not null,
        edition date not null,
        kind text not null,
        identity text not null,
        channel text not null,
        branch text,
        territory text,
        authority text,
        business text,
        language text not null,
        reply_channel text not null,
        ongoing_harm boolean not null,
        publish_consent boolean not null,
        mediation_consent boolean not null,
        received_at timestamptz not null,
        content jsonb not null,
        stage text not null,
        unit text,
        unit_name jsonb,
        owner text,
        reviewer text,
        category text,
        category_name jsonb,
        severity text,
        urgency text,
        outcome text,
        level integer not null,
        appeal_until date,
        next_clock text,
        next_due timestamptz,
        next_provisional boolean not null,
        due_order timestamptz not null,
        alarms jsonb not null,
        version integer not null,
        changed_at timestamptz not null
    ) with (fillfactor = 80)
    """,
    # the lists of the desk, page by page in order of due date
    "create index case_by_unit on case_file (unit, due_order, complaint_id)",
    "create index case_by_owner on case_file (owner, due_order, complaint_id) where owner is not null",
    "create index case_by_stage on case_file (stage, due_order, complaint_id)",
    "create index case_by_due on case_file (due_order, complaint_id)",
    "create index case_by_reviewer on case_file (reviewer, due_order, complaint_id) where reviewer is not null",
    """
    create table history (
        complaint_id uuid not null references case_file,
        number integer not null,
        at timestamptz not null,
        recorded_at timestamptz not null,
        who text not null,
        fact text not null,
        data jsonb not null,
        sealed jsonb,
        primary key (complaint_id, number)
    )
    """,
    """
    create function history_is_only_added_to() returns trigger language plpgsql as $$
    begin
        raise exception 'an entry of a history is never changed or deleted';
    end $$
    """,
    """
    create trigger history_stays before update or delete or truncate on history
    for each statement execute function history_is_only_added_to()
    """,
)


def upgrade() -> None:
    for statement in (*V1, *OWN):
        op.execute(statement)


def downgrade() -> None:
    msg = "an installation goes forward only; restore a backup to go back"
    raise NotImplementedError(msg)
