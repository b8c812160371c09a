"""Conditions of a pack: which facts meet them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.procedures import Condition, holds
from shared.procedures.conditions import Operator


def condition(operator: str, value: object = None) -> Condition:
    return Condition.model_validate({"field": "fact", "operator": operator, "value": value})


@pytest.mark.parametrize(
    ("operator", "value", "fact", "expected"),
    [
        ("is", "web", "web", True),
        ("is", "web", "WEB", True),
        ("is", "web", "website", False),
        ("is", True, True, True),
        ("is", True, 1, False),
        ("is", 1, 1.0, True),
        ("is", date(2026, 4, 15), date(2026, 4, 15), True),
        ("in", ["web", "phone"], "phone", True),
        ("in", ["web", "phone"], "letter", False),
        ("in", [1, 2], 2, True),
        ("contains_any", ["退款", "refund"], "我要求退款。", True),
        ("contains_any", ["退款", "refund"], "REFUND please", True),
        ("contains_any", ["ABC"], "ＡＢＣ公司", True),
        ("contains_any", ["退款", "refund"], "换货", False),
        ("contains_any", ["fraud"], {"fraud", "theft"}, True),
        ("contains_any", ["frau"], ["fraud", "theft"], False),
        ("contains_none", ["退款"], "换货", True),
        ("contains_none", ["退款"], "退款", False),
        ("at_least", 3, 3, True),
        ("at_least", 3, 2.9, False),
        ("at_most", 3, 3, True),
        ("at_most", 3, 4, False),
        ("before", date(2026, 4, 15), date(2026, 4, 14), True),
        ("before", date(2026, 4, 15), date(2026, 4, 15), False),
        ("after", date(2026, 4, 15), date(2026, 4, 16), True),
        ("after", date(2026, 4, 15), date(2026, 4, 15), False),
        ("before", "2026-04-15", datetime(2026, 4, 14, 15, 59, tzinfo=UTC), True),
        ("before", "2026-04-15", datetime(2026, 4, 14, 16, 0, tzinfo=UTC), False),
        ("present", None, "x", True),
        ("present", None, 0, True),
        ("present", None, False, True),
        ("absent", None, "x", False),
    ],
)
def test_a_condition_holds_for_the_facts_it_names(operator: str, value: object, fact: object, expected: bool) -> None:
    assert holds(condition(operator, value), {"fact": fact}) is expected


VALUES: dict[Operator, object] = {
    Operator.IS: "x",
    Operator.IN: ["x"],
    Operator.CONTAINS_ANY: ["x"],
    Operator.CONTAINS_NONE: ["x"],
    Operator.AT_LEAST: 0,
    Operator.AT_MOST: 0,
    Operator.BEFORE: date(2026, 1, 1),
    Operator.AFTER: date(2026, 1, 1),
    Operator.PRESENT: None,
    Operator.ABSENT: None,
}


@pytest.mark.parametrize("facts", [{}, {"fact": None}, {"fact": ""}, {"fact": "  "}, {"fact": []}, {"other": "x"}])
@pytest.mark.parametrize("operator", list(Operator))
def test_what_is_not_known_meets_only_absent_and_contains_none(operator: Operator, facts: Mapping[str, object]) -> None:
    assert holds(condition(operator, VALUES[operator]), facts) is (operator in {Operator.ABSENT, Operator.CONTAINS_NONE})


def test_facts_of_a_kind_that_cannot_be_compared_are_an_error_and_no_silent_no() -> None:
    with pytest.raises(TypeError):
        holds(condition("at_least", 3), {"fact": "heavy"})


@pytest.mark.parametrize(("operator", "value"), [("in", "x"), ("contains_any", "x"), ("before", 3), ("is", ["x"]), ("is", None)])
def test_a_value_of_the_wrong_shape_is_refused(operator: str, value: object) -> None:
    with pytest.raises(ValidationError, match="compares with"):
        condition(operator, value)


@given(st.lists(st.text(min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=5), st.text(max_size=60))
def test_contains_none_is_the_opposite_of_contains_any(terms: list[str], text: str) -> None:
    assert holds(condition("contains_any", terms), {"fact": text}) is not holds(condition("contains_none", terms), {"fact": text})


@given(st.text(min_size=1, max_size=20).filter(str.strip), st.text(max_size=20), st.text(max_size=20))
def test_a_word_that_stands_in_the_text_is_found(word: str, before: str, after: str) -> None:
    assert holds(condition("contains_any", [word]), {"fact": f"{before} {word} {after}"})


def test_a_word_made_to_slow_a_search_is_searched_as_it_stands() -> None:
    assert not holds(condition("contains_any", ["(a+)+$", "a" * 99 + "b"]), {"fact": "a" * 1_000_000})
