"""A case as it is looked at: its clocks with their explanation, findings, measures and what can be done next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from services.investigation.decisions.casework import done_measures, due_of, measure_kind
from services.investigation.decisions.clocks.explanations import explanation, left
from services.investigation.decisions.clocks.time_limits import ClockState, OfficeTime, Reading, readings
from services.investigation.decisions.next_steps import NextStep, next_steps
from services.investigation.model import CaseFile, Fact, Person
from services.investigation.procedure import Section
from shared.contracts.words import Text


@dataclass(frozen=True)
class ClockView:
    """One clock: when it is due (the earliest it can be, while paused), how it stands, and how that was worked out."""

    code: str
    text: Text
    basis: Text
    state: ClockState
    late: bool
    due_at: datetime
    due_day: date
    by_the_hour: bool
    provisional: bool
    extendable: bool
    left: Text | None
    explanation: Text


@dataclass(frozen=True)
class FindingView:
    """The conclusion on one allegation; the words of the allegation are in the sealed text of the entry."""

    entry: int
    value: str
    text: Text
    cause: Text | None


@dataclass(frozen=True)
class MeasureView:
    """Something to be carried out; what exactly is in the sealed text of the entry."""

    entry: int
    kind: str
    text: Text
    serves: str
    owner: str | None
    due: date | None
    done: bool


@dataclass(frozen=True)
class Overview:
    """Everything about a case but what people wrote."""

    clocks: tuple[ClockView, ...]
    findings: tuple[FindingView, ...]
    measures: tuple[MeasureView, ...]
    steps: tuple[NextStep, ...]


def overview(case: CaseFile, section: Section, office: OfficeTime, person: Person, now: datetime) -> Overview:
    """The case as this person may see it at this moment."""
    return Overview(
        clocks=tuple(_clock(reading, office, now) for reading in readings(case, section, office)),
        findings=tuple(_findings(case, section)),
        measures=tuple(_measures(case, section)),
        steps=tuple(next_steps(person, case, section)),
    )


def _clock(reading: Reading, office: OfficeTime, now: datetime) -> ClockView:
    due, running = reading.due, reading.state is ClockState.RUNNING
    return ClockView(
        code=reading.rule.code,
        text=reading.rule.text,
        basis=reading.rule.basis,
        state=reading.state,
        late=reading.is_late(now),
        due_at=due.at,
        due_day=due.day,
        by_the_hour=reading.rule.limit.unit == "hours",
        provisional=due.provisional,
        extendable=reading.state is not ClockState.STOPPED and reading.rule.extension is not None,
        left=left(due.at, reading.rule.limit.unit, now, office) if running else None,
        explanation=explanation(reading, office.zone),
    )


def _findings(case: CaseFile, section: Section) -> Iterator[FindingView]:
    values = {value.code: value.text for value in section.findings}
    causes = {cause.code: cause.text for cause in section.causes}
    for entry in case.entries(Fact.FINDING_RECORDED):
        value, cause = entry.data["value"], entry.data["cause"]
        yield FindingView(entry.number, value, values.get(value, Text(zh=value, en=value)), causes.get(cause))


def _measures(case: CaseFile, section: Section) -> Iterator[MeasureView]:
    done = done_measures(case)
    for entry in case.entries(Fact.MEASURE_ADDED):
        code = entry.data["kind"]
        kind = measure_kind(code, section)
        words = kind.text if kind else Text(zh=code, en=code)
        yield MeasureView(entry.number, code, words, entry.data["for"], entry.data["owner"], due_of(entry), entry.number in done)
