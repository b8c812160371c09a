"""What a procedure settles for triage: acceptance, categories, severity, urgency, units and the order of routing."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.words import Severity, Urgency
from shared.procedures.broken import broken_rule
from shared.procedures.conditions import Condition, FactKind, about
from shared.procedures.tables import answered, known, once, reachable, rooted
from shared.procedures.types import Clause, Code, Limit, PackText

# The facts that rules may look at. `words` is everything the complainant wrote (title, narrative, what is asked), `respondent` the
# names of those complained about; `occurred_years_ago` counts complete years from the occurrence to receipt, absent when unknown.
SUBMITTED = {
    "words": FactKind.TEXT,
    "respondent": FactKind.TEXT,
    "asks": FactKind.TEXT,
    "place": FactKind.TEXT,
    "kind": FactKind.CODE,
    "identity": FactKind.CODE,
    "channel": FactKind.CODE,
    "language": FactKind.CODE,
    "territory": FactKind.CODE,
    "authority": FactKind.CODE,
    "business": FactKind.CODE,
    "ongoing_harm": FactKind.SWITCH,
    "mediation_consent": FactKind.SWITCH,
    "narrative_length": FactKind.NUMBER,
    "occurred_years_ago": FactKind.NUMBER,
}
CLASSIFIED = SUBMITTED | {"category": FactKind.CODE}
JUDGED = CLASSIFIED | {"severity": FactKind.CODE}

OfSubmission = Annotated[Condition, about(SUBMITTED)]
OfClassified = Annotated[Condition, about(CLASSIFIED)]
OfJudged = Annotated[Condition, about(JUDGED)]


class Choice(Clause):
    """A code with its words, to be chosen by a person."""

    code: Code
    text: PackText


class Ground(Clause):
    """A ground on which a complaint is refused, and the other routes its complainant is told."""

    code: Code
    text: PackText
    basis: PackText
    other_routes: PackText | None = None


class AcceptanceCondition(Clause):
    """One acceptance condition 受理条件: not met when all of `fails_when` hold; then `ground` applies, or a person decides.

    `question` is proposed to the officer who asks the complainant for what is missing.
    """

    code: Code
    text: PackText
    fails_when: Annotated[tuple[OfSubmission, ...], Field(min_length=1)]
    on_failure: Literal["refuse", "ask_person"]
    ground: Code
    question: PackText | None = None


class Acceptance(Clause):
    """The conditions in the order in which they are looked at, and every ground that a rule or a person may refuse on.

    `refusals: by_person` means that no rule refuses by itself (PIPL art. 24). `answer_within` is the complainant's time to complete.
    """

    refusals: Literal["by_rule", "by_person"]
    conditions: tuple[AcceptanceCondition, ...]
    grounds: Annotated[tuple[Ground, ...], Field(min_length=1)]
    answer_within: Limit

    def ground(self, code: str) -> Ground | None:
        return next((ground for ground in self.grounds if ground.code == code), None)

    @model_validator(mode="after")
    def _refuses_on_known_grounds(self) -> Self:
        grounds = once("acceptance.grounds", [ground.code for ground in self.grounds])
        once("acceptance.conditions", [condition.code for condition in self.conditions])
        for condition in self.conditions:
            known(condition.ground, "acceptance.grounds", grounds, named_by=f"acceptance.conditions: {condition.code}")
            if self.refusals == "by_person" and condition.on_failure == "refuse":
                zh = f"拒绝须由人确认，{condition.code} 不能自动拒绝，请写 on_failure: ask_person。"
                en = f"{condition.code} refuses by itself although refusals are by_person: write on_failure: ask_person."
                raise broken_rule("refuses_by_itself", zh=zh, en=en)
        return self


class Category(Clause):
    """A class of the taxonomy and the words that speak for it, each counting once: Chinese ones anywhere, others as whole words.

    `business` is the line it belongs to: it stands in for jurisdiction where the complainant named none.
    """

    code: Code
    text: PackText
    business: Code | None = None
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class ClassificationRule(Clause):
    """A rule that decides the category before any word is counted."""

    code: Code
    text: PackText
    when: tuple[OfSubmission, ...] = ()
    category: Code


class Taxonomy(Clause):
    """Rules first, from the top; then the category with the most words.

    That is certain only with `least_words` different words and a lead of `least_lead` over the second; otherwise a person decides.
    """

    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    rules: tuple[ClassificationRule, ...] = ()
    least_words: Annotated[int, Field(ge=1, le=10)]
    least_lead: Annotated[int, Field(ge=1, le=10)]

    def category(self, code: str) -> Category | None:
        return next((category for category in self.categories if category.code == code), None)

    @model_validator(mode="after")
    def _rules_lead_to_categories(self) -> Self:
        reachable("taxonomy.rules", self.rules)
        codes = once("taxonomy.categories", [category.code for category in self.categories])
        for category in self.categories:
            once(f"taxonomy.categories: {category.code}", category.zh + category.en)
        for rule in self.rules:
            known(rule.category, "taxonomy.categories", codes, named_by=f"taxonomy.rules: {rule.code}")
        return self


class SeverityRule(Clause):
    """How bad it is; `text` is the stated reason. The first rule that holds decides."""

    code: Code
    text: PackText
    when: tuple[OfClassified, ...] = ()
    severity: Severity


class UrgencyRule(Clause):
    """How soon it must be looked at; `text` is the stated reason. The first rule that holds decides."""

    code: Code
    text: PackText
    when: tuple[OfJudged, ...] = ()
    urgency: Urgency


class Division(Clause):
    """A territory 行政区划 and the one it lies in."""

    code: Code
    name: PackText
    within: Code | None = None


class Unit(Clause):
    """A body of the organisation. No `businesses` means every line of business; `receives: false` only supervises."""

    id: Code
    name: PackText
    kind: Literal["province", "city", "county_authority", "station", "department", "office"]
    superior: Code | None = None
    territories: tuple[Code, ...] = ()
    businesses: tuple[Code, ...] = ()
    receives: bool = True
    may_be_chosen: bool = False


class RoutingRule(Clause):
    """A rule that names the unit outright, e.g. by category."""

    code: Code
    text: PackText
    when: tuple[OfJudged, ...] = ()
    unit: Code


class Routing(Clause):
    """The order in which the unit is looked for; what no step decides waits on the triage desk.

    `choice`: the unit that the complainant chose. `choice_then_jurisdiction`: among it and the units beneath it, the one competent by
    territory and business; itself if there is none. `jurisdiction`: the same among all units. The smallest territory wins.
    After `superior_decides_after` hand-backs the superior of the last unit decides.
    `avoids_respondent`: a unit that the complaint names as its respondent is not proposed, its superior is 避免利益冲突.
    """

    order: Annotated[tuple[Literal["rules", "choice", "choice_then_jurisdiction", "jurisdiction", "default"], ...], Field(min_length=1)]
    rules: tuple[RoutingRule, ...] = ()
    default: Code | None = None
    unrouted: Literal["desk"]
    avoids_respondent: bool = False
    superior_decides_after: Annotated[int, Field(ge=1, le=10)]
    superior_decides: PackText

    @model_validator(mode="after")
    def _default_is_given(self) -> Self:
        reachable("routing.rules", self.rules)
        once("routing.order", self.order)
        if "default" in self.order and self.default is None:
            zh = "顺序中有 default 但没有默认单位，请补上 routing.default。"
            en = "the order has default but no default unit is given: add routing.default."
            raise broken_rule("no_default", zh=zh, en=en)
        return self


class Section(Clause):
    """Triage's part of an edition. `assess_within` counts from receipt and orders the desk."""

    assess_within: Limit
    assess_basis: PackText
    acceptance: Acceptance
    taxonomy: Taxonomy
    severities: Annotated[tuple[SeverityRule, ...], Field(min_length=1)]
    urgencies: Annotated[tuple[UrgencyRule, ...], Field(min_length=1)]
    businesses: tuple[Choice, ...] = ()
    territories: tuple[Division, ...] = ()
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    routing: Routing
    correction_reasons: Annotated[tuple[Choice, ...], Field(min_length=1)]

    def unit(self, unit_id: str) -> Unit | None:
        return next((unit for unit in self.units if unit.id == unit_id), None)

    @model_validator(mode="after")
    def _every_complaint_is_judged(self) -> Self:
        answered("severities", self.severities)
        answered("urgencies", self.urgencies)
        once("correction_reasons", [reason.code for reason in self.correction_reasons])
        return self

    @model_validator(mode="after")
    def _territories_and_units_form_trees(self) -> Self:
        once("territories", [division.code for division in self.territories])
        once("units", [unit.id for unit in self.units])
        rooted("territories", {division.code: division.within for division in self.territories})
        rooted("units", {unit.id: unit.superior for unit in self.units})
        return self

    @model_validator(mode="after")
    def _jurisdiction_is_known(self) -> Self:
        businesses = once("businesses", [business.code for business in self.businesses])
        territories = [division.code for division in self.territories]
        for category in self.taxonomy.categories:
            if category.business is not None:
                known(category.business, "businesses", businesses, named_by=f"taxonomy.categories: {category.code}")
        for unit in self.units:
            for business in unit.businesses:
                known(business, "businesses", businesses, named_by=f"units: {unit.id}")
            for territory in unit.territories:
                known(territory, "territories", territories, named_by=f"units: {unit.id}")
        return self

    @model_validator(mode="after")
    def _routing_leads_to_units(self) -> Self:
        receiving = [unit.id for unit in self.units if unit.receives]
        for rule in self.routing.rules:
            known(rule.unit, "units (receives)", receiving, named_by=f"routing.rules: {rule.code}")
        if self.routing.default is not None:
            known(self.routing.default, "units (receives)", receiving, named_by="routing.default")
        return self
