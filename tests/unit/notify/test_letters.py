"""What a letter says, in both languages, and that nothing in it can be more than words."""

from datetime import date

import pytest

from services.notify.decisions import words
from services.notify.decisions.letters import filled, write
from services.notify.decisions.occasions import measures
from services.notify.procedure import PLACES, Section
from shared.contracts.investigation import Measure
from shared.contracts.words import Kind, Text
from shared.procedures import Edition
from tests.unit.notify.complaints import DAYS, NOW, complaint, installed, occurrence, written


def test_an_acknowledgement_names_reference_next_step_and_day() -> None:
    letter = written(occurrence("received")).letter
    assert letter.subject == "自动回执：您的投诉 TS-7K2M 已收到"
    assert "2026年4月20日" in letter.body
    assert "时间不晚于 2026年4月21日" in letter.body
    assert letter.body.endswith("客户服务部 敬上\n2026年4月20日\n")


def test_the_same_letter_in_english() -> None:
    letter = written(occurrence("received"), language="en").letter
    assert letter.subject == "Automatic receipt: we have your complaint TS-7K2M"
    assert "by 21 Apr 2026." in letter.body


def test_a_result_gives_conclusion_reasons_and_measures() -> None:
    said = occurrence(
        "decided", outcome="部分成立", reasons="检测报告显示……", measures="退款（2026年5月9日前）", appeal_until="2026年4月29日"
    )
    body = written(said, unit_name=Text(zh="质量部", en="Quality")).letter.body
    assert "已由质量部处理完毕" in body
    for part in ("结论：部分成立", "理由：检测报告显示……", "解决方案：退款（2026年5月9日前）", "在 2026年4月29日 前申诉"):
        assert part in body


def test_a_line_about_which_there_is_nothing_to_say_is_left_out() -> None:
    body = written(occurrence("decided", outcome="不成立", reasons="r", measures="", appeal_until="")).letter.body
    assert "解决方案" not in body
    assert "申诉" not in body
    assert "理由：r" in body


def test_what_a_value_holds_is_never_read_as_a_template() -> None:
    assert filled("问:{question}", {"question": "{reference} {unit} %s {{7*7}}", "reference": "R"}) == "问:{reference} {unit} %s {{7*7}}"


@pytest.mark.parametrize(
    "value", ["a\r\nBcc: x@example.org", "a\nBcc: x@example.org", "a\rBcc: x", "a\x00b", "a\u2028b", "a\x85b", "a\x0bb"]
)
def test_a_subject_is_one_line_whatever_stands_in_it(value: str) -> None:
    subject = written(occurrence("received"), reference=value).letter.subject
    assert len(subject.splitlines()) == 1
    assert "\x00" not in subject


def test_a_subject_cannot_be_turned_round_or_made_endless() -> None:
    assert words.line("abc\u202egnp.exe") == "abcgnp.exe"
    assert len(words.line("长" * 10_000)) == words.LONGEST_LINE


def test_a_narrative_keeps_its_lines_and_signs_in_the_body() -> None:
    text = "第一行\r\n第二行 🙂 עברית e\u0301\tz"
    assert words.body(text) == "第一行\n第二行 🙂 עברית e\u0301\tz"


def test_several_measures_are_a_list() -> None:
    planned = [Measure(text="退款", due=date(2026, 5, 9)), Measure(text="道歉", due=None)]
    assert measures(planned, "zh") == "\n- 退款（2026年5月9日前）\n- 道歉"
    assert measures(planned[:1], "en") == "退款 (by 9 May 2026)"
    assert measures([], "en") == ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("one", installed().all(), ids=lambda one: f"{one.procedure} {one.edition}")
def test_every_letter_of_every_pack_can_be_written(one: Edition[Section], language: str) -> None:
    for notice in one.section.notices:
        for occasion in notice.on:
            said = occurrence(occasion, **{name: f"<{name}>" for name in PLACES[occasion] - PLACES["received"]})
            letter = write(notice, complaint(language=language, kind=Kind.COMPLAINT), said, one, NOW, DAYS)
            assert "{" not in letter.subject + letter.body
            assert "TS-7K2M" in letter.subject
            assert letter.body.strip()
