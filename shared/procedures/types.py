"""The kinds of value a pack is written in; section models use these, so that every pack refuses the same mistakes."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.contracts.words import Text
from shared.procedures.broken import broken_rule

LONGEST_TEXT = 5_000
TEN_YEARS = {"hours": 87_660, "days": 3_653, "working_days": 2_610}

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|%\}|\$\{|%[A-Za-z(]")
_MARKUP = re.compile(r"<[A-Za-z/!?]|&[A-Za-z]{2,8};|&#")


class Clause(BaseModel):
    """A part of a pack: frozen, and an unknown field is an error. Section models and their parts derive from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class Limit(Clause):
    """A time limit: `length` (more than 0, at most ten years) in hours, calendar days or working days."""

    length: int = Field(gt=0)
    unit: Unit

    @model_validator(mode="after")
    def _within_ten_years(self) -> "Limit":
        most = TEN_YEARS[self.unit]
        if self.length > most:
            raise broken_rule("too_long_limit", zh=f"期限超过十年（{most}）。", en=f"the limit exceeds ten years ({most}).")
        return self


def _only_two_languages(value: Any) -> Any:
    if isinstance(value, dict) and set(value) - {"zh", "en"}:
        surplus = ", ".join(sorted(set(value) - {"zh", "en"}))
        raise broken_rule("text_language", zh=f"文字只有 zh 和 en，不能有 {surplus}。", en=f"a text has zh and en, not {surplus}.")
    return value


def _readable(text: Text) -> Text:
    for written in (text.zh, text.en):
        if not written.strip():
            raise broken_rule("empty_text", zh="文字为空。", en="a text is empty; both zh and en are needed.")
        if len(written) > LONGEST_TEXT:
            raise broken_rule("long_text", zh=f"文字超过 {LONGEST_TEXT} 字。", en=f"a text is longer than {LONGEST_TEXT} signs.")
        _refuse_code(written)
    return text


def _refuse_code(written: str) -> None:
    placeholder, markup = _PLACEHOLDER.search(written), _MARKUP.search(written)
    if placeholder:
        found = placeholder.group()
        raise broken_rule("placeholder", zh=f"文字含有模板代码「{found}」。", en=f"the text contains template code `{found}`.")
    if markup:
        found = markup.group()
        raise broken_rule("markup", zh=f"文字含有网页标记「{found}」。", en=f"the text contains markup `{found}`.")


PackText = Annotated[Text, BeforeValidator(_only_two_languages), AfterValidator(_readable)]
"""A text in both languages that is not empty and holds no template code and no markup."""

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$", max_length=64)]
"""A stable short name: small letters, digits, single hyphens or underscores; at most 64 signs."""
