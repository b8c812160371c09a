"""The examples beside each pack: a submission in its own words and what must follow from it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.words import Channel, Identity, Kind, Severity, Urgency
from shared.procedures.reading import Document, read
from shared.procedures.types import Clause, Code
from shared.procedures.validation import validated

PACKS = Path(__file__).parents[2] / "deploy" / "procedures"


class Given(Clause):
    """A submission; what is not said is the ordinary case."""

    received: date
    narrative: str
    channel: Channel
    kind: Kind = Kind.COMPLAINT
    identity: Identity = Identity.NAMED
    language: Literal["zh", "en"] = "zh"
    asks: str | None = None
    respondent: str | None = None
    occurred: date | None = None
    territory: Code | None = None
    authority: Code | None = None
    business: Code | None = None
    ongoing_harm: bool = False


class Expected(Clause):
    """What must follow; what is not said is not looked at."""

    verdict: Literal["accepted", "refused", "waiting"]
    edition: date | None = None
    ground: Code | None = None
    unmet: tuple[Code, ...] | None = None
    category: Code | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    unit: Code | None = None
    due: Annotated[dict[Code, date], Field(default_factory=dict)]
    basis: Annotated[dict[Code, str], Field(default_factory=dict)]


class Example(Clause):
    name: str
    given: Given
    expect: Expected


class Examples(Clause):
    examples: tuple[Example, ...]


def packs() -> list[Path]:
    return sorted(entry for entry in PACKS.iterdir() if entry.is_dir())


def examples_of(pack: Path) -> tuple[Example, ...]:
    document: Document = read(pack / "examples.yaml")
    return validated(document, (), Examples).examples


def all_examples() -> Iterator[tuple[str, Example]]:
    """Every example with the procedure it belongs to."""
    for pack in packs():
        for example in examples_of(pack):
            yield pack.name, example
