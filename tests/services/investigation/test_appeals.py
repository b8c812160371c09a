"""One level of appeal, decided by somebody who was not involved before."""

from datetime import UTC, datetime

from shared.contracts.investigation import AppealOpened, AppealRefused, Decided
from shared.contracts.public import ComplaintAppealed
from tests.services.investigation.house import House
from tests.services.investigation.story import Complaint, decided, under_investigation

REF = "TS-2026-0001"


async def appealed(house: House) -> Complaint:
    complaint = await decided(house)
    await house.hear(complaint.appeal_lodged())
    return complaint


async def test_an_appeal_in_time_is_admitted_with_its_own_clock(investigation: House) -> None:
    await appealed(investigation)
    [opened] = await investigation.said(AppealOpened)
    assert (opened.level, opened.next_due) == (1, datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC))
    assert len(await investigation.said(ComplaintAppealed)) == 1
    assert (await investigation.case(REF))["stage"] == "appealed"


async def test_a_closed_case_is_opened_again_by_an_appeal_in_time(investigation: House) -> None:
    complaint = await decided(investigation)
    await investigation.must("li", REF, "close")
    await investigation.move(days=15)
    await investigation.hear(complaint.appeal_lodged())
    assert (await investigation.case(REF))["stage"] == "appealed"


async def test_an_appeal_that_comes_late_is_refused_in_the_procedure_s_words(investigation: House) -> None:
    complaint = await decided(investigation)
    await investigation.move(days=16)
    await investigation.hear(complaint.appeal_lodged())
    [refused] = await investigation.said(AppealRefused)
    assert (refused.ground, refused.ground_text.zh) == ("too_late", "申诉期限已过")
    assert (await investigation.case(REF))["stage"] == "decided"


async def test_lodged_on_the_last_day_it_counts_though_it_arrives_later(investigation: House) -> None:
    complaint = await decided(investigation)
    await investigation.move_to(datetime(2026, 3, 19, tzinfo=UTC))
    await investigation.hear(complaint.appeal_lodged(at=datetime(2026, 3, 17, 15, 59, tzinfo=UTC)))
    assert len(await investigation.said(AppealOpened)) == 1


async def test_nothing_can_be_appealed_that_is_not_decided(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    await investigation.hear(complaint.appeal_lodged())
    assert [event.ground for event in await investigation.said(AppealRefused)] == ["nothing_decided"]


async def test_whoever_handled_the_case_may_not_review_it(investigation: House) -> None:
    await appealed(investigation)
    person = investigation.settings.staff_file
    assert person is not None
    entries = person.read_text().replace('["investigator"]', '["investigator", "reviewer"]')
    person.write_text(entries)
    investigation.client._transport.app.state.staff._looked = float("-inf")  # type: ignore[attr-defined]
    refused = await investigation.do("li", REF, "review")
    assert (refused.status_code, refused.json()["code"]) == (409, "involved_before")
    await investigation.must("zhou", REF, "review")


async def test_the_reviewer_alone_decides_and_there_is_no_further_appeal(investigation: House) -> None:
    complaint = await appealed(investigation)
    await investigation.must("zhou", REF, "review")
    assert (await investigation.do("li", REF, "appeal-decision", changed=False, reasons="维持")).status_code == 409
    unclear = await investigation.do("zhou", REF, "appeal-decision", changed=True, outcome="upheld", reasons="改变")
    assert unclear.json()["code"] == "outcome_unclear"
    await investigation.must("zhou", REF, "appeal-decision", changed=True, outcome="not_upheld", reasons="证据不足")
    final = (await investigation.said(Decided))[-1]
    assert (final.level, final.outcome, final.appeal_until) == (1, "not_upheld", None)
    await investigation.hear(complaint.appeal_lodged())
    assert [event.ground for event in await investigation.said(AppealRefused)] == ["last_instance"]
    await investigation.must("li", REF, "close")


async def test_a_decision_that_stands_keeps_its_outcome(investigation: House) -> None:
    await appealed(investigation)
    await investigation.must("zhou", REF, "review")
    await investigation.must("zhou", REF, "appeal-decision", changed=False, reasons="维持原决定")
    assert (await investigation.case(REF))["outcome"] == "upheld"


async def test_the_reasons_of_the_appeal_are_read_by_its_reviewer(investigation: House) -> None:
    await appealed(investigation)
    content = (await investigation.get("zhou", f"/{REF}/content")).json()
    assert "不服" in [text["text"] for text in content["texts"].values()]


async def test_a_reviewer_sees_no_case_that_is_not_appealed(investigation: House) -> None:
    await decided(investigation)
    assert (await investigation.get("zhou", f"/{REF}")).status_code == 404
