"""The pages of the desk: the list, the case, its forms; in both languages, without any script."""

import re
from html import unescape
from uuid import uuid4

import httpx
import pytest

from tests.services.investigation.house import House
from tests.services.investigation.story import NARRATIVE, at_unit, decided, under_investigation

REF = "TS-2026-0001"


async def page(house: House, path: str, person: str = "li", language: str = "en") -> httpx.Response:
    headers = {"Authorization": f"Bearer token-of-{person}", "Accept": "text/html"}
    return await house.client.get(f"{path}{'&' if '?' in path else '?'}lang={language}", headers=headers)


async def sign_in(house: House, person: str = "li") -> None:
    """Sign in as people do, by the form."""
    shown = await house.client.get("/sign-in", headers={"Accept": "text/html"})
    answer = await house.client.post("/sign-in", data={**hidden(shown.text, "/sign-in"), "token": f"token-of-{person}"})
    assert answer.status_code == 303, answer.text


def hidden(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form, f"no form for {action}"
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])}


async def fill_in(house: House, verb: str, **answers: str) -> httpx.Response:
    """Open the case page and send the form of this verb."""
    shown = await house.client.get(f"/cases/{REF}?lang=en", headers={"Accept": "text/html"})
    fields = hidden(shown.text, f"/cases/{REF}/{verb}")
    return await send(house, verb, {**fields, **{f"{verb}.{name}": value for name, value in answers.items()}})


async def send(house: House, verb: str, fields: dict[str, str]) -> httpx.Response:
    return await house.client.post(f"/cases/{REF}/{verb}", data=fields, headers={"Accept": "text/html"})


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["My desk", "in the pool", "due today"]), ("zh", ["我的工作台", "待领取", "今日到期"])]
)
async def test_the_list_shows_what_is_due_in_words(investigation: House, language: str, words: list[str]) -> None:
    await at_unit(investigation)
    await investigation.move(days=14)
    html = (await page(investigation, "/cases", language=language)).text
    assert all(word in html for word in words)
    assert REF in html


async def test_an_empty_list_says_what_it_would_show(investigation: House) -> None:
    assert "No case matches" in (await page(investigation, "/cases?severity=major")).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["started 2 Mar 2026, first day not counted", "due 16 Mar 2026", "Article 2", "Handed over", "10 working days left"]),
        ("zh", ["2026年3月2日起算，当日不计入", "2026年3月16日到期", "第二条", "转办", "剩 10 个工作日"]),
    ],
)
async def test_the_case_page_shows_the_narrative_the_history_and_how_each_clock_was_worked_out(
    investigation: House, language: str, words: list[str]
) -> None:
    await at_unit(investigation)
    html = (await page(investigation, f"/cases/{REF}", language=language)).text
    assert [word for word in [NARRATIVE, *words] if word not in html] == []


async def test_a_form_carries_out_its_command_and_leads_back_to_the_case(investigation: House) -> None:
    await at_unit(investigation)
    await sign_in(investigation)
    answer = await fill_in(investigation, "take")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cases/{REF}")
    answer = await fill_in(investigation, "finding", allegation="面包发霉", value="substantiated", cause="carelessness")
    assert answer.status_code == 303
    answer = await fill_in(investigation, "decide", outcome="upheld", reasons="经查属实")
    assert answer.status_code == 303
    assert (await investigation.case(REF))["stage"] == "decided"


async def test_a_mediation_is_announced_with_its_time_in_the_organisation_s_zone(investigation: House) -> None:
    await under_investigation(investigation)
    await sign_in(investigation)
    answer = await fill_in(investigation, "mediation-start", mediator="陈", place="会议室", on="2026-03-04T10:00", consent="yes")
    assert answer.status_code == 303
    rows = await investigation.rows("select data from history where fact = 'mediation_started'")
    assert rows[0].data["on"] == "2026-03-04T10:00:00+08:00"


async def test_who_may_not_approve_is_not_asked_to(investigation: House) -> None:
    await under_investigation(investigation)
    await investigation.must("li", REF, "extension", clock="solve", length=5, reason="等待检测")
    for person, asked in (("li", False), ("chen", False), ("sun", True)):
        html = (await page(investigation, f"/cases/{REF}", person)).text
        assert ("Answer the request for more time" in html) is asked
        assert "Extension requested · Decided · 5 working days" in html


async def test_a_text_that_cannot_be_opened_does_not_hide_the_case(investigation: House) -> None:
    complaint = await under_investigation(investigation)
    closed = complaint.supplemented().model_copy(update={"message": complaint.sealed("x").model_copy(update={"keys": {}})})
    await investigation.hear(closed)
    await investigation.rows("update case_file set content = jsonb_set(content, '{keys}', '{}')")
    html = (await page(investigation, f"/cases/{REF}")).text
    assert "cannot be opened here" in html
    assert "The complainant wrote" in html


async def test_a_double_click_is_one_decision(investigation: House) -> None:
    await at_unit(investigation)
    await sign_in(investigation)
    shown = await investigation.client.get(f"/cases/{REF}", headers={"Accept": "text/html"})
    fields = {**hidden(shown.text, f"/cases/{REF}/note"), "note.text": "一次"}
    assert [(await send(investigation, "note", fields)).status_code for _ in range(2)] == [303, 303]
    assert (await investigation.facts(REF)).count("noted") == 1


async def test_what_was_typed_is_kept_when_the_procedure_says_no(investigation: House) -> None:
    await under_investigation(investigation)
    await sign_in(investigation)
    answer = await fill_in(investigation, "finding", allegation="很长的投诉事项", value="substantiated")
    assert answer.status_code == 409
    assert "很长的投诉事项" in answer.text
    assert "Say which step went wrong" in answer.text
    assert 'role="alert"' in answer.text


async def test_what_is_missing_is_named_at_its_question(investigation: House) -> None:
    await under_investigation(investigation)
    await sign_in(investigation)
    answer = await fill_in(investigation, "ask")
    assert answer.status_code == 422
    assert 'href="#ask.question"' in answer.text


async def test_who_was_slower_sees_the_case_as_it_is_now_with_the_own_words_kept(investigation: House) -> None:
    await under_investigation(investigation)
    await sign_in(investigation)
    shown = await investigation.client.get(f"/cases/{REF}", headers={"Accept": "text/html"})
    await investigation.must("chen", REF, "note", text="主管的记录")
    answer = await send(investigation, "note", {**hidden(shown.text, f"/cases/{REF}/note"), "note.text": "我的记录"})
    assert answer.status_code == 409
    assert "主管的记录" in answer.text
    assert "我的记录" in answer.text


async def test_a_form_of_another_page_is_refused(investigation: House) -> None:
    await at_unit(investigation)
    await sign_in(investigation)
    assert (await send(investigation, "take", {"csrf": "x", "form_id": uuid4().hex, "version": "3"})).status_code == 403


async def test_a_visitor_is_sent_to_sign_in(investigation: House) -> None:
    answer = await investigation.client.get(f"/cases/{REF}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in?next=/cases/{REF}")


async def test_what_people_write_is_shown_as_text(investigation: House) -> None:
    await under_investigation(investigation)
    await investigation.must("li", REF, "note", text="<script>alert(1)</script>")
    html = (await page(investigation, f"/cases/{REF}")).text
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


async def test_a_decided_case_says_what_closing_waits_for(investigation: House) -> None:
    await decided(investigation, reply_channel="phone")
    html = (await page(investigation, f"/cases/{REF}")).text
    assert "Not yet; still needed:" in html
    assert "The complainant was told" in html


async def test_a_page_of_an_unknown_form_is_not_found(investigation: House) -> None:
    await at_unit(investigation)
    await sign_in(investigation)
    assert (await send(investigation, "explode", {})).status_code == 404


@pytest.mark.parametrize("path", ["/cases/TS-nowhere", "/cases/%00", "/cases/" + "x" * 2000])
async def test_a_case_that_is_not_there_is_not_found(investigation: House, path: str) -> None:
    assert (await page(investigation, path)).status_code == 404
