"""Clocks derived from history: start, pauses and resumptions in the clock's own unit."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.words import Text
from shared.procedures import Limit, Unit
from shared.workdays import DueTime, Pause, Roll, StepKind, WorkingCalendar, due, explained

CHINA = WorkingCalendar.load()
SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = WorkingCalendar(official_years=range(2000, 2100))


def hours(length: int) -> Limit:
    return Limit(length=length, unit=Unit.HOURS)


def days(length: int) -> Limit:
    return Limit(length=length, unit=Unit.DAYS)


def working_days(length: int) -> Limit:
    return Limit(length=length, unit=Unit.WORKING_DAYS)


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def end_of(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=SHANGHAI)


def counted(limit: Limit, started: datetime, *pauses: Pause) -> DueTime:
    return due(limit, started, pauses, CHINA)


def test_hours_are_exact_and_know_no_holiday() -> None:
    assert counted(hours(24), at(10, 1, 16, 30)).at == at(10, 2, 16, 30)


def test_a_limit_in_days_ends_with_the_last_second_of_its_last_day() -> None:
    due_time = counted(working_days(7), at(2, 13))
    assert due_time.at == end_of(3, 2)
    assert due_time.at.tzinfo is UTC
    assert due_time.day == date(2026, 3, 2)


def test_the_day_of_the_start_is_the_organisations_day() -> None:
    late_in_utc = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert counted(working_days(1), late_in_utc).day == date(2026, 3, 4)
    assert due(working_days(1), late_in_utc, [], CHINA, zone=ZoneInfo("Europe/Paris")).day == date(2026, 3, 3)


def test_a_mediation_clock_of_sixty_days_rolls_over_a_holiday() -> None:
    assert counted(days(60), at(8, 3)).at == end_of(10, 8)
    assert due(days(60), at(8, 3), [], CHINA, roll=Roll.NEVER).at == end_of(10, 2)


def test_an_unpublished_year_makes_the_due_time_provisional() -> None:
    assert counted(working_days(7), at(12, 23)).provisional
    assert not counted(hours(24), at(12, 31)).provisional


def test_a_pause_of_hours_moves_the_end_by_exactly_that_time() -> None:
    assert counted(hours(24), at(3, 2), Pause(at(3, 2, 12), at(3, 2, 15, 20))).at == at(3, 3, 13, 20)


def test_a_pause_within_one_day_moves_no_limit_in_days() -> None:
    assert counted(working_days(5), at(3, 2), Pause(at(3, 3, 9), at(3, 3, 18))).at == end_of(3, 9)


def test_a_pause_over_a_weekend_costs_no_working_day() -> None:
    assert counted(working_days(5), at(3, 2), Pause(at(3, 7), at(3, 8))).at == end_of(3, 9)


def test_a_clock_paused_on_its_last_day_is_not_late_when_it_runs_again() -> None:
    due_time = counted(working_days(5), at(3, 2), Pause(at(3, 9), at(3, 15)))
    assert due_time.at == end_of(3, 16)


def test_overlapping_and_repeated_pauses_count_once() -> None:
    one = Pause(at(3, 3), at(3, 5))
    same = counted(working_days(5), at(3, 2), one, one, Pause(at(3, 4), at(3, 5)))
    assert same.at == counted(working_days(5), at(3, 2), one).at == end_of(3, 11)


def test_pauses_may_be_told_in_any_order() -> None:
    pauses = [Pause(at(3, 3), at(3, 4)), Pause(at(3, 9), at(3, 11))]
    assert due(working_days(5), at(3, 2), reversed(pauses), CHINA) == due(working_days(5), at(3, 2), pauses, CHINA)


def test_a_pause_after_the_end_does_not_bring_an_overdue_clock_back() -> None:
    assert counted(working_days(5), at(3, 2), Pause(at(3, 10), at(3, 20))).at == end_of(3, 9)


def test_a_pause_from_before_the_start_counts_from_the_start() -> None:
    assert counted(hours(24), at(3, 2), Pause(at(3, 1), at(3, 2, 12))).at == at(3, 3, 12)


def test_a_pause_that_ends_before_it_begins_changes_nothing() -> None:
    assert counted(hours(24), at(3, 2), Pause(at(3, 2, 15), at(3, 2, 12))).at == at(3, 3)


def test_a_clock_stands_while_its_pause_is_open() -> None:
    due_time = counted(working_days(5), at(3, 2), Pause(at(3, 3)), Pause(at(3, 4), at(3, 5)))
    assert due_time.standing_since == at(3, 3)
    assert due_time.at == end_of(3, 9)
    assert explained(due_time).en.endswith("the clock stands still at present.")


def test_a_late_clock_is_not_standing_because_of_a_later_pause() -> None:
    assert counted(working_days(5), at(3, 2), Pause(at(3, 10))).standing_since is None


def test_the_explanation_names_each_pause_with_its_reason() -> None:
    waiting = Text(zh="等待投诉人补充材料", en="waiting for the complainant")
    due_time = counted(working_days(5), at(3, 2), Pause(at(3, 3), at(3, 5), waiting))
    assert [step.kind for step in due_time.explanation] == [StepKind.FIRST_DAY, StepKind.PAUSED, StepKind.WEEKEND]
    assert explained(due_time).en == (
        "started 2 Mar 2026, first day not counted; paused 2 working days (waiting for the complainant); due 11 Mar 2026."
    )
    assert explained(due_time).zh == "2026年3月2日起算，当日不计入；暂停 2 个工作日（等待投诉人补充材料）；2026年3月11日到期。"


@pytest.mark.parametrize(
    ("limit", "says"), [(working_days(5), "paused 1 working day;"), (days(5), "paused 1 day;"), (hours(5), "paused 24 h 0 min;")]
)
def test_one_day_is_said_as_one(limit: Limit, says: str) -> None:
    assert says in explained(counted(limit, at(3, 3, 9), Pause(at(3, 3), at(3, 4)))).en


def test_a_clock_in_hours_is_explained_with_its_times() -> None:
    due_time = counted(hours(24), at(3, 2), Pause(at(3, 2, 12), at(3, 2, 15, 20)))
    assert explained(due_time).en == "started 2 Mar 2026 10:00; paused 3 h 20 min; due 3 Mar 2026 13:20."


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))  # noqa: DTZ001 - set next
spans = st.timedeltas(timedelta(), timedelta(days=40))
units = st.sampled_from(Unit)
lengths = st.integers(1, 60)


@given(moments, lengths, moments, spans)
def test_pausing_hours_moves_the_end_by_exactly_those_hours(started: datetime, length: int, began: datetime, span: timedelta) -> None:
    before = counted(hours(length), started)
    after = counted(hours(length), started, Pause(began, began + span))
    within = started <= began <= before.at
    assert not within or after.at - before.at == span


@given(moments, lengths, st.integers(0, 90), spans)
def test_pausing_days_moves_the_end_by_exactly_those_days(started: datetime, length: int, later: int, span: timedelta) -> None:
    began = started + timedelta(days=later)
    before = due(days(length), started, [], CHINA, roll=Roll.NEVER)
    after = due(days(length), started, [Pause(began, began + span)], CHINA, roll=Roll.NEVER)
    paused = ((began + span).date() - began.date()).days if began <= before.at else 0
    assert (after.day - before.day).days == paused


@given(moments, lengths, st.integers(0, 90), spans)
def test_pausing_working_days_moves_the_end_by_exactly_those_working_days(
    started: datetime, length: int, later: int, span: timedelta
) -> None:
    began = started + timedelta(days=later)
    before = counted(working_days(length), started)
    after = counted(working_days(length), started, Pause(began, began + span))
    paused = sum(CHINA.is_working_day(began.date() + timedelta(days=n)) for n in range(((began + span).date() - began.date()).days))
    assert CHINA.working_days_between(before.day, after.day) == (paused if began <= before.at else 0)


@given(moments, lengths, units, st.lists(st.tuples(moments, spans), max_size=4))
def test_no_pause_makes_a_clock_end_earlier_or_before_it_runs_again(
    started: datetime, length: int, unit: Unit, found: list[tuple[datetime, timedelta]]
) -> None:
    limit = Limit(length=length, unit=unit)
    pauses = [Pause(began, began + span) for began, span in found]
    for end in range(len(pauses) + 1):
        due_time = counted(limit, started, *pauses[:end])
        assert due_time.at >= counted(limit, started).at
        for pause in pauses[:end]:
            assert pause.began > due_time.at or pause.ended is None or due_time.at >= pause.ended


@given(moments, lengths, units)
def test_a_longer_limit_is_never_due_earlier(started: datetime, length: int, unit: Unit) -> None:
    assert counted(Limit(length=length + 1, unit=unit), started).at >= counted(Limit(length=length, unit=unit), started).at


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Santiago", "Africa/Cairo"])
def test_a_day_ends_with_its_last_second_also_where_the_clocks_change(zone: str) -> None:
    here = ZoneInfo(zone)
    for month in range(1, 13):
        for offset in range(28):
            started = datetime(2026, month, 1, 12, tzinfo=here) + timedelta(days=offset)
            ended = due(days(1), started, [], PLAIN, zone=here, roll=Roll.NEVER)
            assert ended.day == (started + timedelta(days=1)).date()
