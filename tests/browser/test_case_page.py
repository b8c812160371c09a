"""The investigator in a real browser: a case is taken, looked into and decided."""

import asyncio

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.desks import signs_in
from tests.browser.looks import looks_right
from tests.browser.visits import WAYS, Way, visit
from tests.stories.complainants import Complainant, Complaint
from tests.stories.office import Office

NARRATIVE = {
    "zh": "新买的热水器漏电，孩子触电住院，质量问题严重。",
    "en": "The new kettle is faulty: it began smoking, the quality is poor.",
}
OUTCOME = {"zh": "投诉成立", "en": "The complaint is upheld"}
ALLEGATION = {"zh": "热水器漏电", "en": "the kettle smoked"}
REASONS = {"zh": "经检验，绝缘层破损。", "en": "The insulation was broken."}


async def opens(page: Page, verb: str) -> Locator:
    """Unfold one of the next steps."""
    step = page.locator(f"#do-{verb}")
    if await step.get_attribute("open") is None:
        await step.locator("summary").click()
    return step


async def sends(page: Page, step: Locator) -> None:
    async with page.expect_navigation():
        await step.get_by_role("button").click()


async def handed_over(town: Office, way: Way) -> Complaint:
    customer = Complainant(town, language=way.language)
    complaint = await asyncio.to_thread(customer.submits, "customer", NARRATIVE[way.language])
    await asyncio.to_thread(town.settle)
    return complaint


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_case_is_taken_looked_into_and_decided(town: Office, browser: Browser, way: Way) -> None:
    complaint = await handed_over(town, way)
    async with visit(browser, way, town.system.url("investigation")) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        await signs_in(page, "sarah-miller", "/cases")
        await looks_right(page, way, "case-list")
        await page.get_by_role("link", name=complaint.reference).click()
        await looks_right(page, way, "case-new")
        await sends(page, await opens(page, "take"))

        await looks_right(page, way, "case-taken")
        decide = await opens(page, "decide")
        await decide.locator("[name='decide.reasons']").fill(REASONS[way.language])
        await sends(page, decide)
        await expect(page.locator("#do-decide")).to_have_attribute("open", "")
        await looks_right(page, way, "case-refused")
        assert await page.locator("[name='decide.reasons']").input_value() == REASONS[way.language], "nothing typed is lost"

        finding = await opens(page, "finding")
        await finding.locator("[name='finding.allegation']").fill(ALLEGATION[way.language])
        assert await finding.locator("[name='finding.cause']").get_attribute("required") == "", (
            "this procedure wants the step that went wrong"
        )
        await finding.locator("[name='finding.cause']").select_option("production")
        await sends(page, finding)

        decide = await opens(page, "decide")
        await decide.locator("[name='decide.outcome']").select_option("upheld")
        await decide.locator("[name='decide.reasons']").fill(REASONS[way.language])
        await sends(page, decide)
        await expect(page.locator(".timeline")).to_contain_text(OUTCOME[way.language])
        await looks_right(page, way, "case-decided")


async def test_a_supervisor_goes_from_the_case_to_its_assessment(town: Office, browser: Browser) -> None:
    way = Way("en")
    complaint = await handed_over(town, way)
    async with visit(browser, way, town.system.url("investigation"), town.system.url("triage")) as page:
        await signs_in(page, "david-brown", f"/cases/{complaint.reference}")
        href = await page.get_by_role("link", name="Assessment at triage").get_attribute("href")
        assert href is not None
        await signs_in(page, "david-brown", href)
        await expect(page.locator("h1")).to_have_text(complaint.reference)
