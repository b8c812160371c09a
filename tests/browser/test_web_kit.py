"""The kit's pages in a real browser: nothing breaks the content policy, keys work and keep out of the way, both widths fit."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from tests.unit.web.parcels import DEMO_STAFF, parcels, staffed

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOUD = ("error", "warning")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")


@pytest.fixture(scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    app = parcels(staffed(tmp_path_factory.mktemp("staff"), DEMO_STAFF))
    door = socket.create_server(("127.0.0.1", 0))  # listens already: whoever comes before the server waits
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False, ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield opened
        await opened.close()


@pytest.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """A signed-in page; whatever breaks the content policy, fails or asks elsewhere makes the test fail."""
    context = await browser.new_context(locale="en-GB", base_url=address)
    opened = await context.new_page()
    troubles: list[str] = []
    opened.on(
        "console", lambda message: troubles.append(message.text) if message.type in LOUD and "status of 404" not in message.text else None
    )
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("request", lambda request: troubles.append(request.url) if not request.url.startswith(address) else None)
    await opened.goto("/sign-in?next=/depot")
    await opened.get_by_role("button", name="梅").click()
    await opened.wait_for_url("**/depot", wait_until="load")
    yield opened
    await context.close()
    assert troubles == []


async def focused(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.textContent || document.activeElement.id || document.activeElement.tagName"))


async def test_one_click_signs_in_and_one_signs_out(page: Page) -> None:
    assert await page.title() == "Depot – Parcels"
    await page.get_by_role("button", name="Sign out").click()
    await page.goto("/depot")
    assert await page.title() == "Sign in – Parcels"


async def test_keys_walk_the_list_and_open_a_row(page: Page) -> None:
    seen = []
    for key in ("j", "j", "k", "j", "j", "j", "j", "j"):
        await page.keyboard.press(key)
        seen.append(await focused(page))
    assert seen == ["P-1", "P-2", "P-1", "P-2", "P-3", "P-4", "P-5", "P-5"]
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/parcels/5")


async def test_keys_keep_out_of_the_way_of_typing_and_composing(page: Page) -> None:
    await page.keyboard.press("/")
    assert await focused(page) == "q"
    await page.keyboard.type("jk?/")
    assert await page.input_value("#q") == "jk?/"
    await page.locator("#to").focus()
    compose = "new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true})"
    await page.evaluate(f"document.body.dispatchEvent({compose})")
    assert await page.locator("tr.here").count() == 0
    for modified in ("Control+j", "Alt+j"):
        await page.keyboard.press(modified)
    assert await page.locator("tr.here").count() == 0


async def test_keys_can_be_looked_up_and_switched_off(page: Page) -> None:
    await page.locator("body").press("?")
    assert await page.locator("dialog#keys").is_visible()
    await page.keyboard.press("j")
    assert await page.locator("tr.here").count() == 0
    await page.get_by_label("Use single keys on the lists").uncheck()
    await page.get_by_role("button", name="Close").click()
    await page.locator("body").press("j")
    assert await page.locator("tr.here").count() == 0
    await page.reload()
    await page.locator("body").press("j")
    assert await page.locator("tr.here").count() == 0


async def test_enter_in_a_text_area_does_not_send_but_with_control_it_does(page: Page) -> None:
    await page.fill("#to", "南京")
    await page.locator("#text").press("Enter")
    assert page.url.endswith("/depot")
    await page.locator("#text").press("Control+Enter")
    await page.wait_for_url("**/form?*")


async def test_what_cannot_be_undone_is_asked_first(page: Page) -> None:
    asked: list[str] = []

    async def refuse(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        await dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", refuse)
    await page.evaluate("document.getElementById('to').required = false")
    await page.get_by_role("button", name="Stop").click()
    assert (asked, page.url.endswith("/depot")) == (["Stop it?"], True)


async def test_a_double_click_sends_once(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.fill("#to", "南京")
    await page.get_by_role("button", name="Send").dblclick()
    await page.wait_for_url("**/form?*")
    assert len(sent) == 1


async def test_unsaved_words_are_not_lost_without_asking(page: Page) -> None:
    asked: list[str] = []

    async def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        await dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    await page.locator("#text").press_sequentially("half a sentence")
    await page.evaluate("location.assign('/form')")
    await page.wait_for_timeout(200)
    assert (asked, page.url.endswith("/depot")) == (["beforeunload"], True)


async def test_after_an_error_reading_begins_at_the_summary(page: Page) -> None:
    await page.goto("/depot?problem=1")
    assert "There is a problem" in await focused(page)
    await page.get_by_role("link", name="Name a town").click()
    assert await focused(page) == "to"


@pytest.mark.parametrize("path", ["/depot", "/depot?problem=1", "/label", "/sign-in", "/nowhere", "/problems/invalid"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_no_page_is_wider_than_its_window_and_every_target_is_large_enough(page: Page, path: str, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(path, wait_until="load")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.evaluate(SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/depot?problem=1", "/label", "/sign-in"])
async def test_text_stands_out_from_its_ground_in_light_and_dark(page: Page, path: str, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await page.goto(path)
    assert await page.evaluate(CONTRAST) == []


async def test_on_paper_the_label_stands_alone(page: Page) -> None:
    await page.goto("/label")
    await page.emulate_media(media="print")
    assert await page.locator(".receipt .key").is_visible()
    for hidden in ("button", ".demo", "nav"):
        assert not await page.locator(hidden).first.is_visible()


async def test_without_scripts_every_page_still_works(browser: Browser, address: str) -> None:
    context = await browser.new_context(java_script_enabled=False, base_url=address)
    page = await context.new_page()
    await page.goto("/sign-in?next=/depot&lang=zh")
    await page.get_by_role("button", name="梅").click()
    await page.fill("#to", "南京")
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_url("**/form?*")
    assert await page.get_by_role("link", name="跳到正文").count() == 1
    await context.close()


# WCAG 2.5.8: 24 by 24 CSS pixels, except for links in sentences and for boxes whose label is the target
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea, label.choice')]
    .filter((each) => each.offsetParent && !each.closest('p, .skip') && !each.matches('.choice input'))
    .filter((each) => { const box = each.getBoundingClientRect(); return box.height < 24 || box.width < 24; })
    .map((each) => each.outerHTML.slice(0, 100))"""

CONTRAST = """() => {
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const ground = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const found = parts(getComputedStyle(each).backgroundColor);
            if (found.length === 3 || found[3] > 0) return found;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
        .filter((each) => each.offsetParent && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
        .filter((each) => {
            const [a, b] = [light(parts(getComputedStyle(each).color)), light(ground(each))].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05) < 4.5;
        }).map((each) => each.outerHTML.slice(0, 100));
}"""
