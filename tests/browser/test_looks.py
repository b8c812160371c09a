"""The checks themselves: each sees what is wrong with a page that has it wrong, and finds nothing wrong with one that has not."""

import os

import pytest
from playwright.async_api import Browser

from tests.browser.looks import problems_of
from tests.browser.visits import Troubles, Way

GOOD = """<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1><h2>Part</h2>
<form><label for="name">Name</label><input id="name" style="height:30px"><button style="height:30px;width:60px">Send</button></form>
</main></body></html>"""
BAD = {
    "lang": ('lang="en"', 'lang="de"', "the page says it is de"),
    "title": ("<title>A page</title>", "", "the page has no title"),
    "h1": ("<h1>A page</h1>", "", "there are 0 main headings"),
    "level": ("<h2>Part</h2>", "<h4>Part</h4>", "a heading skips a level"),
    "ids": ("<h2>", '<h2 id="name">', "two things are called name"),
    "label": ('<label for="name">Name</label>', "", "a field has no label"),
    "words": (">Send<", "><", "it has no words"),
    "link": ("<form>", '<a href="#nowhere">There</a><form>', "the link leads nowhere"),
    "width": ("<form>", '<p style="width:5000px">wide</p><form>', "the page is 5"),
    "target": ("height:30px;width:60px", "height:8px;width:8px;padding:0;border:0;font-size:6px", "too small to hit"),
    "focus": ("<main>", "<style>:focus{outline:none}</style><main>", "focus cannot be seen"),
}


async def judged(browser: Browser, html: str) -> list[str]:
    page = await browser.new_page()
    await page.set_content(html)
    problems = await problems_of(page, Way("en"))
    await page.close()
    return problems


async def test_nothing_is_wrong_with_a_good_page(browser: Browser) -> None:
    assert await judged(browser, GOOD) == []


@pytest.mark.parametrize("what", BAD)
async def test_canary_what_is_wrong_is_seen(browser: Browser, what: str) -> None:
    good, bad, said = BAD[what]
    assert good in GOOD
    found = await judged(browser, GOOD.replace(good, bad))
    assert any(problem.startswith(said) for problem in found), found


async def test_canary_axe_sees_pale_text(browser: Browser) -> None:
    if "TEST_AXE" not in os.environ:
        pytest.skip("axe-core is not there: name its axe.min.js in TEST_AXE, or install npm")
    found = await judged(browser, GOOD.replace("<h2>", '<h2 style="color:#ccc;background:#fff">'))
    assert any("color-contrast" in problem for problem in found), found


async def test_canary_a_page_that_asks_elsewhere_or_breaks_its_policy_is_seen(browser: Browser) -> None:
    context = await browser.new_context()
    troubles = Troubles(("http://here.example",))
    troubles.watch(context)
    policy = {"Content-Security-Policy": "default-src 'self'; style-src 'none'"}
    body = "<style>h1 {color: red}</style><img src='http://elsewhere.example/x.png'>"
    await context.route("**/*", lambda route: route.fulfill(body=body, headers=policy, content_type="text/html"))
    page = await context.new_page()
    await page.goto("http://here.example/")
    await context.close()
    assert any("asked elsewhere: http://elsewhere.example/x.png" in one for one in troubles.found) or any(
        "elsewhere.example" in one for one in troubles.found
    )
    assert any("style" in one for one in troubles.found)
