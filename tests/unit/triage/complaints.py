"""Complaints and rules for tests of triage, each built with only what the test is about."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.triage.decisions.facts import Facts, facts_of
from services.triage.decisions.judgement import Suggestion, suggest
from services.triage.decisions.jurisdiction import Barred, complained_about
from services.triage.procedure import Section
from shared.contracts.intake import Content, Respondent
from shared.procedures import Edition, Editions, load

PACKS = Path(__file__).parents[3] / "deploy" / "procedures"
RECEIVED_AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)


def installed() -> Editions[Section]:
    """The packs of the repository, as triage reads them."""
    return load(PACKS, "triage", Section)


def edition(procedure: str, at: datetime = RECEIVED_AT) -> Edition[Section]:
    """The repository's edition of this procedure in force at `at`."""
    return installed().in_force(procedure, at)


@dataclass(frozen=True)
class Submitted:
    """The clear part of a complaint."""

    kind: str = "complaint"
    identity: str = "named"
    channel: str = "web"
    language: str = "zh"
    territory: str | None = None
    authority: str | None = None
    business: str | None = None
    ongoing_harm: bool = False
    mediation_consent: bool = False
    received_at: datetime = RECEIVED_AT


def content(narrative: str = "商家的商品有问题", *, respondents: tuple[Respondent, ...] = (), **more: Any) -> Content:
    given = {"title": None, "occurred_from": None, "occurred_to": None, "place": None, "asks": None, **more}
    return Content(narrative=narrative, respondents=list(respondents), **given)


def respondent(unit: str | None = None, *, person: str | None = None, text: str | None = None) -> Respondent:
    return Respondent(unit=unit, person=person, text=text)


def facts(narrative: str = "商家的商品有问题", submitted: Submitted | None = None, **more: Any) -> Facts:
    return facts_of(submitted or Submitted(), content(narrative, **more))


def suggested(
    narrative: str, section: Section, submitted: Submitted | None = None, *, handed_back: tuple[str, ...] = (), **more: Any
) -> Suggestion:
    """What the rules of `section` say about a complaint with this narrative."""
    avoided = complained_about(list(more.get("respondents", ())), section)
    return suggest(facts(narrative, submitted, **more), section, Barred(avoided, frozenset(handed_back)))


def text(zh: str, en: str | None = None) -> dict[str, str]:
    return {"zh": zh, "en": en or zh}


def section(**changed: Any) -> Section:
    """A small county: a city that only supervises, an authority, two stations; `changed` replaces parts of it."""
    whole: dict[str, Any] = {
        "assess_within": {"length": 2, "unit": "working_days"},
        "assess_basis": text("第一条"),
        "acceptance": {
            "refusals": "by_rule",
            "answer_within": {"length": 5, "unit": "days"},
            "conditions": [],
            "grounds": [{"code": "not-ours", "text": text("不属于"), "basis": text("第二条")}],
        },
        "taxonomy": {"least_words": 1, "least_lead": 1, "categories": [{"code": "other", "text": text("其他"), "zh": ["其他"]}]},
        "severities": [{"code": "ordinary", "text": text("一般"), "severity": "minor"}],
        "urgencies": [{"code": "in-order", "text": text("按序"), "urgency": "normal"}],
        "businesses": [{"code": "food", "text": text("食品")}, {"code": "drugs", "text": text("药品")}],
        "territories": [
            {"code": "county", "name": text("县")},
            {"code": "town", "name": text("镇"), "within": "county"},
            {"code": "village", "name": text("村"), "within": "town"},
        ],
        "units": [
            {"id": "city", "name": text("市局", "City"), "kind": "city", "receives": False},
            {"id": "authority", "name": text("县局", "County authority"), "kind": "county_authority", "superior": "city",
             "territories": ["county"], "may_be_chosen": True},
            {"id": "station", "name": text("镇所", "Town station"), "kind": "station", "superior": "authority", "territories": ["town"],
             "businesses": ["food"]},
        ],
        "routing": {"order": ["choice_then_jurisdiction", "jurisdiction"], "unrouted": "desk", "superior_decides_after": 2,
                    "superior_decides": text("由上级决定")},
        "correction_reasons": [{"code": "wrong", "text": text("有误")}],
    }  # fmt: skip
    return Section.model_validate(whole | changed)
