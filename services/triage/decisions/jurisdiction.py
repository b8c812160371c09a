"""Whose business it is: by the complainant's choice, territorial and business jurisdiction 属地管辖、业务管辖, or a rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.triage.decisions import classification
from services.triage.decisions.facts import Facts, first_that_holds, mattering
from services.triage.decisions.reading import normalised
from services.triage.model import Answer
from services.triage.procedure import Section, Unit
from shared.contracts.intake import Respondent
from shared.contracts.words import Reason, Text

Found = Answer[Unit | None]


@dataclass(frozen=True)
class Barred:
    """Units that are not proposed: those complained about (their superior is, T5), and those that handed back (another one is)."""

    complained_about: frozenset[str] = frozenset()
    handed_back: frozenset[str] = frozenset()


def complained_about(respondents: list[Respondent], section: Section) -> frozenset[str]:
    """The units that a respondent's `unit` names by id or name, where the pack avoids them; free text is not guessed at."""
    if not section.routing.avoids_respondent:
        return frozenset()
    named = {normalised(one.unit.strip()) for one in respondents if one.unit}
    return frozenset(unit.id for unit in section.units if named & {normalised(name) for name in (unit.id, unit.name.zh, unit.name.en)})


def unit(facts: Facts, section: Section, barred: Barred) -> Found:
    """The unit that the first step of the pack's order finds; none when no step finds one that may have it."""
    looking = _Looking(facts, section, barred)
    for step in section.routing.order:
        answer = looking.by(step)
        if answer is not None:
            return answer
    return Answer(None, certain=False, confidence=0.0, reason=looking.open_question)


def looks_at_category(facts: Facts, section: Section) -> bool:
    """Whether another category could lead to another unit: by a rule, or by the line of business it stands for."""
    stands_in = not facts.plain["business"] and any(one.business for one in section.taxonomy.categories)
    return classification.looks_at_category(section.routing.rules) or stands_in


class _Looking:
    """One search through the tree of units; `open_question` says why nothing was found so far."""

    def __init__(self, facts: Facts, section: Section, barred: Barred) -> None:
        self._facts, self._section, self._barred = facts, section, barred
        self._units = {unit.id: unit for unit in section.units}
        self._within = {division.code: division.within for division in section.territories}
        self._steps: dict[str, Callable[[], Found | None]] = {
            "rules": self._rules,
            "choice": self._choice,
            "choice_then_jurisdiction": self._choice_then_jurisdiction,
            "jurisdiction": self._jurisdiction,
            "default": self._default,
        }
        self.open_question = NO_UNIT

    @property
    def _business(self) -> object:
        """The line of business the complainant named, else the one that the category belongs to."""
        category = self._section.taxonomy.category(str(self._facts.plain["category"]))
        return self._facts.plain["business"] or (category.business if category else None)

    def by(self, step: str) -> Found | None:
        return self._steps[step]()

    def _rules(self) -> Found | None:
        rule = first_that_holds(self._section.routing.rules, self._facts)
        if rule is None:
            return None
        reason = Reason(code=rule.code, text=rule.text)
        return self._answer(self._units[rule.unit], reason, mattering(rule.when, self._facts))

    def _choice(self) -> Found | None:
        chosen = self._chosen()
        return self._answer(chosen, _chose(chosen)) if chosen else None

    def _choice_then_jurisdiction(self) -> Found | None:
        chosen = self._chosen()
        if chosen is None:
            return None
        competent = self._competent(lambda unit: chosen in self._upwards(unit))
        if competent:
            return self._answer(competent, _competence(competent, chosen))
        return self._answer(chosen, _chose(chosen))

    def _jurisdiction(self) -> Found | None:
        competent = self._competent(lambda _: True)
        return self._answer(competent, _competence(competent, None)) if competent else None

    def _default(self) -> Found | None:
        default = self._units[self._section.routing.default or ""]
        return self._answer(default, _by_default(default))

    def _chosen(self) -> Unit | None:
        chosen = self._units.get(str(self._facts.plain["authority"]))
        return chosen if chosen and chosen.may_be_chosen else None

    def _competent(self, belongs: Callable[[Unit], bool]) -> Unit | None:
        """The one unit with the smallest territory, then the one that names the line of business; None when two are equal."""
        ranked = [(rank, unit) for unit in self._units.values() if (rank := self._rank(unit)) and belongs(unit)]
        best = min((rank for rank, _ in ranked), default=None)
        candidates = [unit for rank, unit in ranked if rank == best]
        if len(candidates) > 1:
            self.open_question = _several(candidates)
        return candidates[0] if len(candidates) == 1 else None

    def _rank(self, unit: Unit) -> tuple[int, bool] | None:
        """How far the unit's territory is above the complaint's and whether it takes every business; None when not competent."""
        levels = [level for level, code in enumerate(self._divisions()) if code in unit.territories]
        does_it = not unit.businesses or self._business in unit.businesses
        if not levels or not does_it or not unit.receives or unit.id in self._barred.handed_back:
            return None
        return (levels[0], not unit.businesses)

    def _divisions(self) -> Iterator[str]:
        """The territory of the complaint and those it lies in, the smallest first."""
        code: str | None = str(self._facts.plain["territory"])
        while code in self._within:
            yield code
            code = self._within[code]

    def _upwards(self, unit: Unit | None) -> Iterator[Unit]:
        """The unit and its superiors."""
        while unit is not None:
            yield unit
            unit = self._units.get(unit.superior or "")

    def _answer(self, unit: Unit, reason: Reason, words: tuple[str, ...] = ()) -> Found | None:
        """This unit, its superior when it is complained about, nothing when it may not have the complaint."""
        if unit.id in self._barred.handed_back:
            return None
        if unit.id in self._barred.complained_about:
            return self._superior_instead(unit)
        return Answer(unit, certain=True, confidence=1.0, reason=reason, words=words) if unit.receives else None

    def _superior_instead(self, unit: Unit) -> Found | None:
        barred = self._barred.complained_about | self._barred.handed_back
        for superior in self._upwards(unit):
            if superior.receives and superior.id not in barred:
                return Answer(superior, certain=True, confidence=1.0, reason=AVOIDED)
        self.open_question = AVOIDED
        return None


def _chose(unit: Unit) -> Reason:
    return Reason(code="choice", text=Text(zh=f"投诉人选择了{unit.name.zh}", en=f"the complainant chose {unit.name.en}"))


def _competence(unit: Unit, chosen: Unit | None) -> Reason:
    zh = f"按属地管辖和业务管辖由{unit.name.zh}负责"
    en = f"{unit.name.en} has territorial and business jurisdiction"
    if chosen:
        zh, en = f"投诉人选择了{chosen.name.zh}，{zh}", f"the complainant chose {chosen.name.en}; {en}"
    return Reason(code="jurisdiction", text=Text(zh=zh, en=en))


def _by_default(unit: Unit) -> Reason:
    return Reason(code="default", text=Text(zh=f"没有其他规则适用，由{unit.name.zh}负责", en=f"no other rule applies: {unit.name.en}"))


def _several(units: list[Unit]) -> Reason:
    zh, en = "、".join(unit.name.zh for unit in units), ", ".join(unit.name.en for unit in units)
    return Reason(code="several-units", text=Text(zh=f"有管辖权的单位不止一个：{zh}", en=f"more than one unit is competent: {en}"))


NO_UNIT = Reason(code="no-unit", text=Text(zh="没有规则确定办理单位", en="no rule says which unit is competent"))
AVOIDED = Reason(
    code="conflict-of-interest",
    text=Text(zh="被投诉的单位应当回避，由其上级办理", en="the unit complained about may not handle it; its superior does"),
)
