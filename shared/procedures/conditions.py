"""Conditions of a pack as small typed tables (field, operator, value), and whether one holds for given facts.

No patterns and no expressions: texts are searched as they are, so the time grows with the text only.
"""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PlainValidator, model_validator

from shared.procedures.broken import broken_rule
from shared.procedures.editions import SHANGHAI
from shared.procedures.types import Clause

LONGEST_TERM = 100
MOST_TERMS = 500


class Operator(StrEnum):
    IS = "is"
    IN = "in"
    CONTAINS_ANY = "contains_any"
    CONTAINS_NONE = "contains_none"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"
    PRESENT = "present"
    ABSENT = "absent"


class FactKind(StrEnum):
    """What a fact is, which decides the operators that make sense for it."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    SWITCH = "switch"
    DAY = "day"


def _value(given: Any) -> Any:
    """One value or a list of them; a text that is a day becomes that day."""
    if isinstance(given, list | tuple):
        if not 0 < len(given) <= MOST_TERMS:
            raise broken_rule("terms", zh=f"列表须有 1 至 {MOST_TERMS} 项。", en=f"a list has 1 to {MOST_TERMS} entries.")
        return tuple(_single(each) for each in given)
    return None if given is None else _single(given)


def _single(given: Any) -> Any:
    if isinstance(given, str):
        if not given.strip() or len(given) > LONGEST_TERM:
            raise broken_rule("term", zh=f"词语须有 1 至 {LONGEST_TERM} 字。", en=f"a word has 1 to {LONGEST_TERM} signs.")
        return _day(given) or given
    if not isinstance(given, bool | int | float | date):
        zh, en = "值须是词语、数字、日期、true、false 或其列表。", "a value is a word, number, day, true, false, or a list."
        raise broken_rule("value_kind", zh=zh, en=en)
    return given


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if len(given) == len("2026-04-15") else None
    except ValueError:
        return None


Single = bool | int | float | str | date
Value = Annotated[Single | tuple[Single, ...] | None, PlainValidator(_value)]

_WANTED: dict[Operator, tuple[tuple[type, ...], str, str]] = {
    Operator.IS: ((bool, int, float, str, date), "一个值", "one value"),
    Operator.IN: ((tuple,), "列表", "a list"),
    Operator.CONTAINS_ANY: ((tuple,), "列表", "a list"),
    Operator.CONTAINS_NONE: ((tuple,), "列表", "a list"),
    Operator.AT_LEAST: ((int, float), "数字", "a number"),
    Operator.AT_MOST: ((int, float), "数字", "a number"),
    Operator.BEFORE: ((date,), "日期", "a day"),
    Operator.AFTER: ((date,), "日期", "a day"),
    Operator.PRESENT: ((type(None),), "空（不写 value）", "nothing: leave `value` out"),
    Operator.ABSENT: ((type(None),), "空（不写 value）", "nothing: leave `value` out"),
}

_ALWAYS = frozenset({Operator.PRESENT, Operator.ABSENT})
_WITHIN = frozenset({Operator.CONTAINS_ANY, Operator.CONTAINS_NONE})
_SENSIBLE: dict[FactKind, tuple[frozenset[Operator], tuple[type, ...]]] = {
    FactKind.TEXT: (frozenset({Operator.IS}) | _WITHIN, (str,)),
    FactKind.CODE: (frozenset({Operator.IS, Operator.IN}), (str,)),
    FactKind.CODES: (_WITHIN, (str,)),
    FactKind.NUMBER: (frozenset({Operator.IS, Operator.IN, Operator.AT_LEAST, Operator.AT_MOST}), (int, float)),
    FactKind.SWITCH: (frozenset({Operator.IS}), (bool,)),
    FactKind.DAY: (frozenset({Operator.IS, Operator.BEFORE, Operator.AFTER}), (date,)),
}


class Condition(Clause):
    """One row: the fact `field`, the `operator`, and the `value` it is compared with (none for present and absent)."""

    field: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$", max_length=100)]
    operator: Operator
    value: Value = None

    @cached_property
    def wanted(self) -> Any:
        """The value as facts are compared with it, prepared once."""
        return _comparable(self.value, SHANGHAI)

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        kinds, zh, en = _WANTED[self.operator]
        switch_as_number = isinstance(self.value, bool) and bool not in kinds
        if not isinstance(self.value, kinds) or switch_as_number:
            raise broken_rule("condition_value", zh=f"「{self.operator}」要求的值是{zh}。", en=f"`{self.operator}` compares with {en}.")
        return self


def about(vocabulary: Mapping[str, FactKind]) -> AfterValidator:
    """Allow a condition to speak of these facts only, each of its kind; stands beside `Condition` in an `Annotated`."""

    def check(condition: Condition) -> Condition:
        if condition.field not in vocabulary:
            listed = ", ".join(sorted(vocabulary))
            zh, en = f"没有事实「{condition.field}」；可用：{listed}。", f"there is no fact `{condition.field}`; there are: {listed}."
            raise broken_rule("unknown_fact", zh=zh, en=en)
        _refuse_nonsense(condition, vocabulary[condition.field])
        return condition

    return AfterValidator(check)


def _refuse_nonsense(condition: Condition, kind: FactKind) -> None:
    operators, values = _SENSIBLE[kind]
    if condition.operator not in operators | _ALWAYS:
        listed = ", ".join(sorted(operators | _ALWAYS))
        zh = f"「{condition.field}」不能用「{condition.operator}」；可用：{listed}。"
        en = f"`{condition.field}` is a {kind} and takes {listed}, not {condition.operator}."
        raise broken_rule("operator_for_kind", zh=zh, en=en)
    given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if condition.operator not in _ALWAYS and any(type(each) not in values for each in given):
        zh, en = f"「{condition.field}」的类型是 {kind}，与此值不符。", f"`{condition.field}` is a {kind}; the value is of another kind."
        raise broken_rule("value_for_kind", zh=zh, en=en)


def holds(condition: Condition, facts: Mapping[str, object], zone: ZoneInfo = SHANGHAI) -> bool:
    """Whether the facts meet the condition. A fact that is missing, None or empty meets only `absent` and `contains_none`.

    Texts are compared without regard to case and width; a moment counts as its day in `zone`.
    TypeError when a fact is of a kind that the operator cannot compare: `about` refuses such conditions at loading.
    """
    fact = _comparable(facts.get(condition.field), zone)
    if fact is None:
        return condition.operator in {Operator.ABSENT, Operator.CONTAINS_NONE}
    return _TESTS[condition.operator](fact, condition.wanted)


def _comparable(value: object, zone: ZoneInfo) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value).casefold() if value.strip() else None
    if isinstance(value, datetime):
        return value.astimezone(zone).date()
    if isinstance(value, Collection):
        return frozenset(_comparable(each, zone) for each in value) or None
    return value


def _is(fact: Any, value: Any) -> bool:
    return bool(fact == value) and isinstance(fact, bool) == isinstance(value, bool)


def _contains_any(fact: Any, value: frozenset[Any]) -> bool:
    return any(term in fact for term in value)


_TESTS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: _is,
    Operator.IN: lambda fact, value: fact in value,
    Operator.CONTAINS_ANY: _contains_any,
    Operator.CONTAINS_NONE: lambda fact, value: not _contains_any(fact, value),
    Operator.AT_LEAST: lambda fact, value: bool(fact >= value),
    Operator.AT_MOST: lambda fact, value: bool(fact <= value),
    Operator.BEFORE: lambda fact, value: bool(fact < value),
    Operator.AFTER: lambda fact, value: bool(fact > value),
    Operator.PRESENT: lambda _fact, _value: True,
    Operator.ABSENT: lambda _fact, _value: False,
}
