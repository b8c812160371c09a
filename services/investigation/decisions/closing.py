"""What must be done before a case may be closed; each rule is named by the procedure and told in its words."""

from collections.abc import Callable

from services.investigation.decisions.casework import done_measures, has_open_clue, is_mediating
from services.investigation.model import CaseFile, Denied, Fact, Stage
from services.investigation.procedure import Section
from shared.contracts.words import Text


def check_closing(case: CaseFile, section: Section) -> None:
    """Denied, naming what is open, unless everything that the procedure wants is done."""
    missing = open_things(case, section)
    if missing:
        words = [text for _, text in missing]
        text = Text(
            zh="还不能结案，尚未满足：" + "；".join(word.zh for word in words) + "。",
            en="This cannot be closed yet; still needed: " + "; ".join(word.en for word in words) + ".",
        )
        raise Denied(missing[0][0], text)


def open_things(case: CaseFile, section: Section) -> list[tuple[str, Text]]:
    """What still stands against closing: the rule and its words."""
    missing: list[tuple[str, Text]] = [(rule.rule, rule.text) for rule in section.closing if not _RULES[rule.rule](case)]
    if section.conversion is not None and has_open_clue(case):
        missing.append(("clue_settled", section.conversion.text))
    return missing


def has_open_question(case: CaseFile) -> bool:
    """Whether the complainant was asked something and has not answered; an answer counts whenever it was heard."""
    asked = case.last(Fact.INFORMATION_REQUESTED, Fact.COMPLETION_REQUESTED)
    if asked is None:
        return False
    return not any(answer.number > asked.number or answer.at > asked.at for answer in case.entries(Fact.INFORMATION_RECEIVED))


def _was_told(case: CaseFile) -> bool:
    """The latest decision was told, not only the one that was appealed."""
    latest = case.last(Fact.DECIDED, Fact.APPEAL_DECIDED)
    return latest is not None and any(entry.number > latest.number for entry in case.entries(Fact.TOLD))


def _are_measures_assigned(case: CaseFile) -> bool:
    return all(entry.data["owner"] and entry.data["due"] for entry in case.entries(Fact.MEASURE_ADDED))


def _are_measures_done(case: CaseFile) -> bool:
    return {entry.number for entry in case.entries(Fact.MEASURE_ADDED)} <= done_measures(case)


_RULES: dict[str, Callable[[CaseFile], bool]] = {
    "decided": lambda case: case.last(Fact.DECIDED) is not None,
    "told": _was_told,
    "measures_assigned": _are_measures_assigned,
    "measures_done": _are_measures_done,
    "questions_answered": lambda case: not has_open_question(case),
    "mediation_ended": lambda case: not is_mediating(case),
    "no_open_appeal": lambda case: case.stage not in (Stage.APPEALED, Stage.REVIEWING),
}
