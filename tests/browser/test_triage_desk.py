"""The triage officer in a real browser: one waiting complaint is looked at and accepted."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.browser.desks import signs_in
from tests.browser.looks import looks_right
from tests.browser.visits import WAYS, Way, visit
from tests.stories.complainants import Complainant
from tests.stories.office import Office

NARRATIVE = {"zh": "太差", "en": "Bad"}
UNIT = {"zh": "质量管理部", "en": "Quality department"}


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_waiting_complaint_is_accepted(town: Office, browser: Browser, way: Way) -> None:
    customer = Complainant(town, language=way.language)
    complaint = await asyncio.to_thread(customer.submits, "customer", NARRATIVE[way.language])
    await asyncio.to_thread(town.settle)
    async with visit(browser, way, town.system.url("triage")) as page:
        await page.goto("/sign-in")
        await looks_right(page, way, "triage-sign-in")
        await signs_in(page, "wang-min", "/assessments")
        await looks_right(page, way, "triage-desk")
        await page.get_by_role("link", name=complaint.reference).click()
        await expect(page.locator("h1")).to_contain_text(complaint.reference)
        await looks_right(page, way, "triage-assessment")
        refuse = page.locator("form[action$='/refuse']")
        await refuse.locator("select").select_option("")
        if way.scripts:
            page.once("dialog", lambda dialog: dialog.accept())
        await refuse.get_by_role("button").click()
        await expect(page.locator(".errors, [role=alert]").first).to_be_visible()
        await looks_right(page, way, "triage-assessment-refused")
        accept = page.locator("form[action$='/accept']")
        await accept.locator("select[name=category]").select_option("product-quality")
        await accept.locator("select[name=unit]").select_option("quality")
        await accept.get_by_role("button").click()
        await page.wait_for_url("**/assessments")
        await expect(page.get_by_role("link", name=complaint.reference)).to_have_count(0)
    seen = await asyncio.to_thread(customer.sees, "investigating")
    assert UNIT[way.language] in str(seen["history"])
