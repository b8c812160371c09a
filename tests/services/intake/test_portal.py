"""The portal over HTTP, as a browser without scripts uses it: form, check your answers, receipt."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.contracts.intake import Complainant, Contact, Content
from shared.contracts.words import Sealed
from tests.services.intake.browsing import SIMPLE, Browser, browser, hidden, main_of, told
from tests.services.intake.office import Office

FORM = "/complain/customer"
MARKET = "/complain/market-regulation-12315"


@pytest.fixture
async def visitor(office: Office) -> AsyncIterator[Browser]:
    async with browser(office) as visitor:
        yield visitor


async def complaints(office: Office) -> int:
    return int((await office.rows("select count(*) as many from complaint"))[0]["many"])


async def test_a_complaint_goes_from_the_form_over_the_check_to_the_receipt_and_opens_on_the_tracking_page(visitor: Browser) -> None:
    reference, receipt = told((await visitor.handed_in(narrative="My kettle smoked.")).text)
    tracked = await visitor.opened(reference, receipt)
    assert tracked.status_code == 200
    assert reference in main_of(tracked.text)
    assert "The complaint is classified and handed to the department responsible" in main_of(tracked.text)


async def test_the_first_page_says_who_can_complain_about_what_and_how_long_it_takes(visitor: Browser) -> None:
    seen = main_of((await visitor.see("/")).text)
    for said in ("You need not give your name", "Customer complaints", "within 7 working days", "120 (ambulance)", "Look up"):
        assert said in seen
    assert "可以不留姓名" in main_of((await visitor.see("/?lang=zh")).text)


@pytest.mark.parametrize("procedure", ["customer", "service-complaints", "market-regulation-12315"])
async def test_every_step_of_a_procedure_is_published_with_its_limit_and_its_basis(
    visitor: Browser, office: Office, procedure: str
) -> None:
    published = (await office.client.get(f"/api/v1/procedures/{procedure}")).json()
    seen = main_of((await visitor.see(f"/procedures/{procedure}")).text)
    for step in published["steps"]:
        assert step["text"]["en"] in seen
        assert step["basis"]["en"] in seen
    assert (await visitor.see("/procedures/unheard-of")).status_code == 404


async def test_what_was_answered_reaches_those_who_may_read_it(visitor: Browser, office: Office) -> None:
    page = await visitor.handed_in(
        "market-regulation-12315", narrative="过期的牛奶", asks="退款", identity="confidential", name="李静", phone="13800138000",
        reply="phone", reply_to="１３８００１３８０００", authority="qingxi", business="food", territory="qingxi-chengguan",
        respondent_unit="城关超市", occurred_from="２０２６-11-02", place="城关镇", ongoing_harm="yes", mediation_consent="yes",
    )  # fmt: skip
    (row,) = await office.rows("select complaint_id, channel from complaint where reference = :r", r=told(page.text)[0])
    (said,) = [event["data"] for event in await office.said(row["complaint_id"])]
    about = row["complaint_id"]
    content = office.keyrings["triage"].open(Sealed(**said["content"]), Content, about)
    assert (content.narrative, content.asks, content.place, content.occurred_from) == ("过期的牛奶", "退款", "城关镇", "2026-11-02")
    assert content.respondents[0].unit == "城关超市"
    assert office.keyrings["notify"].open(Sealed(**said["contact"]), Contact, about).value == "13800138000"
    assert office.keyrings["vault"].open(Sealed(**said["complainant"]), Complainant, about).name == "李静"
    assert (said["channel"], said["identity"], said["authority"], said["business"]) == ("web", "confidential", "qingxi", "food")
    assert (said["ongoing_harm"], said["mediation_consent"], said["publish_consent"]) == (True, True, False)


async def test_letters_are_written_in_the_language_of_the_page(office: Office) -> None:
    async with browser(office, **{"Accept-Language": "zh"}) as visitor:
        page = await visitor.handed_in(narrative="The kettle broke.")
    (row,) = await office.rows("select language from complaint where reference = :r", r=told(page.text)[0])
    assert row["language"] == "zh"


async def test_a_form_with_something_wrong_comes_back_with_what_was_typed(visitor: Browser, office: Office) -> None:
    before = await complaints(office)
    page = await visitor.see(FORM)
    typed = {"narrative": "", "asks": "my <money> back", "identity": "named", "reply": "email", "reply_to": "nowhere"}
    answer = await visitor.send(page, FORM, **typed)
    assert answer.status_code == 422
    assert "What happened: is required" in main_of(answer.text)
    assert "my &lt;money&gt; back" in answer.text
    for name in re.findall(r'href="#([a-z_]+)"', answer.text):
        assert f'id="{name}"' in answer.text
    again = await visitor.send(answer, FORM, **{**typed, "narrative": "It broke."})
    assert "name@example.org" in main_of(again.text)
    assert await complaints(office) == before


async def test_an_anonymous_complainant_who_gives_a_name_is_asked_which_it_shall_be(visitor: Browser) -> None:
    answer = await visitor.send(await visitor.see(FORM), FORM, **SIMPLE, name="Li Jing")
    assert answer.status_code == 422
    assert "Your name" in main_of(answer.text)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("authority", "nowhere"), ("kind", "prayer"), ("occurred_from", "yesterday"), ("narrative", "x" * 20_001), ("place", "p" * 301)],
)
async def test_answers_that_the_procedure_does_not_offer_are_named(visitor: Browser, name: str, typed: str) -> None:
    answer = await visitor.send(await visitor.see(MARKET), MARKET, **{**SIMPLE, name: typed})
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text


async def test_the_longest_chinese_narrative_is_taken(visitor: Browser) -> None:
    assert told((await visitor.handed_in(narrative="长" * 20_000)).text)


async def test_a_change_link_finds_everything_as_it_was_typed(visitor: Browser) -> None:
    check = await visitor.checked(narrative="First words.", place="the harbour")
    assert 'href="/complain/customer#narrative"' in check.text
    form = await visitor.see(FORM)
    assert "First words." in form.text
    assert 'value="the harbour"' in form.text
    changed = await visitor.follow(await visitor.send(form, FORM, **{**SIMPLE, "narrative": "Second words."}))
    assert "Second words." in main_of(changed.text)
    assert "First words." not in changed.text


async def test_what_is_written_and_not_handed_in_stands_nowhere_in_clear(visitor: Browser, office: Office) -> None:
    canary = "canary" + uuid4().hex
    check = await visitor.checked(narrative=canary, identity="named", name=canary)
    assert canary in check.text
    drafts = await office.rows("select cast(draft as text) as line, closed from draft")
    assert drafts
    assert canary.encode() not in b"".join(row["closed"] for row in drafts)
    cookie = visitor.client.cookies["draft"]
    assert cookie not in json.dumps([row["line"] for row in drafts])
    async with browser(office) as stranger:
        assert canary not in (await stranger.see(FORM)).text


async def test_a_draft_is_gone_after_two_hours(office: Office) -> None:
    async with browser(office) as visitor:
        await visitor.checked(narrative="Soon forgotten.")
        await office.pass_time(timedelta(hours=2, minutes=1))
        assert "Soon forgotten." not in (await visitor.see(FORM)).text
        async with browser(office) as other:
            await other.checked()
    assert len(await office.rows("select 1 from draft where kept_at < :long_ago", long_ago=office.now() - timedelta(hours=2))) == 0


async def test_pressed_twice_at_once_is_one_complaint_with_one_receipt(visitor: Browser, office: Office) -> None:
    check, before = await visitor.checked(), await complaints(office)
    answers = await asyncio.gather(*(visitor.send(check, "/check") for _ in range(4)))
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {(303, "/receipt")}
    assert await complaints(office) == before + 1
    assert told((await visitor.see("/receipt")).text)


async def test_going_back_and_handing_in_again_shows_the_same_receipt(visitor: Browser, office: Office) -> None:
    check, before = await visitor.checked(), await complaints(office)
    first = told((await visitor.follow(await visitor.send(check, "/check"))).text)
    assert told((await visitor.follow(await visitor.send(check, "/check"))).text) == first
    assert await complaints(office) == before + 1


async def test_answers_changed_in_another_window_are_checked_again_before_they_are_handed_in(visitor: Browser, office: Office) -> None:
    old, before = await visitor.checked(narrative="What I have seen."), await complaints(office)
    await visitor.checked(narrative="Something else.")
    answer = await visitor.send(old, "/check")
    assert answer.headers["location"] == "/check"
    assert await complaints(office) == before


async def test_the_receipt_is_shown_until_it_is_saved_and_never_again(visitor: Browser) -> None:
    page = await visitor.handed_in()
    seen = main_of(page.text)
    assert re.search(r"by \d+ \w+ \d{4}, \d\d:\d\d", seen)
    refused = await visitor.send(page, "/receipt")
    assert refused.status_code == 422
    assert told(refused.text) == told(page.text)
    done = await visitor.follow(await visitor.send(refused, "/receipt", saved="yes"))
    assert str(done.url).endswith("/track")
    assert told(page.text)[1] not in (await visitor.client.get("/receipt", follow_redirects=True)).text


async def test_a_second_complaint_of_the_same_browser_is_another_one(visitor: Browser) -> None:
    first = told((await visitor.handed_in(narrative="The first.")).text)
    assert "The first." not in (await visitor.see(FORM)).text
    assert told((await visitor.handed_in(narrative="The second.")).text) != first


async def test_a_form_of_somebody_else_hands_nothing_in(visitor: Browser, office: Office) -> None:
    before = await complaints(office)
    foreign = await visitor.client.post(FORM, data=SIMPLE, headers={"Origin": "https://elsewhere.example"})
    without_token = await visitor.client.post(FORM, data=SIMPLE)
    assert (foreign.status_code, without_token.status_code) == (403, 403)
    assert await complaints(office) == before


async def test_pages_are_kept_by_no_browser_and_pages_with_a_receipt_all_weigh_full_kilobytes(visitor: Browser) -> None:
    page = await visitor.handed_in()
    assert page.headers["cache-control"] == "no-store"
    assert len(page.content) % 1024 == 0
    assert "script-src 'self'" in page.headers["content-security-policy"]


async def test_leaving_quickly_forgets_everything(visitor: Browser) -> None:
    check = await visitor.checked(narrative="Nobody shall see this.")
    answer = await visitor.send(check, "/leave")
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    left = await visitor.follow(answer)
    assert not re.search("omplain|投诉", left.text)
    assert "Nobody shall see this." not in (await visitor.see(FORM)).text


async def test_what_was_written_can_be_thrown_away(visitor: Browser, office: Office) -> None:
    check = await visitor.checked(narrative="Never mind.")
    before = len(await office.rows("select 1 from draft"))
    await visitor.send(check, "/discard")
    assert len(await office.rows("select 1 from draft")) == before - 1
    assert "Never mind." not in (await visitor.see(FORM)).text


async def test_scripts_in_any_answer_stay_words(visitor: Browser) -> None:
    attack = "<script>alert(1)</script>\"'{{7*7}}"
    check = await visitor.checked(narrative=attack, asks=attack, place=attack, respondent_unit=attack)
    form = await visitor.see(FORM)
    for page in (check, form):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text
    assert hidden(form.text, FORM)


async def test_every_word_of_the_pages_stands_in_both_languages(office: Office) -> None:
    folder = office.assembly.service.rooms.folders[0]
    ids = {
        language: set(re.findall(r'^msgid "(.+)"$', (folder / "locale" / f"{language}.po").read_text(encoding="utf-8"), re.MULTILINE))
        for language in ("en", "zh")
    }
    kit = folder.parents[2] / "shared" / "web" / "locale" / "en.po"
    known = ids["en"] | set(re.findall(r'^msgid "(.+)"$', kit.read_text(encoding="utf-8"), re.MULTILINE))
    used = {
        message
        for page in (folder / "templates").glob("*.html")
        for message in re.findall(r'_\("([^"]+)"\)', page.read_text(encoding="utf-8"))
    }
    assert ids["en"] == ids["zh"]
    assert used - known == set()
