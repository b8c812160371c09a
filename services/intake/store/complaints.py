"""Registering many complaints in few statements, and finding one by its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.intake.model import Complaint
from services.intake.store import tables
from shared.contracts.words import Channel, Kind


@dataclass(frozen=True)
class Claim:
    """An idempotency key taken for one submission, with the encrypted answer that a repeat will get."""

    scope: str
    key: str
    fingerprint: bytes
    answer: str


@dataclass(frozen=True)
class RowClaim:
    """A row or own number of a branch office, which counts once for ever."""

    branch: str
    row_mark: bytes
    fingerprint: bytes
    reference: str


# A key whose time is over is taken again as if it were new.
_CLAIM = text("""
    insert into idempotency (scope, key, fingerprint, answer, created_at)
    select scope, key, fingerprint, to_jsonb(answer), cast(:now as timestamptz)
    from unnest(cast(:scopes as text[]), cast(:keys as text[]), cast(:fingerprints as bytea[]), cast(:answers as text[]))
        as claim (scope, key, fingerprint, answer)
    on conflict (scope, key) do update
    set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at
    where idempotency.created_at < :forgotten
    returning scope, key
""")
_CLAIMED = text("""
    select scope, key, fingerprint, answer #>> '{}' as answer from idempotency
    join unnest(cast(:scopes as text[]), cast(:keys as text[])) as claim (scope, key) using (scope, key)
""")
_CLAIM_ROWS = text("""
    insert into branch_row (branch, row_mark, fingerprint, reference)
    select * from unnest(cast(:branches as text[]), cast(:marks as bytea[]), cast(:fingerprints as bytea[]), cast(:references as text[]))
    on conflict do nothing returning branch, row_mark
""")
_CLAIMED_ROWS = text("""
    select branch, row_mark, fingerprint, reference from branch_row
    join unnest(cast(:branches as text[]), cast(:marks as bytea[])) as claim (branch, row_mark) using (branch, row_mark)
""")
_INSERT = text("""
    insert into complaint (
        complaint_id, reference, receipt_mark, procedure, edition, kind, channel, branch, territory, language, received_at, registered_at)
    select * from unnest(
        cast(:c0 as uuid[]), cast(:c1 as text[]), cast(:c2 as bytea[]), cast(:c3 as text[]), cast(:c4 as date[]), cast(:c5 as text[]),
        cast(:c6 as text[]), cast(:c7 as text[]), cast(:c8 as text[]), cast(:c9 as text[]),
        cast(:c10 as timestamptz[]), cast(:c11 as timestamptz[]))
""")


async def claim(session: AsyncSession, claims: Sequence[Claim], *, now: datetime, forgotten: datetime) -> dict[tuple[str, str], Claim]:
    """Take these keys, and return those that were taken before, with the answer that was given then.

    Keys taken before `forgotten` are free again. A transaction that holds one of them is waited for.
    """
    ordered = sorted(claims, key=lambda one: (one.scope, one.key))
    scopes, keys, fingerprints, answers = _columns(ordered)
    given = {"scopes": scopes, "keys": keys, "fingerprints": fingerprints, "answers": answers, "now": now, "forgotten": forgotten}
    connection = await session.connection()
    new = {(row.scope, row.key) for row in await connection.execute(_CLAIM, given)}
    old = [one for one in ordered if (one.scope, one.key) not in new]
    if not old:
        return {}
    scopes, keys, *_ = _columns(old)
    rows = await connection.execute(_CLAIMED, {"scopes": scopes, "keys": keys})
    return {(row.scope, row.key): Claim(row.scope, row.key, bytes(row.fingerprint), row.answer) for row in rows}


async def claim_rows(session: AsyncSession, claims: Sequence[RowClaim]) -> dict[bytes, RowClaim]:
    """Take these rows of one branch, and return by their marks those that were registered before."""
    if not claims:
        return {}
    ordered = sorted(claims, key=lambda one: (one.branch, one.row_mark))
    branches, marks, fingerprints, references = _columns(ordered)
    given = {"branches": branches, "marks": marks, "fingerprints": fingerprints, "references": references}
    connection = await session.connection()
    new = {bytes(row.row_mark) for row in await connection.execute(_CLAIM_ROWS, given)}
    if len(new) == len(ordered):
        return {}
    return {mark: one for mark, one in (await known_rows(session, ordered)).items() if mark not in new}


async def known_rows(session: AsyncSession, claims: Sequence[RowClaim]) -> dict[bytes, RowClaim]:
    """Which of these rows are registered, by their marks."""
    if not claims:
        return {}
    branches, marks, *_ = _columns(claims)
    rows = await (await session.connection()).execute(_CLAIMED_ROWS, {"branches": branches, "marks": marks})
    found = [RowClaim(row.branch, bytes(row.row_mark), bytes(row.fingerprint), row.reference) for row in rows]
    return {one.row_mark: one for one in found}


async def insert(session: AsyncSession, complaints: Sequence[Complaint]) -> None:
    """Write new complaints down in one statement."""
    if not complaints:
        return
    columns = _columns(complaints)
    await (await session.connection()).execute(_INSERT, {f"c{place}": column for place, column in enumerate(columns)})


async def by_receipt(session: AsyncSession, receipt_mark: bytes) -> Complaint | None:
    """The complaint that this receipt opens."""
    found = (await session.exec(select(tables.Complaint).where(tables.Complaint.receipt_mark == receipt_mark))).first()
    return None if found is None else _complaint(found)


async def by_id(session: AsyncSession, complaint_id: UUID) -> Complaint | None:
    found = await session.get(tables.Complaint, complaint_id)
    return None if found is None else _complaint(found)


async def lock(session: AsyncSession, complaint_id: UUID) -> Complaint | None:
    """The complaint, held until commit: what its complainant does is decided one after another."""
    wanted = select(tables.Complaint).where(tables.Complaint.complaint_id == complaint_id).with_for_update()
    found = (await session.exec(wanted)).first()
    return None if found is None else _complaint(found)


def _complaint(row: tables.Complaint) -> Complaint:
    return Complaint(**row.model_dump(exclude={"kind", "channel"}), kind=Kind(row.kind), channel=Channel(row.channel))


def _columns(rows: Sequence[Any]) -> list[list[Any]]:
    """The fields of these dataclasses as columns, in their order."""
    values = attrgetter(*(field.name for field in fields(rows[0])))
    return [list(column) for column in zip(*map(values, rows), strict=True)]
