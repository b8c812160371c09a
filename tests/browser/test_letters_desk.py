"""The correspondent in a real browser: a call is taken up, made and reported; the letter stays as it was written."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.browser.desks import signs_in
from tests.browser.looks import looks_right
from tests.browser.visits import WAYS, Way, visit
from tests.stories.complainants import Complainant
from tests.stories.office import Office

NARRATIVE = {"zh": "快递一直没有送到，配送延误。", "en": "The parcel never arrived, the courier is late."}
NOTE = {"zh": "10:05 通话，本人接听。", "en": "10:05, spoke to the customer."}


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_call_is_taken_up_made_and_reported(town: Office, browser: Browser, way: Way) -> None:
    customer = Complainant(town, language=way.language, name="周婷 Zhou", phone="139 0000 1234")
    complaint = await asyncio.to_thread(customer.submits, "customer", NARRATIVE[way.language])
    await asyncio.to_thread(town.settle)
    async with visit(browser, way, town.system.url("notify")) as page:
        await signs_in(page, "liu-yan", "/tasks")
        await looks_right(page, way, "tasks")
        await page.locator("tr", has_text=complaint.reference).get_by_role("link").first.click()
        await expect(page.locator("h1")).to_contain_text(complaint.reference)
        await looks_right(page, way, "task")
        await expect(page.locator("main")).not_to_contain_text("139 0000 1234")
        async with page.expect_navigation():
            await page.locator("form[action$='/take'] button").click()
        await expect(page.locator("main")).to_contain_text("139 0000 1234")
        await looks_right(page, way, "task-taken-up")
        done = page.locator("form[action$='/done']")
        await done.locator("textarea").fill(NOTE[way.language])
        async with page.expect_navigation():
            await done.get_by_role("button").click()
        await page.goto(f"/letters?reference={complaint.reference}")
        await looks_right(page, way, "letters")
        await expect(page.locator("table")).to_be_visible()
