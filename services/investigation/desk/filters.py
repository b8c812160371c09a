"""What the list is narrowed to; it stands in the address, so that a view can be kept and sent."""

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request

from services.investigation.model import Stage
from services.investigation.store import Filters
from shared.contracts.words import Severity

E = TypeVar("E", bound=StrEnum)


def chosen(request: Request, person: str) -> Filters:
    """The filters named in the address; what is no choice of ours counts as not chosen."""
    asked = {name: value for name, value in request.query_params.items() if value and "\0" not in value}
    return Filters(
        unit=asked.get("unit"),
        owner=person if asked.get("owner") == "me" else None,
        stage=_one_of(Stage, asked.get("stage")),
        severity=_one_of(Severity, asked.get("severity")),
        overdue=asked.get("overdue") == "yes",
    )


def query_of(request: Request, cursor: str) -> str:
    """The same view, one page further."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return "?" + urlencode([*kept, ("cursor", cursor)])


def _one_of(kind: type[E], value: str | None) -> E | None:
    return kind(value) if value in list(kind) else None
