"""Where and why a request breaks its contract: pydantic's findings as JSON Pointers and words of the catalogue."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from shared.errors import Problem
from shared.web.pages.catalogues import Words

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")
_NUMBERS = ("max_length", "min_length", "ge", "gt", "le", "lt", "multiple_of", "max_digits", "decimal_places")
_MOST = 100


def explained(findings: Sequence[Mapping[str, Any]], words: Words) -> list[Problem]:
    """At most a hundred problems; of what was sent only plain field names return, never a value."""
    return [_problem(finding, words) for finding in findings[:_MOST]]


def of_request(error: RequestValidationError) -> list[dict[str, Any]]:
    """FastAPI's findings; places in the body are named without saying so, others keep `query`, `header` or `path` in front."""
    return [{**finding, "loc": finding["loc"][1:] if finding["loc"][0] == "body" else finding["loc"]} for finding in error.errors()]


def pointer(location: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901) into the body; a field name that is no plain word becomes `?`."""
    return "".join(f"/{part if _PLAIN.match(str(part)) else '?'}" for part in location) or "/"


def _problem(finding: Mapping[str, Any], words: Words) -> Problem:
    code = str(finding["type"])
    context = finding.get("ctx") or {}
    said = f"field.{code}"
    values = {name: context[name] for name in _NUMBERS if name in context}
    if code in ("enum", "literal_error"):
        values = {"expected": context.get("expected", "")}
    message = words.say(said if words.knows(said) else "field.invalid", **values)
    return Problem(pointer(finding["loc"]), code, message)
