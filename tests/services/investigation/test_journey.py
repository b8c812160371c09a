"""From the registration to the closed case, and what the other services hear on the way."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from shared.contracts.intake import Content, Message
from shared.contracts.investigation import Closed, Decided, Decision, HandedBack, InformationRequested, Opened, Progressed
from shared.contracts.public import ComplaintClosed, ComplaintDecided
from shared.contracts.words import Kind, ReplyChannel
from tests.services.investigation.house import House
from tests.services.investigation.story import NARRATIVE, at_unit, decided, under_investigation

REF = "TS-2026-0001"


async def test_a_routed_complaint_opens_in_the_unit_s_pool_and_says_what_is_due_next(investigation: House) -> None:
    await at_unit(investigation)
    [opened] = await investigation.said(Opened)
    assert (opened.unit, opened.owner) == ("station", None)
    assert opened.next_what.en == "Decided"
    # ten working days after Monday 2 March 2026
    assert opened.next_due == datetime(2026, 3, 16, 15, 59, 59, tzinfo=UTC)


async def test_the_narrative_is_opened_only_when_the_content_is_asked_for(investigation: House) -> None:
    await at_unit(investigation)
    for everything in ("select case_file::text as written from case_file", "select history::text as written from history"):
        assert "面包" not in "".join(row.written for row in await investigation.rows(everything))
    assert "面包" not in (await investigation.get("li", f"/{REF}")).text
    await investigation.must("li", REF, "take")
    await investigation.must("li", REF, "note", text="面包店")
    notes = await investigation.rows("select sealed from history where fact = 'noted'")
    assert set(notes[0].sealed["keys"]) == {"investigation"}
    content = (await investigation.get("li", f"/{REF}/content")).json()
    assert Content.model_validate(content["complaint"]).narrative == NARRATIVE


async def test_a_decision_is_sealed_for_the_complainant_with_the_measures_that_serve_him(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    await investigation.must("li", REF, "measure", kind="refund", text="退还 12 元", owner="li", due="2026-03-09")
    await investigation.must("li", REF, "measure", kind="training", text="食品安全培训", owner="wang", due="2026-03-20")
    await investigation.must("li", REF, "finding", allegation="面包发霉", value="substantiated", cause="carelessness")
    await investigation.must("li", REF, "decide", outcome="upheld", reasons="经查属实")
    [said] = await investigation.said(Decided)
    assert set(said.decision.keys) == {"intake", "notify"}
    decision = investigation.open_as("notify", said.decision, Decision, complaint.id)
    assert decision.reasons == "经查属实"
    assert [(measure.text, measure.due) for measure in decision.measures] == [("退款：退还 12 元", date(2026, 3, 9))]
    assert (said.level, said.appeal_until) == (0, date(2026, 3, 17))


async def test_a_case_is_closed_once_everything_the_procedure_wants_is_done(investigation: House) -> None:
    await under_investigation(investigation)
    added = await investigation.must("li", REF, "measure", kind="refund", text="退款", owner="li", due="2026-03-09")
    await investigation.must("li", REF, "finding", allegation="面包", value="substantiated", cause="carelessness")
    await investigation.must("li", REF, "decide", outcome="upheld", reasons="属实")
    refused = await investigation.do("li", REF, "close")
    assert (refused.status_code, refused.json()["code"]) == (409, "measures_done")
    assert "Every measure was carried out" in refused.json()["detail"]
    await investigation.must("li", REF, "measure-done", measure=added["version"])
    await investigation.must("li", REF, "close")
    assert [event.outcome for event in await investigation.said(Closed)] == ["upheld"]
    assert len(await investigation.said(ComplaintClosed)) == 1


async def test_by_telephone_a_person_says_that_the_result_was_told(investigation: House) -> None:
    await decided(investigation, reply_channel=ReplyChannel.PHONE)
    refused = await investigation.do("li", REF, "close")
    assert refused.json()["code"] == "told"
    await investigation.move(days=3)
    told = await investigation.must("li", REF, "told")
    assert told["stage"] == "decided"
    assert (await investigation.case(REF))["appeal_until"] == "2026-03-20"
    await investigation.must("li", REF, "close")


async def test_a_question_reaches_the_complainant_and_the_answer_the_case(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    await investigation.must("li", REF, "ask", question="有小票吗？")
    [asked] = await investigation.said(InformationRequested)
    assert investigation.open_as("intake", asked.question, Message, complaint.id).text == "有小票吗？"
    assert asked.answer_by == datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
    await investigation.must("li", REF, "progress", note="正在核实")
    assert len(await investigation.said(Progressed)) == 1
    await investigation.hear(complaint.supplemented("有"))
    content = (await investigation.get("li", f"/{REF}/content")).json()
    assert "有" in [text["text"] for text in content["texts"].values()]


async def test_handed_back_it_returns_to_triage_and_moves_with_the_next_routing(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    answer = await investigation.must("li", REF, "hand-back", reason="elsewhere", text="在另一所辖区")
    assert answer["stage"] == "handed_back"
    [said] = await investigation.said(HandedBack)
    assert said.times == 1
    assert "在另一所辖区" in investigation.open_as("triage", said.reason, Message, complaint.id).text
    await investigation.hear(complaint.routed("elsewhere"))
    assert (await investigation.get("li", f"/{REF}")).status_code == 404
    moved = (await investigation.get("zhao", f"/{REF}")).json()
    assert (moved["unit"], moved["owner"], moved["stage"]) == ("elsewhere", None, "open")
    assert [event.unit for event in await investigation.said(Opened)] == ["station", "elsewhere"]


async def test_nothing_about_a_report_of_wrongdoing_is_published(investigation: House) -> None:
    await decided(investigation, kind=Kind.REPORT)
    assert len(await investigation.said(Decided)) == 1
    assert await investigation.said(ComplaintDecided) == []


async def test_of_a_complaint_codes_are_published_and_no_text(investigation: House) -> None:
    await decided(investigation)
    [fact] = await investigation.said(ComplaintDecided)
    assert (fact.reference, fact.unit, fact.category, fact.severity, fact.outcome) == (REF, "station", "food", "important", "upheld")


async def test_the_history_can_only_be_added_to(investigation: House) -> None:
    await at_unit(investigation)
    for attempt in ("update history set who = 'nobody'", "delete from history"):
        with pytest.raises(DBAPIError, match="never changed or deleted"):
            await investigation.rows(attempt)
