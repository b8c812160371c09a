"""One example of every event, the same each time, with values that a reader recognises."""

import types
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

_BY_NAME: dict[str, Any] = {
    "reference": "R-7K3M-9QXW-2F8D-4",
    "procedure": "customer",
    "channel": "web",
    "kind": "complaint",
    "branch": "north-office",
    "territory": "330100",
    "authority": "county-market-office",
    "business": "food",
    "category": "product-quality",
    "severity": "important",
    "unit": "quality-department",
    "owner": "zhang-wei",
    "decided_by": "rule",
    "language": "en",
    "code": "words-of-the-category",
    "ground": "not-a-consumer-dispute",
    "clock": "handover",
    "outcome": "upheld",
    "about": "acknowledgement",
    "zh": "产品质量问题",
    "en": "product quality",
    "reason": "the narrative names a defect, not a late delivery",
    "score": 4,
    "level": 0,
    "times": 1,
    "v": 1,
    "nonce": "bm9uY2Utbm9uY2U=",
    "ciphertext": "Y2lwaGVydGV4dA==",
    "keys": {"triage": "a2V5LW9mLXRyaWFnZQ==", "investigation": "a2V5LW9mLWludmVzdGlnYXRpb24="},
}
_BY_TYPE: dict[Any, Any] = {
    UUID: "7f3b2c9e-50d1-48a6-9be2-1c0f6f0d3a55",
    date: "2026-03-06",
    datetime: "2026-03-02T01:30:00Z",
    AwareDatetime: "2026-03-02T01:30:00Z",
    bool: True,
    int: 1,
    str: "text",
}


def example(model: type[BaseModel]) -> dict[str, Any]:
    """A JSON-ready example that the model accepts."""
    return {name: _value(name, field) for name, field in model.model_fields.items()}


def _value(name: str, field: FieldInfo) -> Any:
    return _of(name, field.annotation)


def _of(name: str, kind: Any) -> Any:
    if name == "edition":
        return "2026-01-01"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return example(kind)
    if get_origin(kind) is list:
        return [_of(name, get_args(kind)[0])]
    if get_origin(kind) in (Union, types.UnionType):
        return _of(name, get_args(kind)[0])
    if get_origin(kind) is Annotated:
        return _of(name, get_args(kind)[0])
    return _simple(name, kind)


def _simple(name: str, kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        words = [word.value for word in kind]
        return _BY_NAME[name] if _BY_NAME.get(name) in words else words[0]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    return _BY_TYPE[kind]
