"""Clocks of real cases: they warn, run out, stand still, are prolonged, and are worked out for everybody to check."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.investigation import Overdue
from shared.contracts.public import ComplaintOverdue
from shared.contracts.words import Kind, Severity
from tests.services.investigation.house import House
from tests.services.investigation.story import Complaint, at_unit, under_investigation

REF = "TS-2026-0001"


async def clock(house: House, code: str, reference: str = REF) -> dict[str, Any]:
    case = await house.case(reference)
    found: dict[str, Any] = next(clock for clock in case["clocks"] if clock["code"] == code)
    return found


async def test_a_clock_that_runs_out_is_told_once(investigation: House) -> None:
    await at_unit(investigation)
    await investigation.move_to(datetime(2026, 3, 16, 15, 59, 59, tzinfo=UTC))
    assert await investigation.said(Overdue) == []
    await investigation.move(seconds=2)
    await investigation.must("li", REF, "take")
    await investigation.move(days=30)
    [overdue] = await investigation.said(Overdue)
    assert (overdue.clock, overdue.due_at, overdue.unit) == ("solve", datetime(2026, 3, 16, 15, 59, 59, tzinfo=UTC), "station")
    assert len(await investigation.said(ComplaintOverdue)) == 1
    assert (await clock(investigation, "solve"))["late"]


async def test_warnings_come_on_the_morning_of_their_day_and_supervision_after_the_due_time(investigation: House) -> None:
    await at_unit(investigation)
    await investigation.move_to(datetime(2026, 3, 12, 0, 59, tzinfo=UTC))
    assert "warned" not in await investigation.facts(REF)
    await investigation.move(minutes=2)
    assert (await investigation.facts(REF))[-1] == "warned"
    await investigation.move_to(datetime(2026, 3, 17, 16, 0, 1, tzinfo=UTC))
    assert (await investigation.facts(REF))[-2:] == ["overdue", "escalated"]
    supervised = await investigation.rows("select data from history where fact = 'escalated'")
    assert (supervised[0].data["unit"], supervised[0].data["clock"]) == ("county", "solve")


async def test_a_hand_over_that_takes_more_than_a_day_runs_out_before_any_unit_has_the_complaint(investigation: House) -> None:
    complaint = Complaint(investigation)
    await investigation.hear(complaint.received())
    await investigation.move(hours=16, minutes=1)
    assert await investigation.facts(REF) == ["received", "warned"]
    await investigation.move(hours=8)
    assert [event.clock for event in await investigation.said(Overdue)] == ["hand-over"]


async def test_a_report_runs_out_in_silence_towards_the_public(investigation: House) -> None:
    await at_unit(investigation, kind=Kind.REPORT)
    await investigation.move(days=30)
    assert len(await investigation.said(Overdue)) == 1
    assert await investigation.said(ComplaintOverdue) == []


async def test_a_note_moves_no_clock_and_sets_no_alarm_anew(investigation: House) -> None:
    await under_investigation(investigation)
    before = await investigation.rows("select kind, due_at, generation from timer where state = 'armed' order by kind")
    await investigation.must("li", REF, "note", text="打了电话")
    after = await investigation.rows("select kind, due_at, generation from timer where state = 'armed' order by kind")
    assert before == after


async def test_while_the_complainant_is_asked_the_clock_stands_still(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    await investigation.must("li", REF, "ask", question="有小票吗？")
    standing = await clock(investigation, "solve")
    assert (standing["state"], standing["late"]) == ("paused", False)
    await investigation.move(days=30)
    assert await investigation.said(Overdue) == []
    await investigation.hear(complaint.supplemented())
    running = await clock(investigation, "solve")
    # thirty days later, twenty-two working days of them spent waiting
    assert (running["state"], running["due_day"]) == ("running", "2026-04-16")
    assert "waiting for the complainant" in running["explanation"]["en"]


async def test_a_graver_severity_shortens_the_limit_and_keeps_the_pause(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    await investigation.must("li", REF, "ask", question="?")
    await investigation.move(days=2)
    await investigation.hear(complaint.supplemented())
    assert (await clock(investigation, "solve"))["due_day"] == "2026-03-18"
    await investigation.hear(complaint.reclassified(Severity.MAJOR))
    assert (await clock(investigation, "solve"))["due_day"] == "2026-03-11"


async def test_more_time_needs_the_approval_that_the_procedure_names(investigation: House) -> None:
    await under_investigation(investigation)
    asked = await investigation.must("li", REF, "extension", clock="solve", length=5, reason="等待检测")
    refused = await investigation.do("chen", REF, "extension-answer", request=asked["version"], approved=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "approver")
    assert "with the superior's approval" in refused.json()["detail"]
    await investigation.must("sun", REF, "extension-answer", request=asked["version"], approved=True)
    longer = await clock(investigation, "solve")
    assert longer["due_day"] == "2026-03-23"
    assert "extended by 5 working days" in longer["explanation"]["en"]
    again = await investigation.do("li", REF, "extension", clock="solve", length=1, reason="再等")
    assert again.json()["code"] == "extension_used_up"


@pytest.mark.parametrize(("name", "length", "ground"), [("solve", 6, "extension_too_long"), ("hand-over", 1, "clock_not_running")])
async def test_more_time_than_the_procedure_gives_is_refused(investigation: House, name: str, length: int, ground: str) -> None:
    await under_investigation(investigation)
    refused = await investigation.do("li", REF, "extension", clock=name, length=length, reason="等")
    assert (refused.status_code, refused.json()["code"]) == (409, ground)


async def test_a_declined_request_changes_nothing_and_can_be_made_again(investigation: House) -> None:
    await under_investigation(investigation)
    asked = await investigation.must("li", REF, "extension", clock="solve", length=5, reason="等待检测")
    await investigation.must("sun", REF, "extension-answer", request=asked["version"], approved=False)
    assert (await clock(investigation, "solve"))["due_day"] == "2026-03-16"
    await investigation.must("li", REF, "extension", clock="solve", length=3, reason="等待检测")


async def test_a_prolonged_clock_runs_out_at_its_new_time_only(investigation: House) -> None:
    await under_investigation(investigation)
    asked = await investigation.must("li", REF, "extension", clock="solve", length=5, reason="等")
    await investigation.must("sun", REF, "extension-answer", request=asked["version"], approved=True)
    await investigation.move_to(datetime(2026, 3, 20, tzinfo=UTC))
    assert await investigation.said(Overdue) == []
    await investigation.move_to(datetime(2026, 3, 24, tzinfo=UTC))
    assert [event.due_at.astimezone(UTC).date() for event in await investigation.said(Overdue)] == [date(2026, 3, 23)]


async def test_closing_the_case_stops_every_alarm(investigation: House) -> None:
    await under_investigation(investigation)
    await investigation.must("li", REF, "finding", allegation="面包", value="not_substantiated", cause="carelessness")
    await investigation.must("li", REF, "decide", outcome="not_upheld", reasons="查无实据")
    await investigation.must("li", REF, "close")
    assert await investigation.rows("select 1 from timer where state = 'armed'") == []
    await investigation.move(days=60)
    assert await investigation.said(Overdue) == []


@pytest.mark.parametrize(
    ("received", "edition", "due", "article"),
    [
        (datetime(2026, 4, 10, 2, tzinfo=UTC), date(2020, 1, 1), "2026-06-16", "art. 21(5)"),
        (datetime(2026, 4, 20, 2, tzinfo=UTC), date(2026, 4, 15), "2026-06-22", "art. 23(5)"),
    ],
)
async def test_either_side_of_15_april_2026_mediation_has_the_clock_of_its_own_law(
    market_regulator: House, received: datetime, edition: date, due: str, article: str
) -> None:
    market_regulator.clock.at = received
    complaint = Complaint(market_regulator, procedure="market-regulation-12315", edition=edition)
    routed = complaint.routed("qingxi-chengguan-station")
    await market_regulator.hear(complaint.received(), complaint.accepted(), routed)
    shown = await clock_as(market_regulator, "keeper", "mediation")
    assert (shown["due_day"], article in shown["basis"]["en"]) == (due, True)


async def clock_as(house: House, person: str, code: str) -> dict[str, Any]:
    case = await house.case(REF, person)
    found: dict[str, Any] = next(clock for clock in case["clocks"] if clock["code"] == code)
    return found
