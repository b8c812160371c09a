"""What the rules say about a whole complaint, and what follows without a person."""

from datetime import date
from typing import Any

from services.triage.decisions.acceptance import MET
from services.triage.decisions.judgement import Hold, Refuse, Take, edition_of, kept, unknown, verdict
from services.triage.procedure import Section
from tests.unit.triage.complaints import Submitted, edition, installed, section, suggested, text

SPAM = {"field": "words", "operator": "contains_any", "value": ["招商加盟"]}
SHORT = {"field": "narrative_length", "operator": "at_most", "value": 3}


def condition(code: str, row: dict[str, Any], on_failure: str) -> dict[str, Any]:
    return {
        "code": code,
        "text": text(code),
        "fails_when": [row],
        "on_failure": on_failure,
        "ground": "not-ours",
        "question": text("请补充"),
    }


def careful(*conditions: dict[str, Any], refusals: str = "by_rule") -> Section:
    whole = section().acceptance.model_dump() | {"conditions": list(conditions), "refusals": refusals}
    return section(acceptance=whole)


def taxonomy(least_words: int = 1, least_lead: int = 1) -> dict[str, Any]:
    food = {"code": "food", "text": text("食品", "Food"), "zh": ["食品", "变质", "过期"], "en": ["food"]}
    price = {"code": "price", "text": text("价格", "Prices"), "zh": ["价格", "多收"]}
    return {"least_words": least_words, "least_lead": least_lead, "categories": [food, price]}


def test_a_complaint_that_every_rule_is_certain_about_needs_no_person() -> None:
    submitted = Submitted(territory="town", business="food")
    outcome = verdict(suggested("其他", section(), submitted), section())
    assert isinstance(outcome, Take)
    assert (outcome.filed.category.code, outcome.filed.severity, outcome.unit.id) == ("other", "minor", "station")
    assert [reason.code for reason in outcome.reasons] == [MET.code, "words", "ordinary", "in-order"]


def test_the_category_with_the_most_different_words_is_suggested() -> None:
    said = suggested("食品变质，食品变质，还多收", section(taxonomy=taxonomy())).category
    assert said.value is not None
    assert (said.value.code, said.certain, said.confidence, said.words) == ("food", True, 0.67, ("食品", "变质"))
    assert said.reason.text.zh == "2 个词指向「食品」，指向其他类别的最多 1 个"


def test_too_small_a_lead_is_for_a_person() -> None:
    said = suggested("食品变质，还多收", section(taxonomy=taxonomy(least_lead=2))).category
    assert said.value is not None
    assert (said.value.code, said.certain, said.reason.code) == ("food", False, "words-undecided")


def test_too_few_words_are_for_a_person() -> None:
    assert not suggested("食品", section(taxonomy=taxonomy(least_words=2))).category.certain


def test_a_draw_is_for_a_person() -> None:
    assert not suggested("食品多收", section(taxonomy=taxonomy())).category.certain


def test_no_word_at_all_suggests_nothing() -> None:
    said = suggested("很慢", section(taxonomy=taxonomy())).category
    assert (said.value, said.certain, said.confidence, said.reason.code) == (None, False, 0.0, "no-words")


def test_a_classification_rule_decides_before_any_word_is_counted() -> None:
    rule = {
        "code": "stated",
        "text": text("已说明"),
        "when": [{"field": "business", "operator": "is", "value": "food"}],
        "category": "price",
    }
    said = suggested("食品变质", section(taxonomy={**taxonomy(), "rules": [rule]}), Submitted(business="food")).category
    assert said.value is not None
    assert (said.value.code, said.confidence, said.reason.code) == ("price", 1.0, "stated")


def test_severity_may_follow_from_the_category_and_urgency_from_the_severity() -> None:
    severities = [
        {"code": "food", "text": text("食品"), "when": [{"field": "category", "operator": "is", "value": "food"}], "severity": "major"},
        {"code": "all", "text": text("一般"), "severity": "minor"},
    ]
    urgencies = [
        {"code": "bad", "text": text("重大"), "when": [{"field": "severity", "operator": "is", "value": "major"}], "urgency": "urgent"},
        {"code": "all", "text": text("按序"), "urgency": "normal"},
    ]
    said = suggested("食品变质", section(taxonomy=taxonomy(), severities=severities, urgencies=urgencies))
    assert (said.severity.value, said.severity.reason.code) == ("major", "food")
    assert (said.urgency.value, said.urgency.reason.code) == ("urgent", "bad")


def test_an_answer_that_hangs_on_an_unsure_category_is_unsure_too() -> None:
    rules = edition("customer").section
    unsure = suggested("冰箱不制冷，店员态度差", rules)
    assert (unsure.category.certain, unsure.severity.certain, unsure.unit.certain) == (False, True, False)
    assert suggested("冰箱不制冷", rules).unit.certain
    market = edition("market-regulation-12315").section
    assert not suggested("店里的事", market, Submitted(authority="qingxi")).unit.certain
    assert suggested("店里的事", market, Submitted(authority="qingxi")).severity.certain is False


def test_harm_that_is_going_on_is_immediate_whatever_the_pack_says() -> None:
    assert suggested("其他", section(), Submitted(ongoing_harm=True)).urgency.value == "immediate"
    assert suggested("其他", section()).urgency.value == "normal"


def test_an_unmet_condition_refuses_only_where_the_pack_lets_its_rule_refuse() -> None:
    strict = careful(condition("spam", SPAM, "refuse"))
    outcome = verdict(suggested("招商加盟", strict), strict)
    assert isinstance(outcome, Refuse)
    assert outcome.ground.code == "not-ours"
    assert outcome.reasons[0].text.zh == "不符合受理条件：spam"


def test_an_unmet_condition_is_else_for_a_person_with_the_question_to_ask() -> None:
    asking = careful(condition("short", SHORT, "ask_person"), refusals="by_person")
    said = suggested("慢", asking, Submitted(territory="town", business="food"))
    outcome = verdict(said, asking)
    assert isinstance(outcome, Hold)
    assert [reason.code for reason in outcome.reasons] == ["short", "no-words"]
    assert said.unmet[0].question is not None


def test_the_first_unmet_condition_decides_whether_a_rule_may_refuse() -> None:
    mixed = careful(condition("short", SHORT, "ask_person"), condition("spam", SPAM, "refuse"))
    assert isinstance(verdict(suggested("招商加盟", mixed), mixed), Refuse)
    both = careful(
        condition("long", {"field": "narrative_length", "operator": "at_least", "value": 1}, "ask_person"),
        condition("spam", SPAM, "refuse"),
    )
    assert isinstance(verdict(suggested("招商加盟", both), both), Hold)


def test_every_open_question_is_a_reason_to_wait() -> None:
    outcome = verdict(suggested("很慢", section()), section())
    assert isinstance(outcome, Hold)
    assert [reason.code for reason in outcome.reasons] == ["no-words", "no-unit"]


def test_the_suggestion_is_kept_without_the_words_of_the_text() -> None:
    said = suggested("食品变质", section(taxonomy=taxonomy()), Submitted(territory="town", business="food"))
    assert said.words == ("食品", "变质")
    written = kept(said)
    assert (written["category"]["value"], written["unit"]["value"], written["severity"]["value"]) == ("food", "station", "minor")
    assert "变质" not in str(written)


def test_an_edition_that_is_not_installed_is_known_to_be_missing() -> None:
    rules = installed()
    assert edition_of(rules, "customer", date(2020, 1, 1)) is not None
    assert edition_of(rules, "customer", date(2019, 1, 1)) is None
    assert edition_of(rules, "property", date(2020, 1, 1)) is None
    assert unknown("property", date(2020, 1, 1)).reasons[0].code == "unknown-edition"


def test_a_broken_product_goes_to_the_quality_department() -> None:
    rules = edition("customer").section
    outcome = verdict(suggested("买的冰箱不制冷，而且漏水", rules), rules)
    assert isinstance(outcome, Take)
    assert (outcome.filed.category.code, outcome.unit.id) == ("product-quality", "quality")


def test_food_poisoning_in_a_town_is_urgent_business_of_its_station() -> None:
    rules = edition("market-regulation-12315").section
    submitted = Submitted(authority="qingxi", territory="qingxi-liushu", business="food")
    outcome = verdict(suggested("在一家饭馆吃饭后食物中毒，住院三天", rules, submitted), rules)
    assert isinstance(outcome, Take)
    assert (outcome.filed.severity, outcome.filed.urgency, outcome.unit.id) == ("major", "urgent", "qingxi-chengguan-station")
