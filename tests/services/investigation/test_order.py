"""Events of intake and triage arrive in no common order: none is lost, none is refused for coming early or late."""

from datetime import timedelta

import pytest

from services.investigation.lifecycle import HEARD, permits
from services.investigation.model import Fact, Stage
from shared.contracts.investigation import Opened
from shared.errors import NotFound
from tests.services.investigation.house import House
from tests.services.investigation.story import Complaint, at_unit, decided, under_investigation

REF = "TS-2026-0001"


async def test_what_comes_before_the_registration_is_tried_again_and_then_handled(investigation: House) -> None:
    complaint = Complaint(investigation)
    early = complaint.routed()
    with pytest.raises(NotFound):
        await investigation.hear(early)
    investigation.forget(early)
    await investigation.hear(complaint.received())
    await investigation.hear(early, complaint.accepted())
    assert await investigation.facts(REF) == ["received", "handed_over", "accepted"]


async def test_a_withdrawal_that_overtakes_the_routing_ends_the_case_all_the_same(investigation: House) -> None:
    complaint = Complaint(investigation)
    await investigation.hear(complaint.received())
    earlier = investigation.clock.at
    await investigation.move(minutes=5)
    await investigation.hear(complaint.withdrawn())
    await investigation.hear(complaint.accepted(at=earlier), complaint.routed())
    rows = await investigation.rows("select stage, next_clock from case_file")
    assert (rows[0].stage, rows[0].next_clock) == ("withdrawn", None)
    assert await investigation.said(Opened) == []


async def test_an_answer_that_is_heard_before_its_question_does_not_leave_the_clock_standing(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    await investigation.move(days=1)
    asked_at = investigation.clock.at
    await investigation.move(days=1)
    await investigation.hear(complaint.supplemented())
    await investigation.hear(complaint.completion_requested(at=asked_at))
    solve = next(clock for clock in (await investigation.case(REF))["clocks"] if clock["code"] == "solve")
    assert solve["state"] == "running"
    assert solve["due_day"] == "2026-03-17"


async def test_a_clock_of_another_service_that_is_ahead_does_not_leave_ours_running(investigation: House) -> None:
    complaint = Complaint(investigation)
    routed = complaint.routed()
    await investigation.hear(complaint.received(), complaint.accepted())
    await investigation.hear(routed.model_copy(update={"at": routed.at + timedelta(minutes=10)}))
    await investigation.must("li", REF, "take")
    await investigation.must("li", REF, "finding", allegation="面包", value="substantiated", cause="carelessness")
    await investigation.must("li", REF, "decide", outcome="upheld", reasons="属实")
    states = {clock["code"]: clock["state"] for clock in (await investigation.case(REF))["clocks"]}
    assert states == {"hand-over": "stopped", "solve": "stopped", "tell": "stopped"}


async def test_a_withdrawal_after_the_decision_is_written_down_and_ends_the_case(investigation: House) -> None:
    complaint = await decided(investigation)
    await investigation.hear(complaint.withdrawn())
    assert (await investigation.case(REF))["stage"] == "withdrawn"


async def test_a_refusal_that_triage_takes_back_opens_the_case(investigation: House) -> None:
    complaint = Complaint(investigation)
    await investigation.hear(complaint.received(), complaint.refused())
    await investigation.hear(complaint.accepted(), complaint.routed())
    assert (await investigation.case(REF))["stage"] == "open"


async def test_everything_triage_says_is_on_record(investigation: House) -> None:
    complaint = Complaint(investigation)
    await investigation.hear(complaint.received(), complaint.held(), complaint.completion_requested(), complaint.supplemented())
    await investigation.hear(complaint.accepted(), complaint.routed(), complaint.rated(5))
    assert await investigation.facts(REF) == [
        "received", "held", "completion_requested", "information_received", "accepted", "handed_over", "rated",
    ]  # fmt: skip


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("fact", sorted(HEARD))
def test_no_stage_refuses_what_another_service_says(stage: Stage, fact: Fact) -> None:
    assert permits(stage, fact)


async def test_two_complaints_in_one_batch_keep_apart(investigation: House) -> None:
    one, other = Complaint(investigation, "TS-1"), Complaint(investigation, "TS-2")
    await investigation.hear(one.received(), other.received(), one.accepted(), other.accepted(), one.routed(), other.routed("elsewhere"))
    assert [row.unit for row in await investigation.rows("select unit from case_file order by reference")] == ["station", "elsewhere"]


async def test_every_case_s_row_says_what_its_history_says(investigation: House) -> None:
    await decided(investigation)
    await at_unit(investigation, "TS-2026-0002")
    rows = await investigation.rows(
        "select version, (select count(*) from history where history.complaint_id = case_file.complaint_id) as entries from case_file"
    )
    assert all(row.version == row.entries for row in rows)
