"""Cases as JSON: codes, words of both languages and times; what people wrote only where it is asked for."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from services.investigation import store
from services.investigation.decisions.next_steps import NextStep
from services.investigation.decisions.overview import ClockView, Overview
from services.investigation.model import CaseFile, Entry, Said
from shared.contracts.intake import Content
from shared.contracts.registry import Word
from shared.contracts.words import Sealed
from shared.errors import Unreadable
from shared.sealing import Keyring

W = TypeVar("W", bound=Word)


def row_shape(row: store.CaseRow, now: datetime) -> dict[str, Any]:
    """One line of the list."""
    shown = ("reference", "procedure", "edition", "kind", "channel", "territory", "language", "received_at", "stage", "unit", "unit_name")
    further = ("owner", "reviewer", "category", "category_name", "severity", "urgency", "outcome", "level", "appeal_until", "version")
    return {
        **{name: getattr(row, name) for name in (*shown, *further)},
        "next": {"clock": row.next_clock, "due_at": row.next_due, "provisional": row.next_provisional} if row.next_clock else None,
        "overdue": row.next_due is not None and row.next_due < now,
    }


def case_shape(row: store.CaseRow, case: CaseFile, view: Overview, now: datetime) -> dict[str, Any]:
    """One case with its clocks, history and what can be done next."""
    return {
        **row_shape(row, now),
        "complaint_id": row.complaint_id,
        "identity": row.identity,
        "reply_channel": row.reply_channel,
        "authority": row.authority,
        "business": row.business,
        "ongoing_harm": row.ongoing_harm,
        "mediation_consent": row.mediation_consent,
        "publish_consent": row.publish_consent,
        "clocks": [_clock_shape(clock) for clock in view.clocks],
        "findings": view.findings,
        "measures": view.measures,
        "history": [_entry_shape(entry) for entry in case.history],
        "next_steps": [_step_shape(step) for step in view.steps],
    }


def content_shape(row: store.CaseRow, case: CaseFile, keys: Keyring) -> dict[str, Any]:
    """What people wrote: the complaint, and the text of each entry by its number."""
    return {"complaint": content_of(row, keys), "texts": texts_of(case, keys)}


def content_of(row: store.CaseRow, keys: Keyring) -> Content | None:
    """The complaint in the complainant's words; None when its block cannot be opened here."""
    return _opened(keys, Sealed.model_validate(row.content), Content, row.complaint_id)


def texts_of(case: CaseFile, keys: Keyring) -> dict[int, Said]:
    """The text of each entry that has one, by its number."""
    opened = {entry.number: _opened(keys, entry.sealed, Said, case.complaint_id) for entry in case.history if entry.sealed}
    return {number: said or Said(text="■ ■ ■") for number, said in opened.items()}


def _opened(keys: Keyring, block: Sealed, model: type[W], about: UUID) -> W | None:
    """A block that was sealed wrongly must not hide the rest of the case."""
    try:
        return keys.open(block, model, about)
    except Unreadable:
        return None


def _clock_shape(clock: ClockView) -> dict[str, Any]:
    return {
        name: getattr(clock, name)
        for name in ("code", "text", "basis", "state", "late", "due_at", "due_day", "provisional", "left", "explanation")
    }


def _entry_shape(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "who": entry.who,
        "fact": entry.fact,
        "data": entry.data,
        "has_text": entry.sealed is not None,
    }


def _step_shape(step: NextStep) -> dict[str, Any]:
    return {"verb": step.command.VERB, "waits_for": step.waits_for}
