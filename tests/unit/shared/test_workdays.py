"""Working days: the vectors of the law, and what must hold for every calendar."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from shared.procedures import BrokenPack
from shared.workdays import Due, Roll, Step, StepKind, WorkingCalendar, explained

CHINA = WorkingCalendar.load()
JANUARY = date(2026, 1, 1)
MAKE_UP_2026 = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)]

starts = st.dates(min_value=date(2025, 6, 1), max_value=date(2027, 6, 1))
lengths = st.integers(min_value=0, max_value=60)
days = st.dates(min_value=date(2025, 6, 1), max_value=date(2027, 12, 31))
weekdays = days.filter(lambda day: day.weekday() < 5)
weekend_days = days.filter(lambda day: day.weekday() >= 5)
rolls = st.sampled_from(Roll)


def calendar(days_off: set[date], make_up_days: set[date], official: set[int] | None = None) -> WorkingCalendar:
    return WorkingCalendar(days_off, make_up_days, {2025, 2026, 2027, 2028} if official is None else official)


calendars = st.tuples(st.sets(weekdays, max_size=40), st.sets(weekend_days, max_size=20))


@pytest.mark.parametrize(
    ("start", "n", "right"),
    [
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-02-13", 15, "2026-03-12"),
        ("2026-04-15", 15, "2026-05-09"),
        ("2026-04-29", 5, "2026-05-09"),
        ("2026-09-17", 5, "2026-09-23"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-28", 5, "2026-10-10"),
    ],
)
def test_working_days_follow_the_published_calendar(start: str, n: int, right: str) -> None:
    due = CHINA.add_working_days(date.fromisoformat(start), n)
    assert (due.date, due.provisional) == (date.fromisoformat(right), False)


def test_a_year_not_yet_published_gives_a_provisional_date() -> None:
    due = CHINA.add_working_days(date(2026, 12, 23), 7)
    assert (due.date, due.provisional) == (date(2027, 1, 1), True)
    assert Step(StepKind.PROVISIONAL, date(2027, 1, 1), date(2027, 1, 1)) in due.steps


def test_a_limit_that_ends_with_the_published_year_is_certain() -> None:
    due = CHINA.add_working_days(date(2026, 12, 23), 6)
    assert (due.date, due.provisional) == (date(2026, 12, 31), False)


@pytest.mark.parametrize(
    ("start", "right"),
    [("2026-08-03", "2026-10-08"), ("2026-07-27", "2026-09-28"), ("2026-08-10", "2026-10-09")],
)
def test_sixty_calendar_days_roll_over_a_public_holiday(start: str, right: str) -> None:
    assert CHINA.add_days(date.fromisoformat(start), 60).date == date.fromisoformat(right)


@pytest.mark.parametrize(
    ("roll", "right"),
    [(Roll.NEVER, date(2026, 3, 7)), (Roll.HOLIDAYS, date(2026, 3, 7)), (Roll.REST_DAYS, date(2026, 3, 9))],
)
def test_a_plain_weekend_moves_a_limit_only_where_the_pack_says_so(roll: Roll, right: date) -> None:
    assert CHINA.add_days(date(2026, 3, 5), 2, roll).date == right


def test_a_make_up_saturday_does_not_roll() -> None:
    assert CHINA.roll_forward(date(2026, 5, 9)).date == date(2026, 5, 9)


def test_the_make_up_working_days_of_2026_are_those_published() -> None:
    weekends = [JANUARY + timedelta(days=n) for n in range(365) if (JANUARY + timedelta(days=n)).weekday() >= 5]
    assert [day for day in weekends if CHINA.is_working_day(day)] == MAKE_UP_2026


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_table_of_a_published_year_is_official_and_plausible(year: int) -> None:
    working = CHINA.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
    assert not CHINA.is_provisional(date(year, 6, 1))
    assert 247 <= working <= 252


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_table_agrees_with_the_calendar_it_was_seeded_from(year: int) -> None:
    published = country_holidays("CN", years=year)
    first = date(year, 1, 1)
    of_year = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert [day for day in of_year if CHINA.is_working_day(day) != published.is_working_day(day)] == []


def test_an_unknown_year_is_monday_to_friday_and_provisional() -> None:
    assert CHINA.is_provisional(date(2031, 10, 1))
    assert CHINA.is_working_day(date(2031, 10, 1))
    assert not CHINA.is_working_day(date(2031, 10, 4))


def test_the_steps_tell_what_was_counted_and_what_was_not() -> None:
    assert CHINA.add_working_days(date(2026, 2, 13), 7).steps == (
        Step(StepKind.FIRST_DAY, date(2026, 2, 13), date(2026, 2, 13)),
        Step(StepKind.MAKE_UP_DAYS, date(2026, 2, 14), date(2026, 2, 14)),
        Step(StepKind.WEEKEND, date(2026, 2, 15), date(2026, 2, 15)),
        Step(StepKind.HOLIDAYS, date(2026, 2, 16), date(2026, 2, 23)),
        Step(StepKind.MAKE_UP_DAYS, date(2026, 2, 28), date(2026, 2, 28)),
        Step(StepKind.WEEKEND, date(2026, 3, 1), date(2026, 3, 1)),
    )


def test_a_due_date_explains_itself_in_both_languages() -> None:
    text = explained(CHINA.add_working_days(date(2026, 2, 13), 7))
    assert text.en == (
        "started 13 Feb 2026, first day not counted; 14 Feb 2026 is a make-up working day; 16 Feb 2026 – 23 Feb 2026 holidays; "
        "28 Feb 2026 is a make-up working day; due 2 Mar 2026."
    )
    assert text.zh == (
        "2026年2月13日起算，当日不计入；2026年2月14日为调休上班日；2026年2月16日至2026年2月23日放假；2026年2月28日为调休上班日；2026年3月2日到期。"
    )


def test_a_rolled_due_date_says_why_it_moved() -> None:
    text = explained(CHINA.add_days(date(2026, 7, 27), 60))
    assert "the last day, 25 Sep 2026, is a day off and moves to the next working day" in text.en
    assert "最后一日2026年9月25日遇放假，顺延至下一工作日" in text.zh


def test_a_limit_is_never_counted_backwards() -> None:
    with pytest.raises(ValueError, match="counted forward"):
        CHINA.add_working_days(JANUARY, -1)


@given(calendars, starts, lengths, weekdays, rolls)
def test_adding_a_holiday_never_makes_a_due_date_earlier(
    lists: tuple[set[date], set[date]], start: date, n: int, holiday: date, roll: Roll
) -> None:
    before, after = calendar(*lists), calendar(lists[0] | {holiday}, lists[1])
    assert after.add_working_days(start, n).date >= before.add_working_days(start, n).date
    assert after.add_days(start, n, roll).date >= before.add_days(start, n, roll).date


@given(calendars, starts, lengths, weekend_days, rolls)
def test_adding_a_make_up_day_never_makes_a_due_date_later(
    lists: tuple[set[date], set[date]], start: date, n: int, make_up: date, roll: Roll
) -> None:
    before, after = calendar(*lists), calendar(lists[0], lists[1] | {make_up})
    assert after.add_working_days(start, n).date <= before.add_working_days(start, n).date
    assert after.add_days(start, n, roll).date <= before.add_days(start, n, roll).date


@given(calendars, starts, lengths, lengths, rolls)
def test_a_longer_limit_is_never_earlier(lists: tuple[set[date], set[date]], start: date, n: int, more: int, roll: Roll) -> None:
    chosen = calendar(*lists)
    assert chosen.add_working_days(start, n + more).date >= chosen.add_working_days(start, n).date
    assert chosen.add_days(start, n + more, roll).date >= chosen.add_days(start, n, roll).date


@given(calendars, starts, lengths, lengths)
def test_a_due_date_counted_in_two_steps_equals_the_one_counted_in_one(
    lists: tuple[set[date], set[date]], start: date, n: int, more: int
) -> None:
    chosen = calendar(*lists)
    assert chosen.add_working_days(chosen.add_working_days(start, n).date, more).date == chosen.add_working_days(start, n + more).date


@given(calendars, starts, lengths)
def test_counting_back_gives_the_length_of_the_limit(lists: tuple[set[date], set[date]], start: date, n: int) -> None:
    chosen = calendar(*lists)
    due = chosen.add_working_days(start, n).date
    assert chosen.working_days_between(start, due) == n
    assert chosen.working_days_between(due, start) == -n


@given(calendars, calendars, starts, lengths, rolls)
def test_publishing_a_year_changes_only_due_dates_that_touch_it(
    lists: tuple[set[date], set[date]], published: tuple[set[date], set[date]], start: date, n: int, roll: Roll
) -> None:
    def without_2027(found: set[date]) -> set[date]:
        return {day for day in found if day.year != 2027}

    def of_2027(found: set[date]) -> set[date]:
        return {day for day in found if day.year == 2027}

    off, make_up = without_2027(lists[0]), without_2027(lists[1])
    forecast = calendar(off, make_up, {2025, 2026, 2028})
    official = calendar(off | of_2027(published[0]), make_up | of_2027(published[1]))
    for before, after in (
        (forecast.add_working_days(start, n), official.add_working_days(start, n)),
        (forecast.add_days(start, n, roll), official.add_days(start, n, roll)),
    ):
        assert before.provisional or before == after
        assert not after.provisional


@given(calendars, starts, lengths)
def test_the_steps_account_for_every_day(lists: tuple[set[date], set[date]], start: date, n: int) -> None:
    chosen = calendar(*lists)
    due = chosen.add_working_days(start, n)
    resting = sum(_days(step) for step in due.steps if step.kind in {StepKind.HOLIDAYS, StepKind.WEEKEND})
    assert (due.date - start).days == n + resting


def _days(step: Step) -> int:
    return (step.last - step.first).days + 1


def test_a_due_date_is_a_value() -> None:
    assert Due(JANUARY, provisional=False, steps=()) == Due(JANUARY, provisional=False, steps=())


HEAD = "source: {zh: 通知, en: notice}\nyears:\n  2026: "


@pytest.mark.parametrize(
    ("year", "says"),
    [
        ("{official: true, days_off: [2027-01-01], make_up_days: []}", "2027-01-01 does not belong to 2026"),
        ("{official: true, days_off: [2026-02-14], make_up_days: [2026-02-14]}", "both a day off and a make-up working day"),
        ("{official: true, days_off: [], make_up_days: [2026-02-13]}", "no weekend day"),
        ("{days_off: [], make_up_days: []}", "the field `official` is missing"),
        ("{official: yes, days_off: [], make_up_days: []}", "true or false"),
        ("{official: true, days_off: [2026-02-30], make_up_days: []}", "a day like 2026-04-15"),
    ],
)
def test_a_wrong_table_of_years_is_refused_with_a_sentence(tmp_path: Path, year: str, says: str) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(HEAD + year + "\n", encoding="utf-8")
    with pytest.raises(BrokenPack, match=says):
        WorkingCalendar.load(path)


@pytest.mark.parametrize("days", [10, 11, 12])
def test_a_weekend_after_a_holiday_belongs_to_it(days: int) -> None:
    """25 September 2026 is the Mid-Autumn holiday, a Friday; the weekend after it rolls to the same Monday."""
    assert CHINA.add_days(date(2026, 9, 15), days, Roll.HOLIDAYS).date == date(2026, 9, 28)
