"""What triage refuses in its part of a pack, each time with a sentence that names the remedy."""

from pathlib import Path

import pytest

from tests.procedures.breaking import read, refusal

HARM = "when: [{field: words, operator: contains_any, value: [受伤]}], severity"
CONDITION_TWICE = """\
    conditions:
      - code: ours
        text: {zh: 本局, en: Ours}
        fails_when: [{field: words, operator: absent}]
        on_failure: ask_person
        ground: not-ours
"""
CATCH_ALL = "    - {code: all, text: {zh: 全部, en: All}, "

FAULTS = [
    (
        "a condition with an unknown ground",
        "on_failure: ask_person, ground: not-ours",
        "on_failure: ask_person, ground: too-late",
        "names too-late, which is not in acceptance.grounds",
    ),
    (
        "a refusal by rule where a person decides",
        "on_failure: ask_person",
        "on_failure: refuse",
        "refuses by itself although refusals are by_person",
    ),
    (
        "a ground twice",
        "    grounds: [{",
        "    grounds: [{code: not-ours, text: {zh: 非, en: No}, basis: {zh: 三, en: '3'}}, {",
        "acceptance.grounds gives not-ours twice",
    ),
    ("a condition twice", "    conditions:\n", CONDITION_TWICE, "acceptance.conditions gives ours twice"),
    (
        "a reason for correcting twice",
        "correction_reasons: [",
        "correction_reasons: [{code: wrong, text: {zh: 误, en: W}}, ",
        "correction_reasons gives wrong twice",
    ),
    (
        "a territory twice",
        "  territories:\n",
        "  territories:\n    - {code: north, name: {zh: 北, en: N}}\n",
        "territories gives north twice",
    ),
    ("a rule for a category that is none", "category: late}]", "category: wet}]", "names wet, which is not in taxonomy.categories"),
    ("a category twice", "{code: late, text", "{code: lost, text", "taxonomy.categories gives lost twice"),
    ("a word twice in a category", "zh: [丢失]", "zh: [丢失, 丢失]", "taxonomy.categories: lost gives 丢失 twice"),
    (
        "a category of an unknown business",
        "en: [lost], business: post",
        "en: [lost], business: air",
        "names air, which is not in businesses",
    ),
    (
        "a rule below a catch-all",
        "  severities:\n",
        "  severities:\n" + CATCH_ALL + "severity: major}\n",
        "severities: harm is never reached, as all above it takes everything",
    ),
    (
        "a classification rule below a catch-all",
        "    rules: [{code: stated",
        "    rules: [{code: all, text: {zh: 全, en: All}, category: lost}, {code: stated",
        "taxonomy.rules: stated is never reached",
    ),
    (
        "a routing rule below a catch-all",
        "    rules: [{code: lost-north",
        "    rules: [{code: all, text: {zh: 全, en: All}, unit: desk}, {code: lost-north",
        "routing.rules: lost-north is never reached",
    ),
    (
        "severities without a last answer",
        "en: Ordinary}, severity",
        "en: Ordinary}, " + HARM,
        "severities has no answer when no rule applies",
    ),
    (
        "urgencies without a last answer",
        "en: In order}, urgency",
        "en: In order}, when: [{field: severity, operator: is, value: minor}], urgency",
        "urgencies has no answer",
    ),
    ("a fact that triage does not know", "{field: business, operator: is", "{field: weather, operator: is", "there is no fact `weather`"),
    (
        "an operator that does not fit",
        "{field: business, operator: is, value: express}",
        "{field: business, operator: at_least, value: 1}",
        "`business` is a code and takes",
    ),
    (
        "a fact that is decided later",
        "{field: words, operator: contains_any, value: [受伤]}",
        "{field: severity, operator: is, value: major}",
        "there is no fact `severity`",
    ),
    (
        "a unit under an unknown superior",
        "kind: department, superior: head",
        "kind: department, superior: moon",
        "names moon, which is not in units",
    ),
    (
        "a loop in the tree of units",
        "kind: office, receives: false",
        "kind: office, superior: north, receives: false",
        "comes back to itself upwards",
    ),
    ("a unit twice", "{id: desk, name", "{id: north, name", "units gives north twice"),
    ("a unit in an unknown territory", "territories: [north]", "territories: [south]", "names south, which is not in territories"),
    ("a unit for an unknown business", "businesses: [post]", "businesses: [air]", "names air, which is not in businesses"),
    (
        "a loop of territories",
        "name: {zh: 全境, en: The land}",
        "name: {zh: 全境, en: The land}, within: north",
        "comes back to itself upwards",
    ),
    (
        "a rule that routes to nobody",
        "value: lost}], unit: north",
        "value: lost}], unit: south",
        "names south, which is not in units (receives)",
    ),
    (
        "a rule that routes to a body that only supervises",
        "value: lost}], unit: north",
        "value: lost}], unit: head",
        "names head, which is not in units (receives)",
    ),
    ("a default that is no unit", "default: desk", "default: moon", "routing.default names moon"),
    ("no default where the order names it", "    default: desk\n", "", "the order has default but no default unit is given"),
    ("a step of the order twice", "order: [rules, choice, default]", "order: [rules, rules]", "routing.order gives rules twice"),
    ("an order of our own invention", "order: [rules, choice, default]", "order: [lottery]", "`lottery`"),
    ("a complaint that goes nowhere when unrouted", "unrouted: desk", "unrouted: nowhere", "`nowhere`"),
    ("a negative limit", "assess_within: {length: 2, unit: days}", "assess_within: {length: -2, unit: days}", "greater than 0"),
    ("a pattern in place of words", "value: [受伤]", "value: '(a+)+$'", "compares with a list"),
]


def test_the_sound_pack_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "triage").procedures() == ["parcels"]


@pytest.mark.parametrize(("old", "new", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_triage_refuses(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal(tmp_path, "triage", old, new)
