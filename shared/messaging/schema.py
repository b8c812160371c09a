"""The tables of the mechanism, as every service's first migration creates them in its own database."""

V1 = (
    """
    create table outbox (
        seq bigint generated always as identity primary key,
        event_id uuid not null unique,
        exchange text not null,
        routing_key text not null,
        type text not null,
        subject text not null,
        sequence bigint,
        body text not null,
        headers jsonb not null,
        occurred_at timestamptz not null,
        published_at timestamptz,
        attempts integer not null default 0,
        last_error text,
        unique (exchange, subject, sequence)
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000)
    """,
    "create index outbox_unpublished on outbox (seq) where published_at is null",
    """
    create table outbox_sequence (
        exchange text not null,
        subject text not null,
        last bigint not null,
        primary key (exchange, subject)
    ) with (fillfactor = 70)
    """,
    """
    create table inbox (
        event_id uuid primary key,
        digest bytea not null,
        received_at timestamptz not null default now()
    )
    """,
    """
    create table mark (
        source text not null,
        subject text not null,
        last bigint not null,
        primary key (source, subject)
    ) with (fillfactor = 70)
    """,
    """
    create table parked (
        source text not null,
        subject text not null,
        sequence bigint not null,
        event_id uuid not null,
        body bytea not null,
        headers jsonb not null,
        parked_at timestamptz not null default now(),
        repair_asked_at timestamptz,
        primary key (source, subject, sequence)
    )
    """,
    """
    create table dead_letter (
        id uuid primary key,
        queue text not null,
        event_id text not null,
        type text,
        source text,
        subject text,
        sequence bigint,
        body bytea not null,
        headers jsonb not null,
        error_type text not null,
        error text not null,
        attempts integer not null,
        dead_at timestamptz not null default now(),
        state text not null default 'open' check (state in ('open', 'retried', 'skipped', 'handled')),
        handled_by text,
        handled_at timestamptz,
        note text,
        unique (queue, event_id)
    )
    """,
    "create index dead_letter_open on dead_letter (dead_at) where state = 'open'",
    """
    create table timer (
        case_id uuid not null,
        kind text not null,
        due_at timestamptz not null,
        generation integer not null default 1,
        state text not null default 'armed' check (state in ('armed', 'fired', 'done', 'cancelled')),
        data jsonb not null,
        armed_at timestamptz not null,
        fired_at timestamptz,
        primary key (case_id, kind)
    ) with (fillfactor = 80)
    """,
    "create index timer_due on timer (due_at) where state = 'armed'",
    """
    create table idempotency (
        scope text not null,
        key text not null,
        fingerprint bytea not null,
        answer jsonb,
        created_at timestamptz not null,
        primary key (scope, key)
    )
    """,
    "create index idempotency_age on idempotency (created_at)",
)
