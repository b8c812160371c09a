"""The whole assessment of one complaint: every question answered, and what follows without a person."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from services.triage.decisions import acceptance, classification, jurisdiction
from services.triage.decisions.facts import Facts
from services.triage.decisions.jurisdiction import Barred
from services.triage.model import Answer, Unmet
from services.triage.procedure import Category, Ground, Section, Unit
from shared.contracts.words import Reason, Severity, Text, Urgency
from shared.procedures import Edition, Editions


@dataclass(frozen=True)
class Suggestion:
    """Everything the rules say about one complaint."""

    unmet: tuple[Unmet, ...]
    category: Answer[Category | None]
    severity: Answer[Severity]
    urgency: Answer[Urgency]
    unit: Answer[Unit | None]

    @property
    def words(self) -> tuple[str, ...]:
        """What in the text mattered, each word once."""
        found = [part.words for part in self.unmet]
        found += [self.category.words, self.severity.words, self.urgency.words, self.unit.words]
        return tuple(dict.fromkeys(chain.from_iterable(found)))


@dataclass(frozen=True)
class Filed:
    """What a complaint is filed under."""

    category: Category
    severity: Severity
    urgency: Urgency


@dataclass(frozen=True)
class Take:
    """Every condition is met and every question has a certain answer: accepted and routed without a person."""

    filed: Filed
    unit: Unit
    reasons: tuple[Reason, ...]
    whose: Reason


@dataclass(frozen=True)
class Refuse:
    """A condition is not met and the pack lets its rule refuse by itself."""

    ground: Ground
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Hold:
    """Some question is a person's; the reasons say which."""

    reasons: tuple[Reason, ...]


Verdict = Take | Refuse | Hold


def edition_of(rules: Editions[Section], procedure: str, edition: date) -> Edition[Section] | None:
    """The edition a complaint was received under, None when its pack is not installed here."""
    return next((one for one in rules.all() if one.procedure == procedure and one.edition == edition), None)


def suggest(facts: Facts, section: Section, barred: Barred) -> Suggestion:
    """What the rules say to every question, each later one knowing the answers before it."""
    category = classification.category(facts, section.taxonomy)
    classified = facts.knowing(category=category.value.code if category.value else None)
    severity = classification.severity(classified, section.severities)
    whole = classified.knowing(severity=severity.value)
    urgency = classification.urgency(whole, section.urgencies)
    unit = jurisdiction.unit(whole, section, barred)
    said = Suggestion(acceptance.unmet(facts, section.acceptance), category, severity, urgency, unit)
    return said if category.certain else _as_sure_as_the_category(said, facts, section)


def _as_sure_as_the_category(said: Suggestion, facts: Facts, section: Section) -> Suggestion:
    """An answer that hangs on an unsure category is no surer than that."""
    if classification.looks_at_category(section.severities):
        said = replace(said, severity=replace(said.severity, certain=False), urgency=replace(said.urgency, certain=False))
    if jurisdiction.looks_at_category(facts, section):
        said = replace(said, unit=replace(said.unit, certain=False))
    return said


def verdict(said: Suggestion, section: Section) -> Verdict:
    """Refused where a rule may refuse, accepted and routed where nothing is open, else a person's."""
    ground = acceptance.refused_on(said.unmet, section.acceptance)
    if ground is not None:
        return Refuse(ground, (said.unmet[0].reason,))
    category, unit = said.category, said.unit
    if said.unmet or not category.certain or category.value is None or unit.value is None:
        return Hold(_open_questions(said))
    reasons = (acceptance.MET, category.reason, said.severity.reason, said.urgency.reason)
    return Take(Filed(category.value, said.severity.value, said.urgency.value), unit.value, reasons, unit.reason)


def _open_questions(said: Suggestion) -> tuple[Reason, ...]:
    answers = [said.category.reason] * (not said.category.certain) + [said.unit.reason] * (said.unit.value is None)
    return (*(condition.reason for condition in said.unmet), *answers)


def unknown(procedure: str, edition: date) -> Hold:
    """A complaint under an edition that is not installed: nobody guesses its rules, and nothing is lost."""
    zh = f"未安装流程「{procedure}」的 {edition} 版本，请管理员补上其文件"
    en = f"the edition of {edition} of procedure {procedure} is not installed; an administrator must put its file back"
    return Hold((Reason(code="unknown-edition", text=Text(zh=zh, en=en)),))


def kept(said: Suggestion) -> dict[str, Any]:
    """The suggestion as it is stored: codes and reasons, without the words that mattered (they are found again in the opened text)."""
    return {
        "category": kept_answer(said.category, said.category.value.code if said.category.value else None),
        "severity": kept_answer(said.severity, said.severity.value.value),
        "urgency": kept_answer(said.urgency, said.urgency.value.value),
        "unit": kept_answer(said.unit, said.unit.value.id if said.unit.value else None),
    }


def kept_answer(answer: Answer[Any], code: str | None) -> dict[str, Any]:
    """One answer as it is stored."""
    return {"value": code, "certain": answer.certain, "confidence": answer.confidence, "reason": answer.reason.model_dump()}
