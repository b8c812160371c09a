"""What triage talks about: a submission as its rules see it, and what the rules answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from shared.contracts.words import Reason, Text

Value = TypeVar("Value")


class Submission(Protocol):
    """The part of a complaint that stands in clear; both the event and the stored assessment have it."""

    @property
    def kind(self) -> str: ...
    @property
    def identity(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def territory(self) -> str | None: ...
    @property
    def authority(self) -> str | None: ...
    @property
    def business(self) -> str | None: ...
    @property
    def ongoing_harm(self) -> bool: ...
    @property
    def mediation_consent(self) -> bool: ...
    @property
    def received_at(self) -> datetime: ...


@dataclass(frozen=True)
class Answer(Generic[Value]):
    """What the rules say to one question.

    `confidence` is 1 for a rule that names the answer; for counted words it is the share of them that speaks for it, which is
    no probability. `certain` is the procedure's own bar. `words` are the pack's words that were found in the text.
    """

    value: Value
    certain: bool
    confidence: float
    reason: Reason
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unmet:
    """An acceptance condition 受理条件 that is not met, the ground it leads to, and whether its rule refuses by itself."""

    code: str
    ground: str
    refuses: bool
    reason: Reason
    question: Text | None
    words: tuple[str, ...] = ()


class Stale(Exception):
    """Somebody changed the assessment after this person looked at it."""
