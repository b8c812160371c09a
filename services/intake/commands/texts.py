"""The kinds of text a request is written in: bounded, without control characters, blank as good as absent."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

NARRATIVE_SIGNS = 20_000
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?\Z")


class Request(BaseModel):
    """What came from outside: a field nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _blank_is_absent(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _real_date(text: str) -> str:
    """A year, a month, a day or a moment that exists: people do not always know the day."""
    found = _DATE.match(text)
    if found is None or not _exists(text, *(int(part or 1) for part in found.groups())):
        raise PydanticCustomError("date_format", "not a date")
    return text


def _exists(text: str, year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
        if len(text) > len("2026-01-31"):
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


# Neither control characters nor line ends: such a text may stand in the head of a letter.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NARRATIVE_SIGNS, pattern=r"^[^\x00]*$")]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
Day = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(_real_date)]

ShortPassage = Annotated[Passage, Field(max_length=5_000)]
OptionalLine = Annotated[Line | None, BeforeValidator(_blank_is_absent)]
OptionalPassage = Annotated[ShortPassage | None, BeforeValidator(_blank_is_absent)]
OptionalWord = Annotated[Word | None, BeforeValidator(_blank_is_absent)]
OptionalDay = Annotated[Day | None, BeforeValidator(_blank_is_absent)]
