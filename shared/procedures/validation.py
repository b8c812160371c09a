"""A model applied to a part of a document: the model, or every fault as a sentence with its line."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.procedures import sentences
from shared.procedures.broken import BrokenPack, Fault
from shared.procedures.reading import Document, Place

ModelT = TypeVar("ModelT", bound=BaseModel)

MOST_FAULTS = 50

_KINDS = {
    "string": ("文字（必要时加引号）", "a text, in quotes if needed"),
    "int": ("整数", "a whole number"),
    "float": ("数字", "a number"),
    "bool": ("true 或 false", "true or false"),
    "date": ("日期，如 2026-04-15", "a day like 2026-04-15"),
    "datetime": ("时间，如 2026-04-15T08:00:00+08:00", "a moment like 2026-04-15T08:00:00+08:00"),
    "list": ("列表", "a list"),
    "tuple": ("列表", "a list"),
    "set": ("列表", "a list"),
    "frozen_set": ("列表", "a list"),
    "dict": ("字段表", "a table of fields"),
    "model": ("字段表", "a table of fields"),
    "dataclass": ("字段表", "a table of fields"),
}
_BOUNDS = {
    "greater_than": ("gt", "大于 {} 的数", "a number greater than {}"),
    "greater_than_equal": ("ge", "不小于 {} 的数", "a number of at least {}"),
    "less_than": ("lt", "小于 {} 的数", "a number less than {}"),
    "less_than_equal": ("le", "不大于 {} 的数", "a number of at most {}"),
    "string_too_short": ("min_length", "至少 {} 个字符", "at least {} characters"),
    "string_too_long": ("max_length", "至多 {} 个字符", "at most {} characters"),
    "too_short": ("min_length", "至少 {} 项", "at least {} entries"),
    "too_long": ("max_length", "至多 {} 项", "at most {} entries"),
    "string_pattern_mismatch": ("pattern", "符合 {} 的文字", "a text like {}"),
}


def validated(document: Document, place: Place, model: type[ModelT]) -> ModelT:
    """The part of `document` at `place` as `model`, strictly; BrokenPack with all faults otherwise."""
    data = document.data
    for step in place:
        data = data[step]
    try:
        # JSON mode: strict, yet days and codes may be written as texts.
        return model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        known = _field_names(model)
        found = error.errors(include_url=False)[:MOST_FAULTS]
        raise BrokenPack(_fault(document, place, each, known) for each in found) from error


def _fault(document: Document, place: Place, found: ErrorDetails, known: list[str]) -> Fault:
    full = _existing(document, (*place, *found["loc"]))
    return document.fault(document.line(full), _said(found, known))


def _existing(document: Document, place: Place) -> Place:
    """Without the names of union branches and functions that pydantic puts into a location."""
    there: Place = ()
    for step in place:
        if (*there, step) in document.lines:
            there = (*there, step)
    return there


def _said(found: ErrorDetails, known: list[str]) -> sentences.Said:
    kind, context = found["type"], found.get("ctx", {})
    name = _name(found)
    if kind == "missing":
        return sentences.missing(name)
    if kind == "extra_forbidden":
        return sentences.unknown_field(name, known)
    if kind in _BOUNDS:
        key, zh, en = _BOUNDS[kind]
        return sentences.out_of_bounds(name, zh.format(context[key]), en.format(context[key]))
    if "expected" in context or "expected_tags" in context:
        return sentences.not_one_of(sentences.quoted(context.get("tag", found["input"])), _allowed(context))
    return _kind_said(found, name)


def _kind_said(found: ErrorDetails, name: str) -> sentences.Said:
    context = found.get("ctx", {})
    if "zh" in context and "en" in context:
        return sentences.rule(name, str(context["zh"]), str(context["en"]))
    for kind, (zh, en) in _KINDS.items():
        if found["type"].startswith((f"{kind}_type", f"{kind}_from", f"{kind}_parsing", f"{kind}_attributes")):
            return sentences.wrong_kind(name, zh, en)
    message = found["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return sentences.rule(name, message, message)


def _name(found: ErrorDetails) -> str:
    names = [step for step in found["loc"] if isinstance(step, str) and "[" not in step]
    return sentences.quoted(names[-1]) if names else "?"


def _allowed(context: dict[str, Any]) -> list[str]:
    listed = str(context.get("expected") or context["expected_tags"])
    return [word.strip(" '\"") for word in listed.replace(" or ", ", ").split(",")]


def _field_names(model: type[BaseModel]) -> list[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})
