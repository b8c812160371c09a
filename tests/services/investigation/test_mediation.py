"""Mediation 调解, withdrawal 撤回 and the complaint that becomes an enforcement case 诉转案."""

from datetime import UTC, datetime
from typing import Any

from shared.contracts.investigation import Overdue
from tests.services.investigation.house import House
from tests.services.investigation.story import under_investigation

REF = "TS-2026-0001"
PLACE: dict[str, Any] = {"mediator": "陈调解员", "place": "所会议室", "on": "2026-03-04T10:00:00+08:00"}


async def test_nobody_is_mediated_without_consent(investigation: House) -> None:
    await under_investigation(investigation)
    refused = await investigation.do("li", REF, "mediation-start", **PLACE)
    assert (refused.status_code, refused.json()["code"]) == (409, "consent_missing")
    assert "Article 6" in refused.json()["detail"]
    assert (await investigation.must("li", REF, "mediation-start", **PLACE, consent=True))["stage"] == "mediating"


async def test_consent_given_with_the_complaint_is_enough(investigation: House) -> None:
    await under_investigation(investigation, mediation_consent=True)
    await investigation.must("li", REF, "mediation-start", **PLACE)


async def test_mediation_ends_with_an_agreement_or_on_a_ground_of_the_procedure(investigation: House) -> None:
    await under_investigation(investigation, mediation_consent=True)
    early = await investigation.do("li", REF, "decide", outcome="mediation_ended", reasons="未达成")
    assert early.json()["code"] == "mediation_missing"
    await investigation.must("li", REF, "mediation-start", **PLACE)
    assert (await investigation.do("li", REF, "decide", outcome="settled", reasons="和解")).json()["code"] == "not_permitted"
    wrong = await investigation.do("li", REF, "mediation-end", agreed=False, ground="tired")
    assert wrong.json()["code"] == "unknown_ground"
    await investigation.must("li", REF, "mediation-end", agreed=False, ground="no-agreement")
    await investigation.must("li", REF, "decide", outcome="mediation_ended", reasons="未达成协议")


async def test_a_withdrawal_ends_the_mediation_and_the_case(investigation: House) -> None:
    complaint = await under_investigation(investigation, mediation_consent=True)
    await investigation.must("li", REF, "mediation-start", **PLACE)
    await investigation.hear(complaint.withdrawn())
    assert (await investigation.facts(REF))[-2:] == ["mediation_ended", "withdrawn"]
    assert (await investigation.case(REF))["stage"] == "withdrawn"


async def test_a_withdrawal_does_not_end_the_verification_of_a_breach(investigation: House) -> None:
    complaint = await under_investigation(investigation, mediation_consent=True)
    await investigation.must("li", REF, "mediation-start", **PLACE)
    await investigation.must("li", REF, "clue", text="涉嫌销售过期食品")
    await investigation.hear(complaint.withdrawn())
    case = await investigation.case(REF)
    assert case["stage"] == "verifying"
    assert {clock["code"]: clock["state"] for clock in case["clocks"]}["conversion"] == "running"
    await investigation.must("li", REF, "clue-settled", filed=True, text="已立案")
    assert (await investigation.case(REF))["stage"] == "withdrawn"


async def test_a_clue_has_its_own_clock(investigation: House) -> None:
    await under_investigation(investigation)
    await investigation.must("li", REF, "clue", text="线索")
    clock = next(clock for clock in (await investigation.case(REF))["clocks"] if clock["code"] == "conversion")
    assert clock["due_day"] == "2026-03-23"
    await investigation.move_to(datetime(2026, 3, 24, tzinfo=UTC))
    assert "conversion" in [event.clock for event in await investigation.said(Overdue)]


async def test_a_case_with_an_open_clue_is_not_closed(investigation: House) -> None:
    await under_investigation(investigation)
    await investigation.must("li", REF, "clue", text="线索")
    await investigation.must("li", REF, "decide", outcome="settled", reasons="和解")
    assert (await investigation.do("li", REF, "close")).json()["code"] == "clue_settled"
    await investigation.must("li", REF, "clue-settled", filed=False, text="不构成")
    await investigation.must("li", REF, "close")


async def test_a_finding_names_its_cause_where_the_procedure_wants_it(investigation: House) -> None:
    await under_investigation(investigation)
    refused = await investigation.do("li", REF, "finding", allegation="面包", value="substantiated")
    assert refused.json()["code"] == "cause_missing"
    undecided = await investigation.do("li", REF, "decide", outcome="upheld", reasons="属实")
    assert undecided.json()["code"] == "finding_missing"
