"""The head of an edition: what it is called, where it comes from and since when it is in force."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from shared.procedures.types import Clause, Code, PackText

SECTIONS = ("intake", "triage", "investigation", "notify")


def _in_both_languages(source: Any) -> Any:
    return {"zh": source, "en": source} if isinstance(source, str) else source


class Header(Clause):
    """Every edition begins with these; `until` is the first day on which it is no longer in force."""

    procedure: Code
    title: PackText
    source: Annotated[PackText, BeforeValidator(_in_both_languages)]
    in_force: date
    applies_to_open_cases: bool
    until: date | None = None
