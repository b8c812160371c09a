"""P4 `customer` 顾客投诉处理工作程序, as the people in it live it.

The acceptance scenario: an e-mail gets its automatic receipt; product quality; the root cause names the step; a refund with
owner and date; the survey is answered. There is no mailbox yet: an e-mail complaint is one that the online shop's office
registers with the channel `email`, without its attachment. The month's statistics are not built yet either.
"""

from datetime import date

import pytest

from shared.workdays import WorkingCalendar
from tests.stories import staff
from tests.stories.office import Office
from tests.stories.people import Branch, Clock, Complainant, Correspondent, Handler, SaidNo, TriageOfficer

MORNING = "2026-03-09 09:30"
SMOKE = "在贵店网上商城买的电饭煲，第二次使用时底部冒烟，质量太差，请退款。"


@pytest.fixture(scope="module")
def online_shop(office: Office) -> Branch:
    return Branch(office, "online-shop")


@pytest.fixture
def investigator(office: Office) -> Handler:
    return Handler(office, staff.COMPANY_INVESTIGATOR)


def test_an_email_complaint_gets_its_receipt_and_ends_with_a_refund_and_a_survey(
    office: Office, online_shop: Branch, investigator: Handler
) -> None:
    customer = Complainant(office, name="李静", email="li.jing@example.org")
    complaint = customer.is_registered_by(online_shop, "customer", SMOKE, channel="email", asks="退款")

    receipt = customer.receives("acknowledgement")
    assert receipt.subject.startswith("自动回执")
    assert receipt.says(complaint.reference, "投诉分类并转交责任部门", "2026年3月10日")
    assert customer.looks()["channel"] == "email"

    case = investigator.opens(complaint, "open")
    assert (case["category"], case["unit"], case["severity"]) == ("product-quality", "quality", "minor")
    investigator.takes(complaint)
    with pytest.raises(SaidNo, match="出错环节"):
        investigator.concludes(complaint, "底部冒烟", "substantiated")
    investigator.concludes(complaint, "底部冒烟", "substantiated", cause="production", text="发热盘焊点虚焊。")
    investigator.orders(complaint, "refund", "全额退款 299 元", owner="sarah-miller", due=date(2026, 3, 16))
    investigator.decides(complaint, "upheld", "经检验，发热盘焊点虚焊，属于生产环节的缺陷。")

    result = customer.receives("result")
    assert result.says("投诉成立", "生产环节", "退款：全额退款 299 元", "2026年3月16日", "质量管理部", "申诉")
    assert customer.looks()["decision"]["measures"] == [{"text": "退款：全额退款 299 元", "due": "2026-03-16"}]

    investigator.closes(complaint)
    assert customer.receives("survey").says("客户满意度调查")
    customer.rates(5, "处理很快")
    office.settle()
    assert [entry["data"]["score"] for entry in investigator.history(complaint, "rated")] == [5]
    with pytest.raises(SaidNo, match="已经评价过"):
        customer.rates(1, "再来一次")


def test_a_case_is_not_closed_while_a_measure_has_nobody_responsible(office: Office, investigator: Handler) -> None:
    customer = Complainant(office, name="王强", email="wang.qiang@example.org")
    complaint = customer.submits("customer", "买的插座一用就冒烟，质量有问题。")
    investigator.opens(complaint, "open")
    investigator.takes(complaint)
    investigator.concludes(complaint, "插座冒烟", "substantiated", cause="inspection")
    investigator.orders(complaint, "exchange", "更换同型号插座")
    investigator.decides(complaint, "upheld", "出厂检验漏检。")
    with pytest.raises(SaidNo, match="每项措施已落实责任人和期限"):
        investigator.closes(complaint)


def test_an_english_speaker_complaining_of_rudeness_is_answered_in_english_by_shop_operations(
    office: Office, investigator: Handler
) -> None:
    customer = Complainant(office, language="en", name="Tom Baker", email="tom.baker@example.org")
    complaint = customer.submits("customer", "The shop assistant was rude and shouted at my mother.")
    assert customer.receives("acknowledgement").says("Automatic receipt", complaint.reference, "10 Mar 2026")
    case = investigator.opens(complaint, "open")
    assert (case["category"], case["unit"]) == ("service-attitude", "stores")
    investigator.takes(complaint)
    investigator.concludes(complaint, "shouted at a customer", "substantiated", cause="selling")
    investigator.orders(complaint, "apology", "The shop manager telephones you", owner="sarah-miller", due=date(2026, 3, 13))
    investigator.decides(complaint, "upheld", "The assistant has confirmed it.")
    assert customer.receives("result").says("The complaint is upheld", "Apology: The shop manager telephones you", "by 13 Mar 2026")


def test_the_customer_is_told_how_it_goes_and_the_clock_waits_for_the_answer_to_a_question(
    office: Office, clock: Clock, investigator: Handler
) -> None:
    customer = Complainant(office, name="赵敏", email="zhao.min@example.org")
    complaint = customer.submits("customer", "买的冰箱不制冷，质量有问题。")
    investigator.opens(complaint, "open")
    investigator.takes(complaint)
    investigator.reports(complaint, "已联系厂家，等待检验结果。")
    assert customer.receives("progress").says("已联系厂家", "质量管理部")

    before = investigator.clock(complaint, "solve")
    investigator.asks(complaint, "冰箱的型号和购买日期？")
    assert customer.receives("information_request").says("冰箱的型号和购买日期？", "不计入办理期限")
    assert customer.sees("more_information_needed")["next"]["due_at"]
    assert investigator.clock(complaint, "solve")["state"] == "paused"
    clock.moves(days=2)
    customer.writes("BCD-210，今年三月买的。")
    customer.sees("investigating")
    office.settle()
    after = investigator.clock(complaint, "solve")
    assert (after["state"], after["late"]) == ("running", False)
    assert after["due_at"] > before["due_at"], "two working days of waiting do not count"


def test_an_appeal_is_decided_by_somebody_who_was_not_involved_and_once_only(office: Office, reviewer: Handler) -> None:
    handled_it = Handler(office, staff.INVESTIGATOR_WHO_ALSO_REVIEWS)
    customer = Complainant(office, name="孙丽", email="sun.li@example.org")
    complaint = customer.submits("customer", "买的锅开裂了，质量差。")
    handled_it.opens(complaint, "open")
    handled_it.takes(complaint)
    handled_it.concludes(complaint, "锅体开裂", "not_substantiated", cause="none")
    handled_it.decides(complaint, "not_upheld", "属于使用不当。")
    assert customer.receives("result").says("投诉不成立", "由未经手的人员复核")

    customer.appeals("我没有使用不当，请复核。")
    assert customer.receives("appeal_acknowledgement").says("由未经手的人员复核")
    handled_it.opens(complaint, "appealed")
    with pytest.raises(SaidNo, match="您曾参与本案办理"):
        handled_it.does(complaint, "review")
    reviewer.does(complaint, "review")
    reviewer.does(complaint, "appeal-decision", changed=True, outcome="upheld", reasons="复检发现铸造缺陷。")
    assert customer.receives("appeal_result").says("投诉成立", "复检发现铸造缺陷", "最终决定")
    with pytest.raises(SaidNo, match="最终决定"):
        customer.appeals("还是不满意。")


def test_who_gave_a_telephone_number_is_called_by_a_person(office: Office, investigator: Handler, correspondent: Correspondent) -> None:
    customer = Complainant(office, name="周婷", phone="139 0000 1234")
    complaint = customer.submits("customer", "快递一直没有送到，配送延误。")
    call = correspondent.takes_up(correspondent.finds(complaint, "acknowledgement", "phone"))
    assert (call["contact"]["name"], call["contact"]["value"]) == ("周婷", "139 0000 1234")
    assert complaint.reference in call["letter"]["body"]
    done = correspondent.reports_done(call, "3月9日10:05通话，本人接听，已告知。")
    assert (done["state"], done["history"][-1]["note"]) == ("sent", "3月9日10:05通话，本人接听，已告知。")
    assert customer.receives("acknowledgement").text == call["letter"]["body"]

    case = investigator.opens(complaint, "open")
    assert case["unit"] == "logistics"
    investigator.takes(complaint)
    investigator.concludes(complaint, "配送延误", "substantiated", cause="transport")
    investigator.decides(complaint, "upheld", "司机漏送，已安排当日补送。")
    with pytest.raises(SaidNo, match="已向顾客反馈"):
        investigator.closes(complaint)
    investigator.does(complaint, "told", text="电话告知，顾客接受。")
    investigator.closes(complaint)


def test_a_solution_that_takes_too_long_is_extended_by_the_departments_head_only_warned_of_and_goes_up(
    office: Office, clock: Clock, investigator: Handler, management: Handler
) -> None:
    head_of_quality = Handler(office, staff.HEAD_OF_QUALITY)
    customer = Complainant(office, name="吴刚", email="wu.gang@example.org")
    complaint = customer.submits("customer", "新买的热水器漏电，孩子触电住院，质量问题严重。")
    case = investigator.opens(complaint, "open")
    assert case["severity"] == "major"
    investigator.takes(complaint)
    first_due = date.fromisoformat(investigator.clock(complaint, "solve")["due_day"])
    investigator.does(complaint, "extension", clock="solve", length=2, reason="等待检验报告。")
    asked = investigator.history(complaint, "extension_requested")[-1]["number"]
    with pytest.raises(SaidNo, match="须由本单位主管批准"):
        investigator.does(complaint, "extension-answer", request=asked, approved=True)
    head_of_quality.does(complaint, "extension-answer", request=asked, approved=True)
    later = WorkingCalendar.load().add_working_days(first_due, 2).date
    assert investigator.clock(complaint, "solve")["due_day"] == later.isoformat()

    overdue = office.subscriber("complaint.overdue.v1")
    clock.moves(days=9)
    facts = [(entry["fact"], entry["data"]["clock"]) for entry in investigator.history(complaint, "warned", "overdue", "escalated")]
    assert facts == [("warned", "solve"), ("overdue", "solve"), ("escalated", "solve")]
    assert investigator.history(complaint, "escalated")[0]["data"]["unit"] == "headquarters"
    assert management.clock(complaint, "solve")["late"]
    assert [fact["clock"] for fact in overdue.heard() if fact["reference"] == complaint.reference] == ["solve"]


def test_what_says_nothing_is_asked_about_and_goes_on_with_the_answer(
    office: Office, triage_officer: TriageOfficer, investigator: Handler
) -> None:
    customer = Complainant(office, name="郑爽", email="zheng.s@example.org")
    complaint = customer.submits("customer", "太差")
    waiting = triage_officer.finds(complaint)
    assert [one["code"] for one in waiting["unmet"]] == ["says-something"]
    triage_officer.asks(complaint, waiting["unmet"][0]["question"]["zh"])
    assert customer.receives("information_request").says("购买了什么")
    customer.writes("三月八日在人民路店买的面包发霉变质。")
    assert triage_officer.finds(complaint)["category"] == "product-quality"
    triage_officer.accepts(complaint)
    assert investigator.opens(complaint, "open")["unit"] == "quality"


def test_a_withdrawal_ends_the_handling(office: Office, investigator: Handler) -> None:
    customer = Complainant(office, name="冯磊", email="feng.lei@example.org")
    complaint = customer.submits("customer", "发票金额开错，多收了十元。")
    investigator.opens(complaint, "open")
    customer.withdraws("门店已退还。")
    assert customer.receives("withdrawal").says("不再办理")
    case = investigator.opens(complaint, "withdrawn")
    assert {clock["state"] for clock in case["clocks"]} == {"stopped"}
    with pytest.raises(SaidNo, match="不能再补充"):
        customer.writes("还有一件事。")
