"""P5 `service-complaints` 处理投诉的工作制度, as the people in it live it.

The acceptance scenario: a fax recorded at a branch; the hand-over clock of 24 hours warns and then goes up; a complaint refused
for not meeting the acceptance conditions, with the reason told; another one answered in writing and archived.
"""

from datetime import date

import pytest

from tests.stories import staff
from tests.stories.office import Office
from tests.stories.people import Branch, Clock, Complainant, Correspondent, Handler, SaidNo, TriageOfficer

MORNING = "2026-03-23 09:30"


@pytest.fixture(scope="module")
def branch(office: Office) -> Branch:
    return Branch(office, "renmin-road")


@pytest.fixture
def customer_service(office: Office) -> Handler:
    return Handler(office, staff.COMPANY_INVESTIGATOR)


def test_a_fax_that_nobody_hands_over_within_24_hours_is_warned_of_then_goes_up_and_is_late_for_everybody_to_see(
    office: Office, clock: Clock, branch: Branch, triage_officer: TriageOfficer, customer_service: Handler
) -> None:
    customer = Complainant(office, name="何建国", letter="人民路 12 号")
    fax = customer.is_registered_by(
        branch, "service-complaints", "贵公司拒不退还押金，我已起诉，现在再投诉一次。", channel="fax", received_at=branch.hours_ago(2)
    )
    assert fax.next["what"] == "登记并转交客服部门"
    waiting = triage_officer.finds(fax)
    assert [(one["code"], one["ground"]) for one in waiting["unmet"]] == [("not-in-court", "in-court")]
    assert waiting["channel"] == "fax"

    overdue = office.subscriber("complaint.overdue.v1")
    clock.moves(hours=21)
    assert overdue.heard() == []
    clock.moves(hours=2)
    (late,) = overdue.heard()
    assert (late["reference"], late["clock"], late["unit"]) == (fax.reference, "hand-over", None)
    clock.moves(hours=24)

    triage_officer.accepts(fax)
    case = customer_service.opens(fax, "open")
    assert (case["channel"], case["unit"]) == ("fax", "customer-service")
    rung = [(entry["fact"], entry["data"].get("level")) for entry in case["history"] if entry["data"].get("clock") == "hand-over"]
    assert rung == [("warned", None), ("warned", None), ("overdue", None), ("escalated", "1")]
    hand_over = customer_service.clock(fax, "hand-over")
    assert (hand_over["state"], hand_over["late"]) == ("stopped", True)
    assert "于24小时内转交至客服部门" in hand_over["basis"]["zh"]


def test_a_telephone_complaint_recorded_in_time_is_handed_to_customer_service_at_once(
    office: Office, branch: Branch, customer_service: Handler
) -> None:
    customer = Complainant(office, name="罗敏", phone="138 0000 5678")
    complaint = customer.is_registered_by(branch, "service-complaints", "窗口人员态度恶劣，当众辱骂我。", channel="phone")
    case = customer_service.opens(complaint, "open")
    assert (case["unit"], case["category"], case["severity"]) == ("customer-service", "staff-conduct", "important")
    assert not customer_service.clock(complaint, "hand-over")["late"]


def test_what_happened_too_long_ago_is_refused_and_the_customer_is_told_why_and_where_else_to_turn(
    office: Office, branch: Branch, correspondent: Correspondent
) -> None:
    customer = Complainant(office, name="梁华", email="liang.hua@example.org")
    complaint = customer.is_registered_by(
        branch, "service-complaints", "当时多收了我的费用。", channel="fax", occurred={"from": "2023-05-01"}
    )
    letter = customer.receives("refusal")
    assert letter.says(complaint.reference, "不符合受理条件", "事情发生已超过两年", "由人工复核", "消费者协会")
    seen = customer.sees("refused")
    assert seen["history"][-1]["what"] == "refused"
    assert not {"messages", "withdrawal", "appeal"} & set(seen["may"])
    kept = {notice["channel"]: correspondent.reads(notice) for notice in correspondent.notices(complaint) if notice["about"] == "refusal"}
    assert {road: (notice["state"], notice["letter"]["body"]) for road, notice in kept.items()} == {
        "portal": ("sent", letter.text),
        "email": ("sent", letter.text),
    }


def test_what_only_looks_like_advertising_is_refused_by_a_person_never_by_a_rule(
    office: Office, branch: Branch, triage_officer: TriageOfficer
) -> None:
    customer = Complainant(office, language="en", name="Jane Roe", email="jane.roe@example.org")
    complaint = customer.is_registered_by(branch, "service-complaints", "Earn money from home! Buy followers now.", channel="email")
    waiting = triage_officer.finds(complaint)
    assert [one["code"] for one in waiting["unmet"]] == ["is-a-complaint"]
    office.settle()
    assert customer.letters("refusal") == []
    triage_officer.refuses(complaint, "not-a-complaint")
    assert customer.receives("refusal").says("The text is not a complaint or suggestion about service", "call the hotline")


def test_the_answer_goes_out_in_writing_is_kept_and_the_case_is_archived(
    office: Office, branch: Branch, customer_service: Handler, correspondent: Correspondent
) -> None:
    customer = Complainant(office, name="宋洁", phone="137 0000 4321")
    complaint = customer.is_registered_by(branch, "service-complaints", "营业厅的自助机多收费用，账单出错。", channel="counter")
    customer_service.opens(complaint, "open")
    customer_service.takes(complaint)
    customer_service.concludes(complaint, "多收费用", "substantiated", cause="system")
    customer_service.orders(complaint, "compensation", "退还多收的 18 元", owner="sarah-miller", due=date(2026, 4, 3))
    customer_service.decides(complaint, "upheld", "自助机计费程序有误。")
    assert customer.receives("result").says("现书面回复如下", "投诉成立", "赔偿：退还多收的 18 元", "2026年4月3日")

    by_telephone = correspondent.finds(complaint, "result", "phone")
    in_writing = correspondent.takes_up(correspondent.finds(complaint, "result", "letter"))
    posted = correspondent.reports_done(in_writing, "3月25日挂号寄出，编号 RA001。")
    correspondent.reports_done(correspondent.takes_up(by_telephone), "已电话告知，书面回复另寄。")
    with pytest.raises(SaidNo, match="已书面形式回复并保存记录"):
        customer_service.closes(complaint)
    customer_service.does(complaint, "told", text="书面回复已于3月25日寄出。")
    assert customer_service.clock(complaint, "archive")["state"] == "running"
    customer_service.closes(complaint)

    assert customer.sees("closed")["decision"]["outcome"] == "upheld"
    assert customer_service.clock(complaint, "archive")["state"] == "stopped"
    assert (posted["state"], posted["history"][-1]["note"]) == ("sent", "3月25日挂号寄出，编号 RA001。")
    assert "现书面回复如下" in posted["letter"]["body"]


def test_the_review_clock_stands_still_while_the_customer_is_asked(
    office: Office, clock: Clock, triage_officer: TriageOfficer, customer_service: Handler
) -> None:
    customer = Complainant(office, name="唐宁", email="tang.ning@example.org")
    complaint = customer.submits("service-complaints", "不行")
    triage_officer.asks(complaint, "请说明是哪项服务？")
    assert triage_officer.finds(complaint, "asked")["due"]["standing_since"]
    assert customer.receives("information_request").says("请说明是哪项服务？")
    clock.moves(days=3)
    customer.writes("营业厅排队等了三个小时，无人处理。")
    triage_officer.finds(complaint)
    triage_officer.accepts(complaint)
    customer_service.opens(complaint, "open")
    assert not customer_service.clock(complaint, "review")["late"]
    assert customer_service.clock(complaint, "hand-over")["late"], "24 hours are 24 hours"


def test_who_complains_through_the_consumer_association_comes_first_on_the_desk(
    office: Office, branch: Branch, triage_officer: TriageOfficer
) -> None:
    first, second = Complainant(office, name="许强"), Complainant(office, name="曹丽")
    ordinary = first.is_registered_by(branch, "service-complaints", "押金不退，法院已受理。", channel="letter")
    referred = second.is_registered_by(
        branch, "service-complaints", "押金不退，法院已受理。", channel="referral", referred_by="市消费者协会"
    )
    assert triage_officer.finds(referred)["urgency"] == "urgent"
    triage_officer.finds(ordinary)
    order = [one["reference"] for one in triage_officer.desk()]
    assert order.index(referred.reference) < order.index(ordinary.reference)


def test_a_department_that_is_not_competent_hands_back_and_the_desk_names_another(
    office: Office, branch: Branch, triage_officer: TriageOfficer, customer_service: Handler
) -> None:
    customer = Complainant(office, name="邓超", email="deng.chao@example.org")
    complaint = customer.is_registered_by(branch, "service-complaints", "网站打不开，系统故障已经一周。", channel="phone")
    customer_service.opens(complaint, "open")
    customer_service.hands_back(complaint, "wrong-department", "应由技术部门处理。")
    assert triage_officer.finds(complaint, "handed_back")["history"][-1]["words"].endswith("应由技术部门处理。")
    triage_officer.routes(complaint, "technical", reason="handed-back")
    office.settle()
    assert customer_service.opens(complaint, "open")["unit"] == "technical"
    assert customer.looks()["status"] == "investigating"


def test_a_withdrawal_ends_the_case(office: Office, branch: Branch, customer_service: Handler) -> None:
    customer = Complainant(office, language="en", name="Ann Lee", email="ann.lee@example.org")
    complaint = customer.is_registered_by(branch, "service-complaints", "I waited for three hours, nobody answered.", channel="letter")
    customer_service.opens(complaint, "open")
    customer.withdraws("It was put right.")
    assert customer.receives("withdrawal").says("withdrawn as you asked", "not handled further")
    case = customer_service.opens(complaint, "withdrawn")
    assert {one["state"] for one in case["clocks"]} == {"stopped"}
