"""What rules may look at, and when a condition holds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.triage.decisions.facts import facts_of, mattering, meets
from shared.procedures import Condition
from tests.unit.triage.complaints import Submitted, content, facts, respondent


def condition(field: str, operator: str, value: Any = None) -> Condition:
    return Condition.model_validate({"field": field, "operator": operator, "value": value})


def test_words_are_title_narrative_and_what_is_asked() -> None:
    known = facts("很慢", title="快递", asks="退款")
    assert meets(condition("words", "contains_any", ["快递"]), known)
    assert meets(condition("words", "contains_any", ["退款"]), known)
    assert meets(condition("words", "contains_none", ["食品"]), known)


def test_what_was_written_later_counts_as_words() -> None:
    known = facts_of(Submitted(), content("很慢"), ["快递单号 123"])
    assert meets(condition("words", "contains_any", ["快递"]), known)
    assert known.plain["narrative_length"] == 2 + len("快递单号 123")


def test_a_condition_about_something_absent_holds_only_for_absent_and_contains_none() -> None:
    known = facts("很慢")
    assert meets(condition("respondent", "absent"), known)
    assert meets(condition("respondent", "contains_none", ["店"]), known)
    assert not meets(condition("respondent", "contains_any", ["店"]), known)
    assert not meets(condition("respondent", "present"), known)
    assert not meets(condition("territory", "is", "town"), known)
    assert meets(condition("territory", "absent"), known)


def test_the_respondent_is_every_part_of_every_respondent() -> None:
    known = facts("很慢", respondents=(respondent("城关店"), respondent(person="张三", text="店长")))
    assert meets(condition("respondent", "contains_any", ["店长"]), known)
    assert meets(condition("respondent", "contains_any", ["城关店"]), known)


def test_codes_and_switches_are_compared_as_they_are() -> None:
    known = facts("很慢", Submitted(channel="referral", ongoing_harm=True))
    assert meets(condition("channel", "in", ["referral", "fax"]), known)
    assert meets(condition("ongoing_harm", "is", value=True), known)
    assert not meets(condition("identity", "is", "anonymous"), known)


@pytest.mark.parametrize(
    ("occurred", "years"),
    [("2023-04-20", 3), ("2023-04-21", 2), ("2026-04-20T09:00", 0), (None, None), ("last spring", None), ("", None)],
)
def test_complete_years_since_the_occurrence_are_counted_to_the_day_of_receipt(occurred: str | None, years: int | None) -> None:
    received = Submitted(received_at=datetime(2026, 4, 19, 17, 0, tzinfo=UTC))  # the 20th in Shanghai
    assert facts("很慢", received, occurred_from=occurred).plain["occurred_years_ago"] == years


def test_the_last_day_of_the_occurrence_counts() -> None:
    assert facts("很慢", occurred_from="2020-01-01", occurred_to="2026-04-01").plain["occurred_years_ago"] == 0


def test_the_words_by_which_conditions_hold_are_known() -> None:
    rows = [condition("words", "contains_any", ["快递", "食品"]), condition("kind", "is", "complaint")]
    assert mattering(rows, facts("快递很慢")) == ("快递",)
