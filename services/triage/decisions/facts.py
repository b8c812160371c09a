"""What the rules of a pack may look at, taken from a submission and its opened content, and whether a condition holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from services.triage.decisions.reading import Written, found, normalised
from services.triage.model import Submission
from shared.contracts.intake import Content
from shared.procedures.conditions import Condition, Operator, holds
from shared.procedures.editions import SHANGHAI

_WRITTEN = frozenset({"words", "respondent", "asks", "place"})


class Rule(Protocol):
    """A row that applies when all its conditions hold."""

    @property
    def when(self) -> Sequence[Condition]: ...


RuleT = TypeVar("RuleT", bound=Rule)


@dataclass(frozen=True)
class Facts:
    """Codes, numbers and switches as they are; texts normalised once, so that every rule searches the same."""

    plain: Mapping[str, object]
    written: Mapping[str, Written]

    def knowing(self, **more: object) -> "Facts":
        """The same with what was decided meanwhile (category, severity)."""
        return Facts({**self.plain, **more}, self.written)


def facts_of(submission: Submission, content: Content, added: Iterable[str] = (), zone: ZoneInfo = SHANGHAI) -> Facts:
    """The facts of one complaint; `added` is what the complainant wrote later."""
    plain: dict[str, object] = {
        "kind": submission.kind,
        "identity": submission.identity,
        "channel": submission.channel,
        "language": submission.language,
        "territory": submission.territory,
        "authority": submission.authority,
        "business": submission.business,
        "ongoing_harm": submission.ongoing_harm,
        "mediation_consent": submission.mediation_consent,
        "narrative_length": len(content.narrative.strip()) + sum(len(text.strip()) for text in added),
        "occurred_years_ago": _complete_years(content.occurred_to or content.occurred_from, submission.received_at.astimezone(zone).date()),
    }
    respondents = [part for one in content.respondents for part in (one.unit, one.person, one.text)]
    texts = {
        "words": _joined([content.title, content.narrative, content.asks, *added]),
        "respondent": _joined(respondents),
        "asks": _joined([content.asks]),
        "place": _joined([content.place]),
    }
    return Facts(plain, texts)


def _joined(parts: Iterable[str | None]) -> Written:
    return Written("\n".join(part for part in parts if part))


def _complete_years(occurred: str | None, received: date) -> int | None:
    """Complete years between the two days; None when the day was not given or is none."""
    try:
        day = date.fromisoformat((occurred or "")[:10])
    except ValueError:
        return None
    return received.year - day.year - ((received.month, received.day) < (day.month, day.day))


def meets(condition: Condition, facts: Facts) -> bool:
    """Whether the condition holds; one about something absent holds for `absent` and `contains_none` only."""
    if condition.field not in _WRITTEN:
        return holds(condition, facts.plain)
    return _text_meets(condition, facts.written[condition.field])


def _text_meets(condition: Condition, written: Written) -> bool:
    if condition.operator in (Operator.PRESENT, Operator.ABSENT):
        return bool(written) == (condition.operator is Operator.PRESENT)
    if condition.operator is Operator.IS:
        return bool(written) and written.text == normalised(str(condition.value))
    return bool(found(written, _words(condition))) == (condition.operator is Operator.CONTAINS_ANY)


def mattering(conditions: Sequence[Condition], facts: Facts) -> tuple[str, ...]:
    """The words in the texts by which these conditions hold."""
    looking = [condition for condition in conditions if condition.operator is Operator.CONTAINS_ANY and condition.field in _WRITTEN]
    return tuple(word for condition in looking for word in found(facts.written[condition.field], _words(condition)))


def _words(condition: Condition) -> tuple[str, ...]:
    return condition.value if isinstance(condition.value, tuple) else ()  # type: ignore[return-value]


def first_that_holds(rules: Iterable[RuleT], facts: Facts) -> RuleT | None:
    """The first rule whose conditions all hold, read from the top."""
    return next((rule for rule in rules if all(meets(condition, facts) for condition in rule.when)), None)
