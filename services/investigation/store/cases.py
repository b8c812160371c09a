"""Reading and writing one case with its history."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.investigation.model import CaseFile, Entry, Fact, Stage
from services.investigation.store.tables import WITHOUT_DUE, CaseRow, HistoryRow
from shared.contracts.words import Channel, Kind, Outcome, ReplyChannel, Sealed, Severity, Text, Urgency
from shared.errors import NotFound

_REFERENCE = re.compile(r"[0-9A-Za-z-]{1,64}\Z")


async def locked_case(session: AsyncSession, which: UUID | str) -> tuple[CaseRow, CaseFile]:
    """The case of this complaint id or reference, locked until commit. NotFound when it was never heard of."""
    await session.flush()
    return await _found(session, _named(which).with_for_update())


async def read_case(session: AsyncSession, reference: str) -> tuple[CaseRow, CaseFile]:
    """The case of this reference, to be looked at."""
    return await _found(session, _named(reference))


def insert_case(session: AsyncSession, row: CaseRow) -> CaseFile:
    """Remember a new case; its history is still empty."""
    session.add(row)
    return case_file(row, [])


def save(session: AsyncSession, row: CaseRow, case: CaseFile, now: datetime) -> None:
    """Write the case down as it stands now, and the entries of its history that are new."""
    fresh = case.history[row.version :]
    session.add_all(_history_row(case, entry, now) for entry in fresh)
    for name in ("stage", "unit", "owner", "reviewer", "category", "severity", "urgency", "outcome", "level", "appeal_until"):
        setattr(row, name, getattr(case, name))
    row.unit_name = case.unit_name.model_dump() if case.unit_name else None
    row.category_name = case.category_name.model_dump() if case.category_name else None
    row.version = len(case.history)
    row.changed_at = now


def set_next(row: CaseRow, clock: str | None, due_at: datetime | None, *, provisional: bool) -> None:
    """Refresh what the lists show and sort by."""
    row.next_clock, row.next_due, row.next_provisional = clock, due_at, provisional
    row.due_order = due_at or WITHOUT_DUE


def case_file(row: CaseRow, history: Sequence[Entry]) -> CaseFile:
    """The row and its history as decisions see them."""
    return CaseFile(
        complaint_id=row.complaint_id,
        reference=row.reference,
        procedure=row.procedure,
        edition=row.edition,
        kind=Kind(row.kind),
        channel=Channel(row.channel),
        territory=row.territory,
        language=row.language,
        reply_channel=ReplyChannel(row.reply_channel),
        mediation_consent=row.mediation_consent,
        received_at=row.received_at,
        stage=Stage(row.stage),
        unit=row.unit,
        unit_name=Text(**row.unit_name) if row.unit_name else None,
        owner=row.owner,
        reviewer=row.reviewer,
        category=row.category,
        category_name=Text(**row.category_name) if row.category_name else None,
        severity=Severity(row.severity) if row.severity else None,
        urgency=Urgency(row.urgency) if row.urgency else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        level=row.level,
        appeal_until=row.appeal_until,
        history=tuple(history),
    )


def _named(which: UUID | str) -> SelectOfScalar[CaseRow]:
    if isinstance(which, UUID):
        return select(CaseRow).where(CaseRow.complaint_id == which)
    if not _REFERENCE.match(which):
        raise NotFound("there is no such case")
    return select(CaseRow).where(CaseRow.reference == which)


async def _found(session: AsyncSession, wanted: SelectOfScalar[CaseRow]) -> tuple[CaseRow, CaseFile]:
    row = (await session.exec(wanted)).first()
    if row is None:
        raise NotFound("there is no such case")
    return row, await _file(session, row)


async def _file(session: AsyncSession, row: CaseRow) -> CaseFile:
    found = select(HistoryRow).where(HistoryRow.complaint_id == row.complaint_id).order_by(col(HistoryRow.number))
    return case_file(row, [_entry(each) for each in await session.exec(found)])


def _entry(row: HistoryRow) -> Entry:
    sealed = Sealed.model_validate(row.sealed) if row.sealed else None
    return Entry(number=row.number, at=row.at, who=row.who, fact=Fact(row.fact), data=row.data, sealed=sealed)


def _history_row(case: CaseFile, entry: Entry, now: datetime) -> HistoryRow:
    return HistoryRow(
        complaint_id=case.complaint_id,
        number=entry.number,
        at=entry.at,
        recorded_at=now,
        who=entry.who,
        fact=entry.fact,
        data=dict(entry.data),
        sealed=entry.sealed.model_dump() if entry.sealed else None,
    )
