"""What people do in the same way on every desk."""

from playwright.async_api import Page


async def signs_in(page: Page, person: str, path: str) -> None:
    """One click at the demo's door, and on to this page."""
    await page.goto(path)
    await page.locator(f"button[value={person}]").click()
    await page.wait_for_url(f"**{path}")
