"""Whose business a complaint is."""

from typing import Any

import pytest

from services.triage.procedure import Section
from tests.unit.triage.complaints import Submitted, respondent, section, suggested, text


def unit(county: Section, *, handed_back: tuple[str, ...] = (), respondents: tuple[Any, ...] = (), **submitted: Any) -> str | None:
    found = suggested("其他", county, Submitted(**submitted), handed_back=handed_back, respondents=respondents).unit
    return found.value.id if found.value else None


def routed(**routing: Any) -> Section:
    return section(routing={**section().routing.model_dump(), **routing})


def test_territory_and_business_name_the_station() -> None:
    assert unit(section(), territory="town", business="food") == "station"


def test_a_place_belongs_to_the_smallest_territory_around_it() -> None:
    assert unit(section(), territory="village", business="food") == "station"


def test_a_line_of_business_the_station_does_not_have_stays_with_the_authority() -> None:
    assert unit(section(), territory="town", business="drugs") == "authority"


def test_a_complaint_without_a_line_of_business_goes_to_who_takes_every_line() -> None:
    assert unit(section(), territory="town") == "authority"


def test_the_line_of_the_category_stands_in_for_one_that_was_not_named() -> None:
    taxonomy = {"least_words": 1, "least_lead": 1, "categories": [{"code": "f", "text": text("食"), "zh": ["其他"], "business": "food"}]}
    assert unit(section(taxonomy=taxonomy), territory="town") == "station"


def test_the_chosen_authority_keeps_what_none_beneath_it_is_competent_for() -> None:
    assert unit(section(), authority="authority", territory="elsewhere") == "authority"
    assert unit(section(), authority="authority") == "authority"


def test_the_choice_comes_before_the_station_beneath_it() -> None:
    chosen = suggested("其他", section(), Submitted(authority="authority", territory="town", business="food")).unit
    assert chosen.value is not None
    assert chosen.value.id == "station"
    assert "县局" in chosen.reason.text.zh


@pytest.mark.parametrize("authority", ["station", "city", "no-such-unit"])
def test_only_a_unit_that_may_be_chosen_is_chosen(authority: str) -> None:
    assert unit(section(), authority=authority) is None


def test_nothing_known_is_for_the_desk() -> None:
    open_question = suggested("其他", section()).unit
    assert open_question.value is None
    assert not open_question.certain
    assert open_question.reason.code == "no-unit"


def test_two_equal_units_are_for_the_desk() -> None:
    twin = {
        "id": "twin",
        "name": text("另一所"),
        "kind": "station",
        "superior": "authority",
        "territories": ["town"],
        "businesses": ["food"],
    }
    county = section(units=[*(one.model_dump() for one in section().units), twin])
    found = suggested("其他", county, Submitted(territory="town", business="food")).unit
    assert found.value is None
    assert found.reason.code == "several-units"
    assert "镇所" in found.reason.text.zh


def test_of_two_units_of_one_territory_the_one_that_names_the_business_has_it() -> None:
    general = {"id": "general", "name": text("综合所"), "kind": "station", "superior": "authority", "territories": ["town"]}
    county = section(units=[*(one.model_dump() for one in section().units), general])
    assert unit(county, territory="town", business="food") == "station"
    assert unit(county, territory="town", business="drugs") == "general"


def test_a_rule_names_the_unit_outright() -> None:
    rules = [
        {"code": "harm", "text": text("紧急"), "when": [{"field": "ongoing_harm", "operator": "is", "value": True}], "unit": "authority"}
    ]
    assert unit(routed(order=["rules", "jurisdiction"], rules=rules), ongoing_harm=True) == "authority"
    assert unit(routed(order=["rules", "jurisdiction"], rules=rules), territory="town", business="food") == "station"


def test_the_default_takes_the_rest() -> None:
    assert unit(routed(order=["jurisdiction", "default"], default="authority")) == "authority"


def test_a_plain_choice_asks_for_no_jurisdiction() -> None:
    assert unit(routed(order=["choice"]), authority="authority", territory="town", business="food") == "authority"


def test_a_unit_that_handed_back_is_not_proposed_again() -> None:
    assert unit(section(), territory="town", business="food", handed_back=("station",)) == "authority"
    assert unit(section(), territory="town", business="food", handed_back=("station", "authority")) is None
    assert unit(routed(order=["default"], default="authority"), handed_back=("authority",)) is None


def test_the_superior_stands_in_for_the_unit_complained_about_when_the_pack_says_so() -> None:
    about_it: dict[str, Any] = {"territory": "town", "business": "food", "respondents": (respondent("镇所"),)}
    assert unit(routed(avoids_respondent=True), **about_it) == "authority"
    assert unit(routed(avoids_respondent=False), **about_it) == "station"


def test_a_unit_complained_about_is_known_by_its_id_and_its_names_only() -> None:
    careful = routed(avoids_respondent=True)
    assert unit(careful, territory="town", business="food", respondents=(respondent("town STATION"),)) == "authority"
    assert unit(careful, territory="town", business="food", respondents=(respondent("station"),)) == "authority"
    assert unit(careful, territory="town", business="food", respondents=(respondent(text="镇所的老张"),)) == "station"


def test_where_no_superior_may_have_it_the_desk_decides() -> None:
    found = suggested("其他", routed(avoids_respondent=True), Submitted(authority="authority"), respondents=(respondent("县局"),)).unit
    assert found.value is None
    assert found.reason.code == "conflict-of-interest"
