"""The clocks of a case follow from its history, and obey the laws that every counting of time obeys."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.investigation.decisions.clocks.alarms import alarms, supervisor_of
from services.investigation.decisions.clocks.explanations import explanation, left
from services.investigation.decisions.clocks.time_limits import ClockState, Reading, next_due, readings
from services.investigation.model import CaseFile, Fact
from shared.contracts.words import Kind, Text
from shared.procedures import Unit
from tests.unit.investigation.cases import OFFICE, SHANGHAI, START, clock, registered, section, taken, then

UNITS = ["hours", "days", "working_days"]


def read(case: CaseFile, *clocks: Any) -> list[Reading]:
    return readings(case, section(clocks=clocks or (clock(),), conversion=None), OFFICE)


def only(case: CaseFile, **changes: Any) -> Reading:
    [found] = read(case, clock(**changes))
    return found


def limit(length: int, unit: str) -> dict[str, Any]:
    return {"length": length, "unit": unit}


def test_a_clock_that_was_not_started_is_not_shown() -> None:
    assert read(registered()) == []


def test_several_clocks_run_at_once_and_the_first_due_is_next() -> None:
    found = read(taken(), clock(), clock(code="fast", limit=limit(3, "days")), clock(code="slow", limit=limit(60, "days")))
    first = next_due(found)
    assert [reading.rule.code for reading in found] == ["solve", "fast", "slow"]
    assert first is not None
    assert first.rule.code == "fast"


def test_started_twice_is_started_once() -> None:
    moved = then(then(taken(), Fact.HANDED_BACK, days=3), Fact.HANDED_OVER, days=5)
    assert only(moved).due.at == only(taken()).due.at


def test_after_it_was_stopped_it_can_run_again() -> None:
    again = then(then(then(taken(), Fact.DECIDED, days=1), Fact.APPEALED, days=2), Fact.REVIEW_TAKEN, days=2)
    reading = only(then(again, Fact.APPEAL_DECIDED, days=3), starts_on="appealed", stops_on=("appeal_decided",))
    assert reading.state is ClockState.STOPPED
    assert reading.due.started == START.astimezone(SHANGHAI) + timedelta(days=2)


def test_closing_stops_every_clock_whatever_the_pack_says() -> None:
    closed = then(then(taken(), Fact.DECIDED, days=1), Fact.CLOSED, days=2)
    assert only(closed, starts_on="decided", stops_on=("told",)).state is ClockState.STOPPED


def test_a_clock_of_another_kind_of_matter_does_not_run() -> None:
    assert read(taken(), clock(kinds=("report",))) == []
    assert len(read(taken(kind=Kind.REPORT), clock(kinds=("report",)))) == 1


def test_stopped_in_time_it_is_not_late_and_stopped_too_late_it_stays_late() -> None:
    in_time, too_late = then(taken(), Fact.DECIDED, days=3), then(taken(), Fact.DECIDED, days=30)
    later = START + timedelta(days=100)
    assert not only(in_time).is_late(later)
    assert only(too_late).is_late(later)


def test_pauses_of_two_kinds_end_each_with_its_own_resumption() -> None:
    both = {"pauses_on": ("information_requested", "mediation_started"), "resumes_on": ("information_received", "mediation_ended")}
    waiting = then(then(taken(), Fact.INFORMATION_REQUESTED, days=1), Fact.MEDIATION_STARTED, days=2)
    answered = then(waiting, Fact.INFORMATION_RECEIVED, days=3)
    assert only(answered, **both).state is ClockState.PAUSED
    assert only(then(answered, Fact.MEDIATION_ENDED, days=4), **both).state is ClockState.RUNNING


def test_asked_before_it_was_started_it_stands_still_from_its_start() -> None:
    asked = then(registered(), Fact.COMPLETION_REQUESTED)
    opened = then(then(asked, Fact.ACCEPTED, days=1), Fact.HANDED_OVER, days=1)
    assert only(opened).state is ClockState.PAUSED
    assert only(then(opened, Fact.INFORMATION_RECEIVED, days=2)).due.day.isoformat() == "2026-03-18"


def test_withdrawn_while_paused_it_is_stopped_and_not_late() -> None:
    withdrawn = then(then(taken(), Fact.INFORMATION_REQUESTED, days=1), Fact.WITHDRAWN, days=60)
    reading = only(withdrawn, stops_on=("decided", "withdrawn"))
    assert (reading.state, reading.is_late(START + timedelta(days=90))) == (ClockState.STOPPED, False)


@given(unit=st.sampled_from(UNITS), length=st.integers(1, 60), more=st.integers(0, 60))
def test_a_longer_limit_is_never_due_earlier(unit: str, length: int, more: int) -> None:
    assert only(taken(), limit=limit(length, unit)).due.at <= only(taken(), limit=limit(length + more, unit)).due.at


@given(unit=st.sampled_from(["hours", "days"]), length=st.integers(3, 60), waited=st.integers(1, 50))
def test_a_pause_moves_the_end_by_exactly_its_length(unit: str, length: int, waited: int) -> None:
    step = {"hours": timedelta(hours=waited), "days": timedelta(days=waited)}[unit]
    hours = step.total_seconds() / 3600
    paused = then(then(taken(), Fact.INFORMATION_REQUESTED), Fact.INFORMATION_RECEIVED, hours=hours)
    assert only(paused, limit=limit(length, unit)).due.at - only(taken(), limit=limit(length, unit)).due.at == step


@given(length=st.integers(1, 30), waited=st.integers(0, 30))
def test_a_pause_in_working_days_moves_the_end_by_the_working_days_waited(length: int, waited: int) -> None:
    paused = then(then(taken(), Fact.INFORMATION_REQUESTED), Fact.INFORMATION_RECEIVED, days=waited)
    calendar, today = OFFICE.calendar, START.date()
    lost = calendar.working_days_between(today - timedelta(days=1), today + timedelta(days=waited - 1))
    expected = calendar.add_working_days(today, length + lost).date
    assert only(paused, limit=limit(length, "working_days")).due.day == expected


@given(unit=st.sampled_from(UNITS), length=st.integers(1, 30), more=st.integers(1, 30))
def test_an_approved_extension_is_the_same_as_a_longer_limit(unit: str, length: int, more: int) -> None:
    extended = then(taken(), Fact.EXTENSION_APPROVED, clock="solve", length=more, unit=unit, request=1)
    assert only(extended, limit=limit(length, unit)).due.at == only(taken(), limit=limit(length + more, unit)).due.at


@given(facts=st.lists(st.sampled_from([Fact.NOTED, Fact.RATED, Fact.WARNED, Fact.FINDING_RECORDED, Fact.PROGRESS_TOLD]), max_size=8))
def test_what_no_clock_hangs_on_moves_no_clock(facts: list[Fact]) -> None:
    case = taken()
    for position, fact in enumerate(facts):
        case = then(case, fact, days=position, timer="x", due_at="x", clock="x")
    assert [reading.due for reading in read(case)] == [reading.due for reading in read(taken())]


@given(hours=st.lists(st.integers(0, 2000), min_size=1, max_size=10, unique=True))
def test_an_answer_that_is_heard_before_its_question_counts_the_same(hours: list[int]) -> None:
    case = crossed = taken()
    for asked, answered in pairwise(sorted(hours)):
        case = then(then(case, Fact.INFORMATION_REQUESTED, hours=asked), Fact.INFORMATION_RECEIVED, hours=answered)
        crossed = then(then(crossed, Fact.INFORMATION_RECEIVED, hours=answered), Fact.COMPLETION_REQUESTED, hours=asked)
    assert only(case).due.at == only(crossed).due.at


@given(unit=st.sampled_from(UNITS), length=st.integers(2, 40), hours=st.integers(0, 2000))
def test_an_alarm_rings_once_for_each_due_time(unit: str, length: int, hours: int) -> None:
    law = section(clocks=(clock(limit=limit(length, unit), warn_before=(limit(1, unit),), escalations=({"level": 1},)),), conversion=None)
    case, now = taken(), START + timedelta(hours=hours)
    for _ in range(6):
        ringing = [alarm for alarm in alarms(case, readings(case, law, OFFICE), OFFICE) if alarm.at <= now]
        for alarm in ringing:
            case = then(case, alarm.fact, timer=alarm.timer, due_at=alarm.due_at.isoformat(), clock=alarm.clock)
    rung = [(entry.data["timer"], entry.data["due_at"]) for entry in case.entries(Fact.WARNED, Fact.OVERDUE, Fact.ESCALATED)]
    assert len(rung) == len(set(rung)) <= 3


def test_nothing_rings_for_a_clock_that_stands_still_or_is_stopped() -> None:
    asked, ended = then(taken(), Fact.INFORMATION_REQUESTED, days=1), then(taken(), Fact.DECIDED, days=1)
    assert [alarms(case, read(case), OFFICE) for case in (asked, ended)] == [[], []]


def test_no_alarm_rings_before_the_clock_is_late() -> None:
    [alarm] = alarms(taken(), read(taken()), OFFICE)
    assert only(taken()).is_late(alarm.at)
    assert not only(taken()).is_late(alarm.at - timedelta(seconds=1))


def test_supervision_goes_up_the_chain_to_its_top() -> None:
    assert [supervisor_of("station", level, section()) for level in range(4)] == ["station", "county", "county", "county"]


def test_a_clock_explains_itself_in_both_languages() -> None:
    """The figures of Spring Festival 2026: 14 and 28 February are make-up working days, 15 to 23 February holidays."""
    case = registered(received_at=START)
    begun = then(then(case, Fact.ACCEPTED, days=-17), Fact.HANDED_OVER, days=-17)
    said = explanation(only(begun, limit=limit(7, "working_days")), SHANGHAI)
    assert "started 13 Feb 2026, first day not counted; 14 Feb 2026 is a make-up working day" in said.en
    assert "due 2 Mar 2026" in said.en
    assert "2026年2月14日为调休上班日" in said.zh


def test_a_due_date_in_a_year_not_yet_published_is_marked() -> None:
    case = then(then(registered(), Fact.ACCEPTED, days=296), Fact.HANDED_OVER, days=296)
    said = explanation(only(case, limit=limit(7, "working_days")), SHANGHAI)
    assert "(provisional)" in said.en
    assert "暂定" in said.zh


@pytest.mark.parametrize(
    ("due_at", "unit", "words"),
    [
        (datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC), Unit.WORKING_DAYS, Text(zh="剩 2 个工作日", en="2 working days left")),
        (datetime(2026, 3, 3, 15, 59, 59, tzinfo=UTC), Unit.DAYS, Text(zh="剩 1 日", en="1 day left")),
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), Unit.WORKING_DAYS, Text(zh="今日到期", en="due today")),
        (datetime(2026, 3, 2, 5, 0, tzinfo=UTC), Unit.HOURS, Text(zh="剩 4 小时", en="4 hours left")),
        (datetime(2026, 2, 27, 15, 59, 59, tzinfo=UTC), Unit.WORKING_DAYS, Text(zh="已超期 2 个工作日", en="2 working days late")),
        (datetime(2026, 3, 2, 0, 30, tzinfo=UTC), Unit.HOURS, Text(zh="已超期", en="late")),
    ],
)
def test_what_is_left_is_said_in_the_unit_that_counts(due_at: datetime, unit: Unit, words: Text) -> None:
    assert left(due_at, unit, START, OFFICE) == words
