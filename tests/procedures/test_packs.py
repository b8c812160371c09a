"""The packs that are shipped: read by every service, in both languages, in the procedures' own words, and agreeing among their sections."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from services.intake.procedure import Section as IntakeSection
from services.investigation.procedure import Section as InvestigationSection
from services.notify.procedure import Section as NotifySection
from services.triage.procedure import Section as TriageSection
from shared.contracts.words import Kind
from shared.procedures import Edition, Editions, load
from shared.procedures.reading import read
from tests.procedures.examples import PACKS

INTAKE: Editions[IntakeSection] = load(PACKS, "intake", IntakeSection)
TRIAGE: Editions[TriageSection] = load(PACKS, "triage", TriageSection)
INVESTIGATION: Editions[InvestigationSection] = load(PACKS, "investigation", InvestigationSection)
NOTIFY: Editions[NotifySection] = load(PACKS, "notify", NotifySection)

SHIPPED = [(edition.procedure, edition.edition) for edition in INTAKE.all()]
EVERY_EDITION = pytest.mark.parametrize(("procedure", "day"), SHIPPED, ids=[f"{procedure} {day}" for procedure, day in SHIPPED])
P8 = "market-regulation-12315"
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"\{[a-z_]+\}")

# The facts of a case that an occasion of a letter brings about.
STARTED_BY = {"received": ("received",), "accepted": ("accepted", "handed_over"), "appeal_opened": ("appealed",)}
# 「」 in the procedures: labels, letters and steps say exactly this.
OWN_WORDS = {
    "customer": "自动回执 产品质量问题 服务态度问题 查找出错环节 落实责任人 修理 退款 换货 道歉 客户满意度调查 投诉统计分析 门店投诉箱",
    "service-complaints": "于24小时内转交至客服部门 受理条件 审核 书面形式回复 归档 第三方投诉 赔偿 补偿",
    P8: "接收 分送 反馈 督办 流转至其选择的县级市场监督管理部门 属地管辖 业务管辖 谁办理、谁录入 谁处理、谁公示 诉转案 撤回 终止调解",
}


def test_three_procedures_are_shipped_and_12315_in_two_editions() -> None:
    first = date(2020, 1, 1)
    assert set(SHIPPED) == {("customer", first), ("service-complaints", first), (P8, first), (P8, date(2026, 4, 15))}


@EVERY_EDITION
def test_every_service_reads_the_edition(procedure: str, day: date) -> None:
    for editions in (INTAKE, TRIAGE, INVESTIGATION, NOTIFY):
        edition: Edition[Any] = editions.of(procedure, day)
        assert edition.title.zh
        assert edition.title.en


def texts(data: Any) -> Iterator[tuple[str, str]]:
    """Every text of a pack in both languages."""
    if isinstance(data, dict) and set(data) == {"zh", "en"} and isinstance(data["zh"], str):
        yield data["zh"], data["en"]
    elif isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from texts(inner)


@EVERY_EDITION
def test_chinese_texts_are_chinese_and_english_ones_english(procedure: str, day: date) -> None:
    found = list(texts(read(PACKS / procedure / f"{day}.yaml").data))
    assert len(found) > 100
    not_chinese = [zh for zh, _ in found if not IDEOGRAPH.search(zh)]
    not_english = [en for _, en in found if IDEOGRAPH.search(en) or not re.search("[A-Za-z]", en)]
    assert (not_chinese, not_english) == ([], [])


@EVERY_EDITION
def test_both_languages_of_a_letter_fill_in_the_same_places(procedure: str, day: date) -> None:
    for notice in NOTIFY.of(procedure, day).section.notices:
        for text in (notice.letter.subject, notice.letter.body):
            assert (notice.about, set(PLACE.findall(text.zh))) == (notice.about, set(PLACE.findall(text.en)))


@EVERY_EDITION
def test_the_pack_speaks_the_words_of_its_procedure(procedure: str, day: date) -> None:
    chinese = "\n".join(zh for zh, _ in texts(read(PACKS / procedure / f"{day}.yaml").data))
    assert [word for word in OWN_WORDS[procedure].split() if word not in chinese] == []


@EVERY_EDITION
def test_every_unit_that_receives_complaints_has_a_pool_under_the_same_superior(procedure: str, day: date) -> None:
    units = TRIAGE.of(procedure, day).section.units
    pools = INVESTIGATION.of(procedure, day).section.pools
    assert {(pool.unit, pool.name, pool.superior) for pool in pools} == {(unit.id, unit.name, unit.superior) for unit in units}


@EVERY_EDITION
def test_what_intake_offers_to_choose_is_known_to_triage(procedure: str, day: date) -> None:
    rules = TRIAGE.of(procedure, day).section
    known = {
        "authority": {unit.id for unit in rules.units if unit.may_be_chosen},
        "business": {business.code for business in rules.businesses},
        "territory": {division.code for division in rules.territories},
    }
    for name, question in INTAKE.of(procedure, day).section.questions().items():
        assert (name, {choice.code for choice in question.choices} - known[name]) == (name, set())


@EVERY_EDITION
def test_the_acknowledgement_says_what_the_published_steps_say(procedure: str, day: date) -> None:
    published, letters = INTAKE.of(procedure, day).section, NOTIFY.of(procedure, day).section
    for kind in published.kinds:
        (acknowledgement,) = letters.notices_on("received", kind)
        assert acknowledgement.next is not None
        assert (kind, acknowledgement.next.limit) == (kind, published.told_next(kind).limit)


@EVERY_EDITION
def test_letters_promise_what_the_clocks_count(procedure: str, day: date) -> None:
    rules, letters = INVESTIGATION.of(procedure, day).section, NOTIFY.of(procedure, day).section
    for notice in letters.notices:
        starts = {fact for occasion in notice.on for fact in STARTED_BY.get(occasion, ())}
        clocks = [clock for clock in rules.clocks if clock.starts_on in starts and set(clock.kinds) & set(notice.kinds)]
        if notice.next and notice.next.limit:
            plain = [(clock.limit, clock.rolls_over) for clock in clocks if not clock.by_severity]
            assert (notice.next.limit, notice.next.rolls_over) in plain


@EVERY_EDITION
def test_where_an_appeal_is_possible_its_letters_are_written(procedure: str, day: date) -> None:
    assert INVESTIGATION.of(procedure, day).section.appeal is not None
    for occasion in ("accepted", "appeal_opened", "appeal_refused", "appeal_decided"):
        assert [len(NOTIFY.of(procedure, day).section.notices_on(occasion, kind)) for kind in Kind] == [1, 1, 1]


def mediation(day: date) -> tuple[str, str, str]:
    clock = INVESTIGATION.in_force(P8, day).section.clock("mediation")
    assert clock is not None
    return f"{clock.limit.length} {clock.limit.unit}", clock.basis.zh, clock.basis.en


def test_two_complaints_ten_days_apart_have_different_mediation_clocks_each_naming_its_article() -> None:
    zh_20 = "《市场监督管理投诉举报处理暂行办法》第二十一条第一款第五项（四十五个工作日）"
    zh_121 = "《市场监督管理投诉举报处理办法》第二十三条第一款第五项（六十日）"
    assert mediation(date(2026, 4, 10)) == ("45 working_days", zh_20, "Order 20, art. 21(5): 45 working days")
    assert mediation(date(2026, 4, 20)) == ("60 days", zh_121, "Order 121, art. 23(5): 60 days")


def test_order_121_has_seven_grounds_of_refusal_and_a_person_confirms_each() -> None:
    acceptance = TRIAGE.in_force(P8, date(2026, 4, 20)).section.acceptance
    assert [ground.basis.en for ground in acceptance.grounds] == [f"Order 121, art. 16({number})" for number in range(1, 8)]
    assert acceptance.refusals == "by_person"


def test_a_withdrawn_12315_complaint_ends_mediation_and_nothing_else() -> None:
    for day in (date(2026, 4, 10), date(2026, 4, 20)):
        assert INVESTIGATION.in_force(P8, day).section.withdrawal.ends == "mediation"
