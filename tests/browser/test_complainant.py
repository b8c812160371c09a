"""The complainant's journey through the portal in a real browser: form, check, receipt, tracking, message, withdrawal."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.looks import looks_right
from tests.browser.visits import WAYS, Way, visit
from tests.stories.complainants import Complainant
from tests.stories.office import Office

NARRATIVE = {
    "zh": "在人民路店买的电饭煲，第二次使用时冒烟，质量太差。",
    "en": "The rice cooker from your shop began smoking, poor quality.",
}
ASKS = {"zh": "退款", "en": "My money back"}
MESSAGE = {"zh": "型号是 RC-20。", "en": "The model is RC-20."}
RECEIVED = {"zh": "自动回执", "en": "Automatic receipt"}
WITHDRAWN = {"zh": "已撤回", "en": "withdrawn"}


async def sends(page: Page, path: str) -> None:
    """Press the main button of the form that goes to this address."""
    async with page.expect_navigation():
        await page.locator(f"form[action$='{path}'] button").last.click()


async def finds_the_form(page: Page, way: Way) -> None:
    """From the first page to the questions, which say what is missing."""
    await page.goto("/")
    await looks_right(page, way, "portal")
    await page.locator("a[href$='/complain/customer']").click()
    await looks_right(page, way, "form")
    await sends(page, "/complain/customer")
    await expect(page.locator(".errors")).to_be_visible()
    await looks_right(page, way, "form-with-problem")


async def answers_the_questions(page: Page, way: Way) -> None:
    await page.locator("#narrative").fill(NARRATIVE[way.language])
    await page.locator("#asks").fill(ASKS[way.language])
    await page.locator("[name=identity][value=anonymous]").check()
    await page.locator("[name=reply][value=portal]").check()
    await sends(page, "/complain/customer")


async def keeps_the_receipt(page: Page, way: Way) -> tuple[str, str]:
    """Check the answers, hand in, and write down number and receipt."""
    await expect(page.locator(".facts")).to_contain_text(NARRATIVE[way.language])
    await looks_right(page, way, "check")
    await sends(page, "/check")
    await looks_right(page, way, "receipt")
    reference, receipt = await page.locator("#reference").inner_text(), await page.locator("#receipt").inner_text()
    await sends(page, "/receipt")
    await expect(page.locator(".errors")).to_be_visible()
    await page.locator("#saved").check()
    await sends(page, "/receipt")
    return reference, receipt


async def comes_back(page: Page, way: Way, reference: str, receipt: str) -> None:
    await looks_right(page, way, "track")
    await page.locator("#reference").fill(reference)
    await page.locator("#receipt").fill(receipt.lower())
    await sends(page, "/track")
    await expect(page.locator("h1")).to_have_text(reference)


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_complaint_is_made_followed_added_to_and_withdrawn(town: Office, browser: Browser, way: Way) -> None:
    async with visit(browser, way, town.system.url("intake")) as page:
        await finds_the_form(page, way)
        await answers_the_questions(page, way)
        reference, receipt = await keeps_the_receipt(page, way)
        await asyncio.to_thread(town.settle)
        await comes_back(page, way, reference, receipt)
        await expect(page.locator("article", has_text=RECEIVED[way.language])).to_have_count(1)
        await looks_right(page, way, "complaint")
        await page.locator("#text").fill(MESSAGE[way.language])
        await sends(page, "/track/message")
        await expect(page.locator("article", has_text=MESSAGE[way.language])).to_have_count(1)
        await page.locator("a[href$='/track/withdrawal']").click()
        await looks_right(page, way, "withdraw")
        await sends(page, "/track/withdrawal")
        await expect(page.locator("#now")).to_contain_text(WITHDRAWN[way.language])
        await asyncio.to_thread(town.settle)
        await page.reload()
        await looks_right(page, way, "complaint-withdrawn")
        await expect(page.locator("#text")).to_have_count(0)


async def test_a_double_click_hands_in_once(town: Office, browser: Browser) -> None:
    way = Way("en", scripts=False)
    async with visit(browser, way, town.system.url("intake")) as page:
        await page.goto("/complain/customer")
        await answers_the_questions(page, way)
        await page.locator("form[action$='/check'] button").dblclick()
        await page.wait_for_url("**/receipt")
        told = await page.locator("#reference").inner_text()
        await page.reload()
        assert await page.locator("#reference").inner_text() == told


async def test_a_wrong_receipt_opens_nothing_and_says_nothing_about_the_number(town: Office, browser: Browser) -> None:
    way = Way("en", 390)
    somebody = Complainant(town, language="en")
    complaint = await asyncio.to_thread(somebody.submits, "customer", NARRATIVE["en"])
    said = []
    async with visit(browser, way, town.system.url("intake")) as page:
        for reference in (complaint.reference, "R-0000-0000-0000-0"):
            await page.goto("/track")
            await page.locator("#reference").fill(reference)
            await page.locator("#receipt").fill("ABCD-EFGH-JKMN-PQRS-TVWX-YZ23")
            await sends(page, "/track")
            said.append(await page.locator(".errors").inner_text())
        await looks_right(page, way, "track-wrong")
    assert said[0] == said[1]


async def test_leaving_quickly_leaves_nothing_behind(town: Office, browser: Browser) -> None:
    way = Way("zh", 390)
    async with visit(browser, way, town.system.url("intake")) as page:
        await page.goto("/complain/customer")
        await answers_the_questions(page, way)
        await sends(page, "/leave")
        await looks_right(page, way, "left")
        assert await page.context.cookies() == []
        await page.goto("/check")
        assert not await page.get_by_text(NARRATIVE["zh"]).count()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_published_steps_and_their_limits_can_be_read_by_everybody(town: Office, browser: Browser, language: str) -> None:
    way = Way(language, 390)
    async with visit(browser, way, town.system.url("intake")) as page:
        for procedure in ("customer", "service-complaints", "market-regulation-12315"):
            await page.goto(f"/procedures/{procedure}")
            await looks_right(page, way, f"steps-{procedure}")
            await page.goto(f"/complain/{procedure}")
            await looks_right(page, way, f"form-{procedure}")
