"""Reading and writing one case with its history."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sqlalchemy_select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.investigation.model import CaseFile, Entry, Fact, Stage
from services.investigation.store.tables import WITHOUT_DUE, CaseRow, HistoryRow
from shared.contracts.words import Channel, Kind, Outcome, ReplyChannel, Sealed, Severity, Text, Urgency
from shared.errors import NotFound

_REFERENCE = re.compile(r"[0-9A-Za-z-]{1,64}\Z")
_COLUMNS = (HistoryRow.number, HistoryRow.at, HistoryRow.who, HistoryRow.fact, HistoryRow.data, HistoryRow.sealed)
_ENTRIES = func.json_agg(aggregate_order_by(func.json_build_array(*map(col, _COLUMNS)), col(HistoryRow.number)))
# The case and its history in one question: each question costs more than what it fetches.
_HISTORY = sqlalchemy_select(func.coalesce(_ENTRIES, func.json_build_array())).where(
    col(HistoryRow.complaint_id) == col(CaseRow.complaint_id)
)
_WITH_HISTORY = select(CaseRow, _HISTORY.correlate(CaseRow).scalar_subquery())


async def locked_case(session: AsyncSession, which: UUID | str) -> tuple[CaseRow, CaseFile]:
    """The case of this complaint id or reference, locked until commit. NotFound when it was never heard of.

    What this transaction has in hand already is not read again: several facts of one case often arrive together.
    """
    if which in _at_hand(session):
        return _at_hand(session)[which]
    found = await _found(session, which, _WITH_HISTORY.with_for_update(of=CaseRow))
    _at_hand(session)[found[0].complaint_id] = found
    return found


async def read_case(session: AsyncSession, reference: str) -> tuple[CaseRow, CaseFile]:
    """The case of this reference, to be looked at."""
    return await _found(session, reference, _WITH_HISTORY)


def insert_case(session: AsyncSession, row: CaseRow) -> CaseFile:
    """Remember a new case; its history is still empty."""
    session.add(row)
    return case_file(row, [])


def save(session: AsyncSession, row: CaseRow, case: CaseFile, now: datetime) -> None:
    """Write the case down as it stands now, and the entries of its history that are new."""
    fresh = case.history[row.version :]
    session.add_all(_history_row(case, entry, now) for entry in fresh)
    for name, value in _standing(case).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    row.version = len(case.history)
    row.changed_at = now
    _at_hand(session)[row.complaint_id] = (row, case)


def _standing(case: CaseFile) -> dict[str, Any]:
    """What the history has made of the case, by column."""
    plain = ("stage", "unit", "owner", "reviewer", "category", "severity", "urgency", "outcome", "level", "appeal_until")
    named = {"unit_name": case.unit_name, "category_name": case.category_name}
    return {**{name: getattr(case, name) for name in plain}, **{name: text and text.model_dump() for name, text in named.items()}}


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


def _at_hand(session: AsyncSession) -> dict[UUID | str, tuple[CaseRow, CaseFile]]:
    """The cases that this transaction holds locked, or made."""
    cases: dict[UUID | str, tuple[CaseRow, CaseFile]] = session.info.setdefault("cases", {})
    return cases


async def _found(session: AsyncSession, which: UUID | str, wanted: Any) -> tuple[CaseRow, CaseFile]:
    if isinstance(which, str) and not _REFERENCE.match(which):
        raise NotFound("there is no such case")
    place = CaseRow.complaint_id if isinstance(which, UUID) else CaseRow.reference
    with session.no_autoflush:
        found = (await session.exec(wanted.where(col(place) == which))).first()
    if found is None:
        raise NotFound("there is no such case")
    row, history = found
    return row, case_file(row, [_entry(*written) for written in history])


def _entry(number: int, at: str, who: str, fact: str, data: dict[str, Any], sealed: dict[str, Any] | None) -> Entry:
    block = Sealed.model_validate(sealed) if sealed else None
    return Entry(number=number, at=datetime.fromisoformat(at).astimezone(UTC), who=who, fact=Fact(fact), data=data, sealed=block)


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
