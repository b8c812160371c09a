"""The record of a complaint: what each event leaves in it, and what its complainant can read out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.intake.lifecycle import LIFECYCLE, stage_after
from services.intake.model import Entry, Fact, Stage
from shared.contracts import investigation, notify, triage
from shared.contracts.registry import Event
from shared.contracts.words import Text


class Status(StrEnum):
    """What a complainant is told about the stage."""

    RECEIVED = "received"
    ASSESSING = "assessing"
    MORE_INFORMATION_NEEDED = "more_information_needed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    INVESTIGATING = "investigating"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"


STATUS: dict[Stage, Status] = {
    Stage.RECEIVED: Status.RECEIVED,
    Stage.ASSESSING: Status.ASSESSING,
    Stage.ASKED_BY_TRIAGE: Status.MORE_INFORMATION_NEEDED,
    Stage.ACCEPTED: Status.ACCEPTED,
    Stage.REFUSED: Status.REFUSED,
    Stage.INVESTIGATING: Status.INVESTIGATING,
    Stage.ASKED_BY_INVESTIGATOR: Status.MORE_INFORMATION_NEEDED,
    Stage.DECIDED: Status.DECIDED,
    Stage.CLOSED: Status.CLOSED,
    Stage.APPEAL_LODGED: Status.APPEALED,
    Stage.APPEAL_LODGED_WHEN_CLOSED: Status.APPEALED,
    Stage.APPEAL_OPEN: Status.APPEALED,
    Stage.WITHDRAWN: Status.WITHDRAWN,
}

# What a complainant reads in the history; the rest moves the stage or is the organisation's own affair.
SHOWN = frozenset(Fact) - {Fact.HELD, Fact.RECLASSIFIED, Fact.HANDED_BACK, Fact.OVERDUE, Fact.NOTICE_SENT, Fact.PROGRESSED}


def _dumped(event: Event, *names: str) -> dict[str, Any]:
    return event.model_dump(mode="json", include=set(names))


# For each event: the fact, the sealed field if any, and the fields kept in clear (codes, dates and published words only).
_LEAVES: dict[type[Event], tuple[Fact, str | None, tuple[str, ...]]] = {
    triage.Held: (Fact.HELD, None, ()),
    triage.CompletionRequested: (Fact.COMPLETION_REQUESTED, "question", ("request_id", "answer_by")),
    triage.Accepted: (Fact.ACCEPTED, None, ("category", "category_name", "severity")),
    triage.Refused: (Fact.REFUSED, None, ("ground", "ground_text", "other_routes")),
    triage.Routed: (Fact.ROUTED, None, ("unit", "unit_name")),
    triage.Reclassified: (Fact.RECLASSIFIED, None, ("category", "severity")),
    investigation.Opened: (Fact.OPENED, None, ("unit", "next_what", "next_due")),
    investigation.InformationRequested: (Fact.INFORMATION_REQUESTED, "question", ("request_id", "answer_by")),
    investigation.Progressed: (Fact.PROGRESSED, "note", ("note_id",)),
    investigation.HandedBack: (Fact.HANDED_BACK, None, ()),
    investigation.Decided: (Fact.DECIDED, "decision", ("level", "outcome", "outcome_text", "appeal_until")),
    investigation.AppealOpened: (Fact.APPEAL_OPENED, None, ("level", "next_due")),
    investigation.AppealRefused: (Fact.APPEAL_REFUSED, None, ("ground", "ground_text")),
    investigation.Overdue: (Fact.OVERDUE, None, ()),
    investigation.Closed: (Fact.CLOSED, None, ("outcome",)),
    notify.NoticeSent: (Fact.NOTICE_SENT, "letter", ("notice_id", "about", "channel")),
}
HEARD = tuple(_LEAVES)


def entry_of(event: Event) -> Entry:
    """What an event of another service leaves in the record."""
    fact, sealed, kept = _LEAVES[type(event)]
    return Entry(fact, event.at, _dumped(event, *kept), getattr(event, sealed) if sealed else None)


@dataclass(frozen=True)
class Promise:
    """What happens next and until when; `what` is a published text, or the name of one in the catalogues."""

    what: Text | str
    due_at: datetime | None = None
    due_day: date | None = None


def stage_of(entries: Sequence[Entry]) -> Stage:
    """How far the complaint has come."""
    return stage_after([entry.fact for entry in entries])


def latest(entries: Sequence[Entry], *facts: Fact) -> Entry | None:
    """The newest entry of one of these facts."""
    return next((entry for entry in reversed(entries) if entry.fact in facts), None)


def last_known(entries: Sequence[Entry], name: str) -> str | None:
    """The newest value of a detail such as `category` or `unit`."""
    return next((entry.detail[name] for entry in reversed(entries) if entry.detail.get(name)), None)


def permitted(entries: Sequence[Entry], fact: Fact) -> bool:
    """Whether the complainant may do this now: the stage allows it, and there is a level to appeal to, or nothing rated yet."""
    if fact is Fact.RATED and latest(entries, Fact.RATED):
        return False
    if fact is Fact.APPEAL_LODGED and appeal_until(entries) is None:
        return False
    return LIFECYCLE.permits(stage_of(entries), fact)


def appeal_until(entries: Sequence[Entry]) -> date | None:
    """The last day of an appeal; None where no decision was taken or it was the last instance."""
    decided = latest(entries, Fact.DECIDED)
    until = decided.detail.get("appeal_until") if decided else None
    return date.fromisoformat(until) if until else None


def promise(entries: Sequence[Entry], at_first: Promise) -> Promise | None:
    """What the complainant is told to expect; `at_first` is what was said at registration."""
    stage = stage_of(entries)
    return _PROMISES.get(stage, _nothing)(entries) if stage not in (Stage.RECEIVED, Stage.ASSESSING) else at_first


def _answer_awaited(entries: Sequence[Entry]) -> Promise:
    asked = latest(entries, Fact.COMPLETION_REQUESTED, Fact.INFORMATION_REQUESTED)
    return Promise("next.answer", due_at=_moment(asked, "answer_by"))


def _case_goes_on(entries: Sequence[Entry]) -> Promise:
    opened = latest(entries, Fact.OPENED)
    what = opened.detail.get("next_what") if opened else None
    return Promise(Text(**what) if what else "next.investigating", due_at=_moment(opened, "next_due"))


def _may_appeal(entries: Sequence[Entry]) -> Promise | None:
    until = appeal_until(entries)
    return Promise("next.appeal", due_day=until) if until else None


def _appeal_goes_on(entries: Sequence[Entry]) -> Promise:
    return Promise("next.appeal_open", due_at=_moment(latest(entries, Fact.APPEAL_OPENED), "next_due"))


def _nothing(_: Sequence[Entry]) -> None:
    return None


def _moment(entry: Entry | None, name: str) -> datetime | None:
    value = entry.detail.get(name) if entry else None
    return datetime.fromisoformat(value) if value else None


_PROMISES: dict[Stage, Callable[[Sequence[Entry]], Promise | None]] = {
    Stage.ASKED_BY_TRIAGE: _answer_awaited,
    Stage.ASKED_BY_INVESTIGATOR: _answer_awaited,
    Stage.ACCEPTED: lambda _: Promise("next.accepted"),
    Stage.INVESTIGATING: _case_goes_on,
    Stage.DECIDED: _may_appeal,
    Stage.CLOSED: _may_appeal,
    Stage.APPEAL_LODGED: lambda _: Promise("next.appeal_lodged"),
    Stage.APPEAL_LODGED_WHEN_CLOSED: lambda _: Promise("next.appeal_lodged"),
    Stage.APPEAL_OPEN: _appeal_goes_on,
}
