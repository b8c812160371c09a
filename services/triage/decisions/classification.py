"""What kind of complaint it is, how bad it is, how soon it must be looked at."""

from collections.abc import Sequence
from typing import TypeVar

from services.triage.decisions.facts import Facts, Rule, first_that_holds, mattering
from services.triage.decisions.reading import Written, found
from services.triage.model import Answer
from services.triage.procedure import Category, ClassificationRule, SeverityRule, Taxonomy, UrgencyRule
from shared.contracts.words import Reason, Severity, Text, Urgency

Value = TypeVar("Value")


def category(facts: Facts, taxonomy: Taxonomy) -> Answer[Category | None]:
    """The first rule that holds, else the category with the most different words; certain only with the pack's least lead."""
    rule = first_that_holds(taxonomy.rules, facts)
    if rule is None:
        return _by_words(facts.written["words"], taxonomy)
    return _by_rule(rule, taxonomy.category(rule.category), facts)


def severity(facts: Facts, rules: tuple[SeverityRule, ...]) -> Answer[Severity]:
    """What the first rule that holds says; the last one of a pack takes everything."""
    rule = first_that_holds(rules, facts) or rules[-1]
    return _by_rule(rule, rule.severity, facts)


def urgency(facts: Facts, rules: tuple[UrgencyRule, ...]) -> Answer[Urgency]:
    """What the first rule that holds says; harm that is going on is immediate whatever a pack says (T7)."""
    rule = first_that_holds(rules, facts) or rules[-1]
    if facts.plain["ongoing_harm"] and rule.urgency is not Urgency.IMMEDIATE:
        return Answer(Urgency.IMMEDIATE, certain=True, confidence=1.0, reason=HARM_NOW)
    return _by_rule(rule, rule.urgency, facts)


def looks_at_category(rules: Sequence[Rule]) -> bool:
    """Whether any of these rules asks for the category."""
    return any(condition.field == "category" for rule in rules for condition in rule.when)


def _by_rule(rule: ClassificationRule | SeverityRule | UrgencyRule, value: Value, facts: Facts) -> Answer[Value]:
    reason = Reason(code=rule.code, text=rule.text)
    return Answer(value, certain=True, confidence=1.0, reason=reason, words=mattering(rule.when, facts))


def _by_words(written: Written, taxonomy: Taxonomy) -> Answer[Category | None]:
    counted = [(found(written, one.zh) + found(written, one.en), one) for one in taxonomy.categories]
    ranked = sorted(counted, key=lambda pair: -len(pair[0]))
    words, best = ranked[0]
    if not words:
        return Answer(None, certain=False, confidence=0.0, reason=NO_WORDS)
    second = len(ranked[1][0]) if len(ranked) > 1 else 0
    certain = len(words) >= taxonomy.least_words and len(words) - second >= taxonomy.least_lead
    share = round(len(words) / sum(len(each) for each, _ in ranked), 2)
    marked = words if certain else tuple(word for each, _ in ranked for word in each)
    return Answer(best, certain, share, _counted(best, len(words), second, certain=certain), marked)


def _counted(best: Category, words: int, second: int, *, certain: bool) -> Reason:
    zh = f"{words} 个词指向「{best.text.zh}」，指向其他类别的最多 {second} 个"
    en = f"{words} {'word speaks' if words == 1 else 'words speak'} for “{best.text.en}”, at most {second} for any other category"
    return Reason(code="words" if certain else "words-undecided", text=Text(zh=zh, en=en))


NO_WORDS = Reason(code="no-words", text=Text(zh="没有词指向任何类别", en="no word speaks for any category"))
HARM_NOW = Reason(code="ongoing-harm", text=Text(zh="正在造成损害，先行制止", en="Harm is going on: stop it first"))
