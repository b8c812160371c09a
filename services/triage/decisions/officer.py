"""What a triage officer may decide about a complaint, and what of it needs a reason or a supervisor."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.triage.commands import Acceptance, Correction
from services.triage.decisions.judgement import Filed
from services.triage.procedure import Category, Ground, Section, Unit
from shared.contracts.words import Reason, Severity, Text, Urgency
from shared.errors import Invalid, Problem, Refused


class FiledAs(Protocol):
    """What an accepted complaint is filed under now, in codes."""

    @property
    def category(self) -> str | None: ...
    @property
    def severity(self) -> str | None: ...
    @property
    def urgency(self) -> str | None: ...


OWN_WORDS = "own-words"


@dataclass(frozen=True)
class Why:
    """A person's reason: as it stands in events, and words of their own, which stay sealed at triage."""

    reason: Reason
    words: str | None


def why(given: str | None, section: Section) -> Why | None:
    """The reason a person gave, if any: one of the procedure's, or words of their own."""
    if given is None:
        return None
    listed = next((one for one in section.correction_reasons if one.code == given), None)
    if listed is not None:
        return Why(Reason(code=listed.code, text=listed.text), None)
    return Why(Reason(code=OWN_WORDS, text=Text(zh="由分流人员说明理由", en="for a reason the triage officer gave")), given)


def category(code: str, section: Section) -> Category:
    """The category of this code; Invalid when the procedure has none."""
    found = section.taxonomy.category(code)
    if found is None:
        raise _not_listed("category", "分类", [one.code for one in section.taxonomy.categories])
    return found


def ground(code: str, section: Section) -> Ground:
    """The ground of this code; Invalid when the procedure does not refuse for it."""
    found = section.acceptance.ground(code)
    if found is None:
        raise _not_listed("ground", "理由", [one.code for one in section.acceptance.grounds])
    return found


def unit(code: str, section: Section, complained_about: Collection[str]) -> Unit:
    """The unit of this id. Invalid when there is none that receives complaints, Refused when the complaint is about it."""
    found = section.unit(code)
    if found is None or not found.receives:
        raise _not_listed("unit", "单位", [one.id for one in section.units if one.receives])
    if found.id in complained_about:
        zh, en = f"{found.name.zh}是被投诉的单位，应当回避。", f"{found.name.en} is complained about and may not handle this."
        raise Refused("conflict_of_interest", f"{zh} {en}")
    return found


def _not_listed(field: str, zh: str, known: list[str]) -> Invalid:
    listed = ", ".join(known)
    said = f"流程中没有这个{zh}；可用：{listed}。 The procedure has no such {field}; it has: {listed}."
    return Invalid([Problem(f"/{field}", "not_listed", said)])


def filed(order: Acceptance, section: Section) -> Filed:
    """What the complaint will be filed under; Invalid for a category the procedure does not have."""
    return Filed(category(order.category, section), order.severity, order.urgency)


def chosen(order: Acceptance) -> dict[str, str]:
    """What a person chose, by question."""
    answers = {"category": order.category, "severity": order.severity.value, "urgency": order.urgency.value, "unit": order.unit}
    return {question: answer for question, answer in answers.items() if answer is not None}


def corrected(now: FiledAs, order: Correction, section: Section) -> Filed:
    """What it will be filed under instead; Refused when that is what it is filed under already."""
    after = Filed(
        category(order.category or now.category or "", section),
        order.severity or Severity(now.severity or ""),
        order.urgency or Urgency(now.urgency or ""),
    )
    if (after.category.code, after.severity, after.urgency) == (now.category, now.severity, now.urgency):
        raise Refused("nothing_changes", "没有任何更正。 Nothing would change.")
    return after


def differs(suggestion: Mapping[str, Any], chosen: Mapping[str, str]) -> bool:
    """Whether a person chose otherwise than the rules where the rules were certain."""
    return any(suggestion[name]["certain"] and suggestion[name]["value"] != value for name, value in chosen.items())


def reasons(suggestion: Mapping[str, Any], chosen: Mapping[str, str], given: Why | None) -> list[Reason]:
    """Why it was decided so: the person's reason, and what the rules said where the person agrees with them."""
    agreed = [suggestion[name]["reason"] for name, value in chosen.items() if suggestion[name]["value"] == value]
    return [given.reason if given else CONFIRMED, *(Reason.model_validate(one) for one in agreed)]


def check_reason(given: Why | None, *, needed: bool) -> None:
    """Refuse a decision against the rules that gives no reason."""
    if needed and given is None:
        raise Refused("reason_needed", "与规则的建议不同，请说明理由。 This differs from what the rules say: give a reason.")


def check_assessed(suggestion: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the rules said; Refused when they never looked, because the edition was missing."""
    if suggestion is None:
        raise Refused("not_assessed", "规则尚未审核此投诉，请先由规则审核。 No rule has looked at this yet: let the rules look first.")
    return suggestion


def check_hand_backs(hand_backs: int, section: Section, *, by_supervisor: bool) -> None:
    """After the procedure's number of hand-backs a supervisor names the unit."""
    if hand_backs >= section.routing.superior_decides_after and not by_supervisor:
        words = section.routing.superior_decides
        raise Refused("supervisor_decides", f"{words.zh}。 {words.en}.")


def check_not_returned(unit: Unit, handed_back_by: Collection[str], *, by_supervisor: bool) -> None:
    """A unit that handed the complaint back gets it again only from a supervisor."""
    if unit.id in handed_back_by and not by_supervisor:
        zh, en = f"{unit.name.zh}已退回此投诉，须由督办人员决定。", f"{unit.name.en} handed this back: only a supervisor may return it."
        raise Refused("handed_back_before", f"{zh} {en}")


CONFIRMED = Reason(code="confirmed", text=Text(zh="由分流人员确认", en="confirmed by the triage officer"))
