r"""JSON bodies, read strictly: what two parsers could understand differently is refused instead of guessed.

pydantic-core reads the body a second time into the model. The first reading finds what it lets pass: duplicate keys
(the last would win), NaN and Infinity, numbers too large to store, deep nesting, and `\u0000`, which no database text can hold.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from shared.errors import Problem
from shared.web.pages.catalogues import Words
from shared.web.problems.places import explained, pointer
from shared.web.problems.rejected import Rejected
from shared.web.wire.limits import allow_body

M = TypeVar("M", bound=BaseModel)

_DEEPEST = 32
_MOST_ENTRIES = 1000  # in one list or object
_LARGEST = 2**63 - 1
_LONGEST_NUMBER = 30  # digits
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_STEP = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


async def read_json(request: Request, model: type[M], *, limit: int | None = None) -> M:
    """The body as the model, unknown fields refused.

    415 for anything but uncompressed application/json in UTF-8, 413 beyond `limit` bytes (else the site's limit),
    400 for what is no JSON by RFC 8259 and I-JSON, 422 with JSON Pointers for what breaks the model.
    """
    _check_headers(request)
    if limit is not None:
        allow_body(request, limit)
    raw = await request.body()
    words = request.app.state.pages.words_for(request)
    _check_json(raw, words)
    try:
        return model.model_validate_json(raw, strict=True, extra="forbid")
    except ValidationError as error:
        findings = error.errors(include_url=False, include_input=False)
        raise Rejected(422, "invalid", errors=explained(findings, words)) from None


def _check_headers(request: Request) -> None:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    charset = parameters.strip().lower().replace('"', "")
    if media_type.strip().lower() != "application/json" or encoded or charset not in ("", "charset=utf-8", "charset=utf8"):
        raise Rejected(415, "media_type")


def _check_json(raw: bytes, words: Words) -> None:
    if raw.count(b"[") + raw.count(b"{") > _DEEPEST and _depth(raw) > _DEEPEST:
        raise Rejected(400, "malformed_json")
    try:
        suspect = _suspect(raw)
    except (ValueError, RecursionError):
        raise Rejected(400, "malformed_json") from None
    for place, found in _walk(suspect):
        code = _flaw(found)
        if code:
            raise Rejected(422, "invalid", errors=[Problem(pointer(place), code, words.say(f"field.{code}"))])


def _suspect(raw: bytes) -> Any:
    """The value where it has to be looked through, else None: only an escape can hide a NUL, only many commas too many entries."""
    text = raw.decode()
    try:
        value = _DECODER.decode(text)
    except _Wrong:
        return _MARKING_DECODER.decode(text)
    return value if b"\\u" in raw or raw.count(b",") >= _MOST_ENTRIES else None


def _depth(raw: bytes) -> int:
    """How deep lists and objects are nested; brackets inside texts do not count."""
    depth = deepest = 0
    for token in _BRACKETS.finditer(raw):
        depth += _STEP.get(token[0], 0)
        deepest = max(deepest, depth)
    return deepest


class _Wrong(Exception):
    """Somewhere a place is wrong though it is JSON; decoding again with marks shows where."""


@dataclass(frozen=True)
class _Mark:
    """Stands for a value that cannot be taken."""

    code: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Wrong
    return found


def _marked_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    counted = Counter(key for key, _ in pairs)
    return {key: _Mark("duplicate_key") if counted[key] > 1 else value for key, value in pairs}


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER or abs(int(digits)) > _LARGEST:
        raise _Wrong
    return int(digits)


def _marked_integer(digits: str) -> int | _Mark:
    try:
        return _integer(digits)
    except _Wrong:
        return _Mark("int_too_large")


def _number(digits: str) -> float:
    value = float(digits)
    if isinf(value):
        raise _Wrong
    return value


def _marked_number(digits: str) -> float | _Mark:
    return _Mark("int_too_large") if isinf(float(digits)) else float(digits)


def _no_constant(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_no_constant)
_MARKING_DECODER = json.JSONDecoder(
    object_pairs_hook=_marked_object, parse_int=_marked_integer, parse_float=_marked_number, parse_constant=_no_constant
)


def _walk(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value and every key with its place, without recursion."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while waiting:
        place, found = waiting.pop()
        yield place, found
        if isinstance(found, dict):
            waiting.extend(((*place, key), inner) for key, inner in found.items())
            waiting.extend((place, key) for key in found)
        elif isinstance(found, list):
            waiting.extend(((*place, index), inner) for index, inner in enumerate(found))


def _flaw(value: Any) -> str | None:
    if isinstance(value, dict | list):
        return "too_many" if len(value) > _MOST_ENTRIES else None
    if isinstance(value, _Mark):
        return value.code
    if not isinstance(value, str):
        return None
    if "\0" in value:
        return "nul_character"
    return None if _is_whole(value) else "lone_surrogate"


def _is_whole(text: str) -> bool:
    """Half a surrogate pair is the one thing that no encoding can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
