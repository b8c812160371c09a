"""The pages of the triage desk, as a browser without JavaScript sees them."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tests.services.triage.desk import Desk
from tests.services.triage.web import client, form_of, web_of

HTML = "text/html"


@pytest.fixture(scope="module")
def app(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return web_of(desk, tmp_path_factory.mktemp("staff"))


@pytest.fixture
async def officer(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, "li", accept=HTML, **{"accept-language": "zh"}) as made:
        yield made


async def arrived(desk: Desk, narrative: str = "上周的事情一直没有下文", **more: Any) -> UUID:
    event = desk.received(narrative, **more)
    await desk.hears(event)
    return event.complaint_id


async def page_of(officer: httpx.AsyncClient, complaint: UUID) -> str:
    answer = await officer.get(f"/assessments/{complaint}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def sent(officer: httpx.AsyncClient, complaint: UUID, verb: str, **typed: str) -> httpx.Response:
    """Open the page, fill in this order's form and send it."""
    form = form_of(await page_of(officer, complaint), verb)
    return await officer.post(f"/assessments/{complaint}/{verb}", data=form | typed)


async def test_without_a_name_one_is_asked_to_sign_in(app: FastAPI) -> None:
    async with client(app, None, accept=HTML) as visitor:
        answer = await visitor.get("/assessments")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/assessments")


async def test_the_desk_begins_with_what_waits(desk: Desk, officer: httpx.AsyncClient) -> None:
    await desk.rows("update assessment set stage = 'refused'")
    assert "没有待办" in (await officer.get("/assessments")).text
    event = desk.received("上周的事情一直没有下文", ongoing_harm=True)
    await desk.hears(event)
    answer = await officer.get("/", follow_redirects=True)
    for words in (event.reference, "没有词指向任何类别", "立即", "客户服务部"):
        assert words in answer.text
    assert "没有下文" not in answer.text


async def test_a_filter_that_hides_everything_says_so(officer: httpx.AsyncClient) -> None:
    assert "没有符合筛选条件的投诉" in (await officer.get("/assessments", params={"reference": "no-such"})).text


@pytest.mark.parametrize("state", ["", "waiting", "asked", "accepted", "routed", "handed_back", "refused", "withdrawn"])
async def test_every_state_can_be_listed(desk: Desk, officer: httpx.AsyncClient, state: str) -> None:
    await arrived(desk)
    form = {"state": state, "procedure": "", "severity": "", "urgency": "", "reference": ""}
    assert (await officer.get("/assessments", params=form)).status_code == 200


async def test_the_words_that_mattered_are_marked_in_the_narrative(desk: Desk, officer: httpx.AsyncClient) -> None:
    page = await page_of(officer, await arrived(desk, "冰箱不制冷，店员态度<b>差</b>"))
    assert "冰箱<mark>不制冷</mark>，店员<mark>态度</mark>&lt;b&gt;差&lt;/b&gt;" in page


async def test_the_suggestion_says_how_sure_it_is_and_why(desk: Desk, officer: httpx.AsyncClient) -> None:
    page = await page_of(officer, await arrived(desk, "冰箱不制冷，店员态度差"))
    assert "不确定" in page
    assert "占所有匹配词的 50 %" in page
    assert "1 个词指向「产品质量问题」，指向其他类别的最多 1 个" in page
    assert "words-undecided" in page


async def test_the_clock_says_how_it_was_worked_out(desk: Desk, officer: httpx.AsyncClient) -> None:
    page = await page_of(officer, await arrived(desk))
    assert "当日不计入" in page
    assert "程序第二条" in page


async def test_the_page_speaks_english_too(desk: Desk, app: FastAPI) -> None:
    complaint = await arrived(desk)
    async with client(app, "li", accept=HTML, **{"accept-language": "en"}) as officer:
        page = await page_of(officer, complaint)
    assert "no word speaks for any category" in page
    assert '<div class="passage" lang="zh">' in page
    outside = re.sub(r'<div class="passage" lang="zh">.*?</div>|<div class="languages">.*?</div>', "", page, flags=re.DOTALL)
    assert re.findall(r"(?<!name\">)[\u4e00-\u9fff]+", outside.replace("李分流", "").replace("中文", "").replace("分流", "")) == []


async def test_an_officer_accepts_with_a_form_and_comes_back_to_the_list(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    answer = await sent(officer, complaint, "accept", category="delivery", unit="logistics", reason="new-facts")
    assert (answer.status_code, answer.headers["location"]) == (303, "/assessments")
    row = await desk.assessment(complaint)
    assert (row.stage, row.category, row.unit, row.decided_by) == ("routed", "delivery", "logistics", "li")


async def test_a_double_click_is_one_decision(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    form = form_of(await page_of(officer, complaint), "refuse") | {"ground": "already-answered"}
    answers = [await officer.post(f"/assessments/{complaint}/refuse", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await desk.said(complaint)) == 2


async def test_a_missing_reason_is_asked_for_and_what_was_typed_stays(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk, "慢")
    answer = await sent(officer, complaint, "accept", category="delivery", severity="major", unit="logistics")
    assert answer.status_code == 409
    assert 'href="#accept-reason"' in answer.text
    assert form_of(answer.text, "accept")["severity"] == "major"
    assert (await desk.assessment(complaint)).stage == "waiting"


async def test_a_category_must_be_chosen(desk: Desk, officer: httpx.AsyncClient) -> None:
    answer = await sent(officer, await arrived(desk), "accept")
    assert answer.status_code == 422
    assert "请选择分类" in answer.text


async def test_the_question_of_the_procedure_is_proposed_and_asked(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk, "慢")
    page = await page_of(officer, complaint)
    assert "请补充说明：购买了什么" in page
    assert (await sent(officer, complaint, "ask", question="请问买了什么？")).status_code == 303
    page = await page_of(officer, complaint)
    assert "暂停计时" in page
    assert "请问买了什么？" in page


async def test_a_handed_back_complaint_shows_the_unit_s_reason_and_goes_to_another(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk, "冰箱不制冷")
    await desk.hears(desk.handed_back(complaint, "quality"), actor="investigation")
    page = await page_of(officer, complaint)
    assert "不属于我单位" in page
    assert "办理单位退回" in page
    answer = await sent(officer, complaint, "route", unit="quality", reason="handed-back")
    assert (answer.status_code, "须由督办人员决定" in answer.text) == (409, True)
    assert (await sent(officer, complaint, "route", unit="after-sales", reason="handed-back")).status_code == 303


async def test_a_routed_complaint_can_be_corrected_in_own_words(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk, "冰箱不制冷")
    answer = await sent(officer, complaint, "correct", severity="major", words="来电说有人触电")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/assessments/{complaint}")
    page = await page_of(officer, complaint)
    assert "来电说有人触电" in page
    assert (await desk.assessment(complaint)).severity == "major"


async def test_somebody_who_saw_an_older_page_is_told(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    form = form_of(await page_of(officer, complaint), "refuse") | {"ground": "already-answered"}
    await desk.hears(desk.supplemented(complaint, "还有"))
    assert (await officer.post(f"/assessments/{complaint}/refuse", data=form)).status_code == 412


async def test_a_complaint_under_unknown_rules_is_shown_and_waits(desk: Desk, officer: httpx.AsyncClient) -> None:
    page = await page_of(officer, await arrived(desk, "电梯坏了", procedure="property"))
    assert "电梯坏了" in page
    assert "未安装流程「property」" in page
    assert '<form method="post" action="/assessments' not in page


async def test_once_its_rules_are_there_they_are_asked_first(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk, "冰箱不制冷", edition="2019-01-01")
    await desk.rows("update assessment set edition = '2020-01-01' where complaint_id = :id", id=complaint)
    assert (await sent(officer, complaint, "reassess")).status_code == 303
    assert (await desk.assessment(complaint)).unit == "quality"


async def test_a_form_from_elsewhere_is_refused(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    form = form_of(await page_of(officer, complaint), "refuse") | {"ground": "already-answered", "csrf": "guessed"}
    assert (await officer.post(f"/assessments/{complaint}/refuse", data=form)).status_code == 403
    assert (await desk.assessment(complaint)).stage == "waiting"


async def test_every_question_of_the_page_has_its_own_label(desk: Desk, officer: httpx.AsyncClient) -> None:
    page = await page_of(officer, await arrived(desk))
    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)
    asked = set(re.findall(r'<(?:select|textarea|input)[^>]* id="([^"]+)"', page))
    assert asked <= set(re.findall(r'<label[^>]* for="([^"]+)"', page)) | set(
        re.findall(r'<label class="choice"><input[^>]* id="([^"]+)"', page)
    )


def test_both_languages_know_the_same_messages() -> None:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only here

    from tests.services.triage.desk import ROOT  # noqa: PLC0415 - only here

    known = {}
    for language in ("en", "zh"):
        with (ROOT / "services" / "triage" / "desk" / "locale" / f"{language}.po").open("rb") as file:
            known[language] = {message.id for message in read_po(file) if message.id and message.string}
    assert known["en"] == known["zh"]
    templates = "".join(path.read_text() for path in (ROOT / "services" / "triage" / "desk" / "templates").glob("*.html"))
    kit = (ROOT / "shared" / "web" / "locale" / "en.po").read_text()
    for said in re.findall(r'_\("([^"]+)"', templates):
        assert said in known["zh"] or f'"{said}"' in kit, said
