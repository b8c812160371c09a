"""P8 `market-regulation-12315` 市场监管投诉举报处理工作流程, as the people in it live it.

The acceptance scenario: the complainant picks a county authority; territory and business send the case to a station; hand-back
because of wrong jurisdiction; 诉转案 from a clue; a withdrawal ends mediation while the enforcement case goes on; an overdue case
is supervised by county, then city. Publication with consent is not built yet.
"""

from collections.abc import Callable

import pytest

from tests.stories import staff
from tests.stories.office import Office
from tests.stories.people import Branch, Clock, Complainant, Complaint, Handler, SaidNo, TriageOfficer

MORNING = "2026-04-10 09:00"
P8 = "market-regulation-12315"
BREAD = "在城关镇一家超市买的面包已经过期发霉，要求退款赔偿。"
IN_CHENGGUAN = {"authority": "qingxi", "territory": "qingxi-chengguan", "business": "food", "respondents": [{"unit": "城关惠民超市"}]}


@pytest.fixture
def station(office: Office) -> Handler:
    return Handler(office, staff.STATION_INVESTIGATOR)


@pytest.fixture
def county(office: Office) -> Handler:
    return Handler(office, staff.COUNTY_SUPERVISOR)


@pytest.fixture
def city(office: Office) -> Handler:
    return Handler(office, staff.CITY_SUPERVISOR)


@pytest.fixture(scope="module")
def hotline(office: Office) -> Branch:
    return Branch(office, "12315-hotline")


def test_each_complaint_lives_by_the_order_in_force_when_it_was_received(office: Office, clock: Clock, station: Handler) -> None:
    before, after = (
        Complainant(office, name="陈思", email="chen.si@example.org"),
        Complainant(office, name="杨帆", email="yang.fan@example.org"),
    )
    old = before.submits(P8, BREAD, **IN_CHENGGUAN)
    station.opens(old, "open")
    clock.moves_to("2026-04-20 09:00")
    new = after.submits(P8, BREAD, **IN_CHENGGUAN)
    station.opens(new, "open")

    assert [station.opens(one)["edition"] for one in (old, new)] == ["2020-01-01", "2026-04-15"]
    order_20, order_121 = station.clock(old, "mediation"), station.clock(new, "mediation")
    assert (order_20["due_day"], order_121["due_day"]) == ("2026-06-16", "2026-06-22")
    assert "Order 20, art. 21(5): 45 working days" in order_20["basis"]["en"]
    assert "Order 121, art. 23(5): 60 days" in order_121["basis"]["en"]
    assert before.receives("acceptance").says(
        "《市场监督管理投诉举报处理暂行办法》", "四十五个工作日内", "2026年6月16日", "第二十一条第一款第五项"
    )
    assert after.receives("acceptance").says("《市场监督管理投诉举报处理办法》", "六十日内", "2026年6月22日", "第二十三条第一款第五项")


def test_the_authority_that_was_chosen_sends_the_case_to_its_station_by_territory_and_business(office: Office, station: Handler) -> None:
    consumer = Complainant(office, language="en", name="Mary Stone", email="mary.stone@example.org")
    complaint = consumer.submits(P8, "The bread from the supermarket was mouldy and expired.", **IN_CHENGGUAN)
    assert consumer.receives("acknowledgement").says(complaint.reference, "accepted")
    case = station.opens(complaint, "open")
    assert (case["authority"], case["unit"], case["category"]) == ("qingxi", "qingxi-chengguan-station", "food-safety")
    assert consumer.receives("acceptance").says("Order 121", "art. 23(5)")

    drugs = Complainant(office, name="高翔")
    kept = drugs.submits(P8, "药店卖的药品过期。", **{**IN_CHENGGUAN, "business": "drugs"})
    assert station.opens(kept, "open")["unit"] == "qingxi", "drugs stay with the county authority"


def test_a_station_without_jurisdiction_hands_back_and_may_not_get_it_again_from_an_officer(
    office: Office, hotline: Branch, triage_officer: TriageOfficer, station: Handler
) -> None:
    neighbour = Handler(office, staff.NEIGHBOUR)
    consumer = Complainant(office, name="马骏", email="ma.jun@example.org")
    complaint = consumer.is_registered_by(hotline, P8, "河口镇的餐馆吃出异物。", channel="phone", **IN_CHENGGUAN)
    station.opens(complaint, "open")
    station.hands_back(complaint, "territorial-jurisdiction", "餐馆在白河县河口镇。")

    back = triage_officer.finds(complaint, "handed_back")
    assert back["handed_back_by"] == ["qingxi-chengguan-station"]
    assert "餐馆在白河县河口镇。" in back["history"][-1]["words"]
    with pytest.raises(SaidNo, match="须由督办人员决定"):
        triage_officer.routes(complaint, "qingxi-chengguan-station", reason="territorial-jurisdiction")
    triage_officer.routes(complaint, "baihe-hekou-station", reason="territorial-jurisdiction")
    assert neighbour.opens(complaint, "open")["unit"] == "baihe-hekou-station"
    assert station.sees(complaint) is None, "who is not competent sees it no longer"

    neighbour.hands_back(complaint, "recusal", "本所人员与被投诉人有亲属关系。")
    triage_officer.finds(complaint, "handed_back")
    with pytest.raises(SaidNo, match="报请共同的上一级指定"):
        triage_officer.routes(complaint, "baihe", reason="territorial-jurisdiction")
    TriageOfficer(office, staff.TRIAGE_SUPERVISOR).routes(complaint, "baihe", reason="territorial-jurisdiction")
    assert neighbour.opens(complaint, "open")["unit"] == "baihe"


@pytest.fixture
def in_mediation(office: Office, station: Handler) -> Callable[[Complainant], Complaint]:
    def begin(consumer: Complainant) -> Complaint:
        complaint = consumer.submits(P8, BREAD, mediation_consent=True, **IN_CHENGGUAN)
        station.opens(complaint, "open")
        station.takes(complaint)
        station.does(complaint, "mediation-start", mediator="李国华", place="城关所调解室")
        return complaint

    return begin


def test_a_withdrawal_ends_the_mediation_while_the_suspected_breach_is_still_investigated(
    office: Office, station: Handler, in_mediation: Callable[[Complainant], Complaint]
) -> None:
    consumer = Complainant(office, name="朱琳", email="zhu.lin@example.org")
    complaint = in_mediation(consumer)
    station.does(complaint, "clue", text="货架上还有同批次过期面包。")
    consumer.withdraws("商家已经退款。")
    assert consumer.receives("withdrawal").says("调解终止", "第二十三条第一款第一项", "调查继续进行")

    case = station.opens(complaint, "verifying")
    ended = station.history(complaint, "mediation_ended")[0]["data"]
    assert (ended["agreed"], ended["ground"]) == (False, "withdrawn-or-settled")
    states = {clock["code"]: clock["state"] for clock in case["clocks"]}
    assert (states["mediation"], states["conversion"]) == ("stopped", "running")
    assert "Order 121, art. 27" in station.clock(complaint, "conversion")["basis"]["en"]
    station.does(complaint, "clue-settled", filed=True, text="立案，案号 2026-17。")
    assert station.opens(complaint, "withdrawn")["next"]["clock"] == "tell-end"
    station.does(complaint, "told", text="已电话告知被投诉人终止调解。")
    assert station.opens(complaint, "withdrawn")["next"] is None, "both sides are told"
    assert station.history(complaint, "clue_settled")[0]["data"]["filed"] is True


def test_a_withdrawal_without_a_clue_ends_everything(
    office: Office, station: Handler, in_mediation: Callable[[Complainant], Complaint]
) -> None:
    consumer = Complainant(office, name="秦岚", email="qin.lan@example.org")
    complaint = in_mediation(consumer)
    consumer.withdraws("不想再追究。")
    case = station.opens(complaint, "withdrawn")
    assert {one["state"] for one in case["clocks"] if one["code"] != "tell-end"} == {"stopped"}
    assert "conversion" not in {one["code"] for one in case["clocks"]}


def test_nobody_is_mediated_with_who_did_not_consent(office: Office, station: Handler) -> None:
    consumer = Complainant(office, name="沈静", email="shen.jing@example.org")
    complaint = consumer.submits(P8, BREAD, **IN_CHENGGUAN)
    station.opens(complaint, "open")
    station.takes(complaint)
    with pytest.raises(SaidNo, match=r"调解须经投诉人同意.*第十八条至第二十条"):
        station.does(complaint, "mediation-start", mediator="李国华", place="城关所调解室")
    with pytest.raises(SaidNo, match="没有进行过调解"):
        station.decides(complaint, "mediation_ended", "双方未达成一致。")


def test_a_refusal_is_confirmed_by_a_person_and_names_the_article(office: Office, triage_officer: TriageOfficer, hotline: Branch) -> None:
    consumer = Complainant(office, name="范冰", email="fan.bing@example.org")
    complaint = consumer.is_registered_by(hotline, P8, "公司拖欠工资三个月，要求市场监管局处理。", channel="phone")
    waiting = triage_officer.finds(complaint)
    assert [one["ground"] for one in waiting["unmet"]] == ["not-competent"]
    office.settle()
    assert consumer.letters("refusal") == []
    triage_officer.refuses(complaint, "not-competent")
    assert consumer.receives("refusal").says("不予受理决定书", "第十六条", "不属于市场监督管理部门职责", "12345")


def test_an_anonymous_report_is_verified_told_to_nobody_outside_and_answered_in_the_portal(
    office: Office, hotline: Branch, station: Handler
) -> None:
    public = office.subscriber("complaint.#")
    somebody = Complainant(office)
    report = somebody.submits(P8, "城关镇的作坊无照经营，用添加剂做食品。", kind="report", **IN_CHENGGUAN)
    assert somebody.receives("acknowledgement").says("您的举报", "您的信息不会告知被举报人", "可以延长十五个工作日")
    case = station.opens(report, "open")
    assert (case["identity"], case["reply_channel"]) == ("anonymous", "portal")
    assert {"verify"} <= {one["code"] for one in case["clocks"]}
    assert not {"accept", "mediation"} & {one["code"] for one in case["clocks"]}, "a report is not mediated"
    station.takes(report)
    station.asks(report, "作坊的具体位置？")
    assert somebody.sees("more_information_needed")
    somebody.writes("菜市场后门左手第二间。")
    somebody.sees("investigating")
    assert report.reference not in {fact["reference"] for fact in public.heard()}


def test_an_overdue_case_is_supervised_by_the_county_then_by_the_city(
    office: Office, clock: Clock, county: Handler, city: Handler, station: Handler
) -> None:
    consumer = Complainant(office, name="袁媛", email="yuan.yuan@example.org")
    complaint = consumer.submits(P8, BREAD, **IN_CHENGGUAN)
    station.opens(complaint, "open")
    due = station.clock(complaint, "mediation")["due_day"]
    clock.moves_to(f"{due} 12:00")
    assert [entry["data"]["clock"] for entry in county.history(complaint, "warned")] == ["mediation", "mediation"]
    clock.moves(days=1)
    assert [entry["data"]["unit"] for entry in county.history(complaint, "escalated")] == ["qingxi"]
    assert county.opens(complaint)["overdue"]
    clock.moves(days=6)
    assert [entry["data"]["unit"] for entry in city.history(complaint, "escalated")] == ["qingxi", "yunzhou"]


def test_an_internal_review_goes_to_somebody_else_within_its_time_and_not_after_it(
    office: Office, clock: Clock, station: Handler, reviewer: Handler
) -> None:
    in_time, too_late = (
        Complainant(office, language="en", name="Ed Hall", email="ed.hall@example.org"),
        Complainant(office, name="姜文", email="jiang.wen@example.org"),
    )
    complaints = [one.submits(P8, "The bread was mouldy and expired. 面包发霉。", **IN_CHENGGUAN) for one in (in_time, too_late)]
    for complaint in complaints:
        station.opens(complaint, "open")
        station.takes(complaint)
        station.concludes(complaint, "mouldy bread", "not_substantiated")
        station.decides(complaint, "not_upheld", "The shop has shown the delivery papers.")
    assert in_time.receives("result").says("No breach found", "Consumer Protection Law", "internal review")

    in_time.appeals("The papers are of another batch.")
    assert in_time.receives("appeal_acknowledgement").says("Somebody who was not involved before")
    reviewer.opens(complaints[0], "appealed")
    reviewer.does(complaints[0], "review")
    reviewer.does(complaints[0], "appeal-decision", changed=False, reasons="The batch numbers agree.")
    assert in_time.receives("appeal_result").says("No breach found", "The batch numbers agree", "one internal review")

    clock.moves(days=20)
    too_late.appeals("我不同意。")
    assert too_late.receives("appeal_refusal").says("申请复核的期限已过")
    assert too_late.sees("decided")
