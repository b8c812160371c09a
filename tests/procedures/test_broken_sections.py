"""Heads and sections that would not work: refused with the field, the line and the nearest right word."""

from pathlib import Path

import pytest

from tests.procedures.pack_files import HEAD, SECTION, check, faults, loaded, write

HEADER_FAULTS = [
    ("no title", HEAD.replace("title", "titel") + SECTION, 2, "`titel` is not a field here. Did you mean `title`?"),
    ("an unknown section", HEAD + SECTION + "triag: {}\n", 8, "`triag` is not a field here. Did you mean `triage`?"),
    ("an unknown field", HEAD + SECTION + "xyzzy: {}\n", 8, "`xyzzy` is not a field here. Remove it."),
    ("no section", HEAD, 0, "the section `triage` is missing. Add `triage:`"),
    ("a missing field", HEAD.replace("source: {", "#") + SECTION, 1, "the field `source` is missing"),
    ("another procedure", HEAD.replace("parcels", "letters") + SECTION, 1, "`procedure` says `letters`, but the folder is named `parcels`"),
    ("another date", HEAD.replace("2026-01-01", "2026-01-02") + SECTION, 4, "`in_force` says 2026-01-02, but the file is named 2026-01-01"),
    ("a date that does not exist", HEAD.replace("2026-01-01", "2026-02-30") + SECTION, 4, "Write a day like 2026-04-15"),
    ("a date with a time", HEAD.replace("2026-01-01", "2026-01-01T10:00:00") + SECTION, 4, "Write a day like 2026-04-15"),
    ("until too early", HEAD + "until: 2026-01-01\n" + SECTION, 6, "`until` is not later than `in_force`"),
    ("yes for true", HEAD.replace("false", "yes") + SECTION, 5, "Write true or false"),
    ("a title in one language", HEAD.replace("zh: 包裹, ", "") + SECTION, 2, "the field `zh` is missing"),
    ("a third language", HEAD.replace("en: Parcels", "en: Parcels, fr: Colis") + SECTION, 2, "a text has zh and en, not fr"),
    ("an empty title", HEAD.replace("en: Parcels", 'en: " "') + SECTION, 2, "a text is empty"),
    ("HTML in a title", HEAD.replace("en: Parcels", "en: <b>Parcels</b>") + SECTION, 2, "contains markup `<b`"),
    ("a script in a title", HEAD.replace("zh: 包裹", "zh: <script>x</script>") + SECTION, 2, "contains markup `<s`"),
    ("an entity in a title", HEAD.replace("en: Parcels", "en: '&lt;b&gt;'") + SECTION, 2, "contains markup `&lt;`"),
    ("a template in a title", HEAD.replace("en: Parcels", "en: '{{7*7}}'") + SECTION, 2, "contains template code `{{`"),
    ("a statement in a title", HEAD.replace("en: Parcels", "en: '{% for x in y %}'") + SECTION, 2, "contains template code `{%`"),
    ("a shell place in a title", HEAD.replace("en: Parcels", "en: '${HOME}'") + SECTION, 2, "contains template code `${`"),
    ("a percent place in a title", HEAD.replace("en: Parcels", "en: 100 %n") + SECTION, 2, "contains template code `%n`"),
    ("a title of 6,000 signs", HEAD.replace("Parcels", "x" * 6000) + SECTION, 2, "longer than 5000 signs"),
    ("a number for a title", HEAD.replace("en: Parcels", "en: 12") + SECTION, 2, "Write a text"),
]


def section(field: str) -> str:
    return HEAD + SECTION + field + "\n"


def limit(written: str) -> str:
    return HEAD + f"triage:\n  answer_within:\n    {written}\n"


def condition(written: str) -> str:
    return section(f"  rules:\n    - code: heavy\n      when:\n        - {written}")


def letter(body: str) -> str:
    return section(f"  letter:\n    subject: {{zh: 题, en: subject}}\n    body: {{zh: 文, en: {body}}}")


SECTION_FAULTS = [
    ("a near miss", section("  insurd: true"), 8, "`insurd` is not a field here. Did you mean `insured`?"),
    ("a null section", HEAD + "triage:\n", 6, "Write a table of fields"),
    ("a limit of nothing", limit("{length: 0, unit: days}"), 8, "Write a number greater than 0"),
    ("a negative limit", limit("{length: -7, unit: days}"), 8, "Write a number greater than 0"),
    ("a limit over ten years in days", limit("{length: 3654, unit: days}"), 7, "exceeds ten years"),
    ("a limit over ten years in hours", limit("{length: 87661, unit: hours}"), 7, "exceeds ten years"),
    ("a limit over ten years in working days", limit("{length: 2611, unit: working_days}"), 7, "exceeds ten years"),
    ("a limit beyond all numbers", limit("{length: 99999999999999999999, unit: days}"), 8, "Write a whole number"),
    ("half a day", limit("{length: 1.5, unit: days}"), 8, "Write a whole number"),
    ("a number in quotes", limit('{length: "7", unit: days}'), 8, "Write a whole number"),
    ("true for one", limit("{length: true, unit: days}"), 8, "Write a whole number"),
    ("hours written as a clock", limit("{length: 12:30:45, unit: hours}"), 8, "Write a whole number"),
    ("a number in octal", limit("{length: 0o17, unit: days}"), 8, "Write a whole number"),
    ("a number with separators", limit("{length: 1_000, unit: days}"), 8, "Write a whole number"),
    ("infinity", limit("{length: .inf, unit: days}"), 8, "Write a whole number"),
    ("an unknown unit", limit("{length: 7, unit: workingdays}"), 8, "Did you mean `working_days`? Write one of: hours, days, working_days"),
    ("no for a switch", section("  insured: NO"), 8, "Write true or false"),
    ("a text for a list", section("  rules: heavy"), 8, "Write a list"),
    ("a code with capitals", section("  rules: [{code: Heavy Goods}]"), 8, "`code` is out of bounds"),
    ("a code of 65 signs", section("  rules: [{code: " + "a" * 65 + "}]"), 8, "Write at most 64 characters"),
    ("an operator that does not exist", condition("{field: weight, operator: atleast, value: 3}"), 11, "Did you mean `at_least`?"),
    ("a pattern", condition("{field: words, operator: matches, value: (a+)+$}"), 11, "`matches` is not known here"),
    ("an expression", condition("weight > 3"), 11, "Write a table of fields"),
    ("a fact that does not exist", condition("{field: wieght, operator: at_least, value: 3}"), 11, "there is no fact `wieght`"),
    ("an attribute for a fact", condition("{field: words.__class__, operator: present}"), 11, "`field` is out of bounds"),
    (
        "an operator that makes no sense",
        condition("{field: weight, operator: contains_any, value: [a]}"),
        11,
        "`weight` is a number",
    ),
    (
        "a text compared with a number",
        condition("{field: weight, operator: at_least, value: heavy}"),
        11,
        "compares with a number",
    ),
    (
        "a switch compared with a number",
        condition("{field: weight, operator: at_most, value: true}"),
        11,
        "compares with a number",
    ),
    (
        "a value of another kind",
        condition("{field: channel, operator: is, value: 5}"),
        11,
        "`channel` is a code",
    ),
    ("numbers among words", condition("{field: words, operator: contains_any, value: [a, 5]}"), 11, "the value is of another kind"),
    ("a day that is none", condition("{field: sent_on, operator: before, value: soon}"), 11, "`before` compares with a day"),
    ("a day that does not exist", condition("{field: sent_on, operator: before, value: 2026-02-30}"), 11, "compares with a day"),
    ("a table for a value", condition("{field: sent_on, operator: before, value: {a: 1}}"), 11, "a value is a word, number, day"),
    ("a value for present", condition("{field: words, operator: present, value: x}"), 11, "leave `value` out"),
    ("no value", condition("{field: weight, operator: at_least}"), 11, "compares with a number"),
    ("an empty list of words", condition("{field: words, operator: contains_any, value: []}"), 11, "1 to 500 entries"),
    ("a blank word", condition('{field: words, operator: contains_any, value: [" "]}'), 11, "1 to 100 signs"),
    ("a letter with template code", letter("'{{ reference }}'"), 10, "contains template code"),
]


@pytest.mark.parametrize(("text", "line", "says"), [row[1:] for row in HEADER_FAULTS], ids=[row[0] for row in HEADER_FAULTS])
def test_a_wrong_head_is_refused(tmp_path: Path, text: str, line: int, says: str) -> None:
    check(tmp_path, text, line, says)


@pytest.mark.parametrize(("text", "line", "says"), [row[1:] for row in SECTION_FAULTS], ids=[row[0] for row in SECTION_FAULTS])
def test_a_wrong_section_is_refused(tmp_path: Path, text: str, line: int, says: str) -> None:
    check(tmp_path, text, line, says)


def test_a_fault_is_said_in_chinese_too(tmp_path: Path) -> None:
    path = write(tmp_path, section("  insurd: true"))
    assert f"{path}第 8 行：这里没有字段「insurd」。是否应为「insured」？否则请删除。" in str(faults(tmp_path))


@pytest.mark.parametrize(
    "written", ["100% of it", "5 < 6 & 7 > 6", "R&D; more", "《办法》（试行）", "{braces}", "50%以内", "a\u3000b", "𠀀"]
)
def test_ordinary_texts_are_not_mistaken_for_code(tmp_path: Path, written: str) -> None:
    write(tmp_path, HEAD.replace("en: Parcels", f'en: "{written}"') + SECTION)
    assert loaded(tmp_path).all()[0].title.en == written


def test_a_broken_section_of_another_service_does_not_stop_this_one(tmp_path: Path) -> None:
    write(tmp_path, section("notify: {letters: 5}\nintake: nonsense"))
    assert loaded(tmp_path).procedures() == ["parcels"]
