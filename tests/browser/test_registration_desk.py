"""The clerk in a real browser: what was said by telephone is taken down, and the caller is told number and receipt."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.desks import signs_in
from tests.browser.looks import looks_right
from tests.browser.visits import WAYS, Way, visit
from tests.stories.office import Office

NARRATIVE = {"zh": "来电人称快递没有送到。", "en": "The caller says that the parcel never arrived."}


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_call_is_taken_down(town: Office, browser: Browser, way: Way) -> None:
    async with visit(browser, way, town.system.url("intake")) as page:
        await signs_in(page, "chen-jing", "/desk/register")
        await looks_right(page, way, "register")
        await page.locator("#narrative").fill(NARRATIVE[way.language])
        await page.locator("#reply").select_option("phone")
        await page.locator("#reply_to").fill("not a number")
        form = page.locator("form[method=post]", has=page.locator("#narrative"))
        async with page.expect_navigation():
            await form.locator("button.main").click()
        await expect(page.locator(".errors")).to_be_visible()
        await looks_right(page, way, "register-with-problem")
        await expect(page.locator("#narrative")).to_have_value(NARRATIVE[way.language])
        await page.locator("#reply_to").fill("010 8888 6666")
        async with page.expect_navigation():
            await form.locator("button.main").click()
        await expect(page.locator("#reference")).to_contain_text("R-")
        await looks_right(page, way, "slip")
