"""What every page must be, asked of the page itself: named, labelled, in one piece, reachable and readable."""

import os
from functools import cache
from pathlib import Path

from playwright.async_api import Page

from tests.browser.visits import Way

PHOTOGRAPHS = os.environ.get("TEST_PHOTOGRAPHS")

_PROBLEMS = """(language) => {
    const found = [];
    const say = (what, element) => found.push(what + ': ' + element.outerHTML.slice(0, 140));
    const shown = (element) => element.checkVisibility({checkVisibilityCSS: true});
    const text = (element) => (element.textContent || '').trim() || element.getAttribute('aria-label') || element.title;
    if (document.documentElement.lang !== language) found.push('the page says it is ' + document.documentElement.lang);
    if (!document.title.trim()) found.push('the page has no title');
    const heads = [...document.querySelectorAll('h1')];
    if (heads.length !== 1 || !text(heads[0])) found.push('there are ' + heads.length + ' main headings');
    if (document.querySelectorAll('main').length !== 1) found.push('there is not one main part');
    let level = 1;
    for (const head of [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(shown)) {
        if (Number(head.tagName[1]) > level + 1) say('a heading skips a level', head);
        level = Number(head.tagName[1]);
    }
    const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push('two things are called ' + id));
    for (const input of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
        const named = [...input.labels].some(text) || input.getAttribute('aria-label') || input.hasAttribute('aria-labelledby');
        if (!named) say('a field has no label', input);
    }
    for (const each of document.querySelectorAll('a[href], button, summary')) if (!text(each)) say('it has no words', each);
    for (const each of document.querySelectorAll('fieldset')) if (!each.querySelector('legend')) say('choices have no question', each);
    for (const each of document.querySelectorAll('img:not([alt])')) say('a picture has no words', each);
    for (const name of ['aria-describedby', 'aria-labelledby', 'for'])
        for (const each of document.querySelectorAll('[' + name + ']'))
            for (const id of each.getAttribute(name).split(/\\s+/)) if (!document.getElementById(id)) say(name + ' leads nowhere', each);
    for (const link of document.querySelectorAll('a[href^="#"]'))
        if (link.hash.length > 1 && !document.getElementById(decodeURIComponent(link.hash.slice(1)))) say('the link leads nowhere', link);
    if (document.documentElement.scrollWidth > innerWidth)
        found.push('the page is ' + document.documentElement.scrollWidth + ' wide in a window of ' + innerWidth);
    for (const each of document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea, label.choice')) {
        if (!shown(each) || each.closest('p, .skip, li, td') || each.matches('.choice input')) continue;
        const box = each.getBoundingClientRect();
        if (box.height < 24 || box.width < 24) say('too small to hit', each);
    }
    return found;
}"""

_UNSEEN_FOCUS = """() => {
    const shown = (element) => element.checkVisibility({checkVisibilityCSS: true});
    const found = [];
    const reachable = document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea');
    for (const each of [...reachable].filter(shown)) {
        each.focus({focusVisible: true});
        const style = getComputedStyle(each);
        if (document.activeElement !== each) continue;
        if ((style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1) && style.boxShadow === 'none')
            found.push('focus cannot be seen: ' + each.outerHTML.slice(0, 140));
    }
    return found;
}"""


async def looks_right(page: Page, way: Way, name: str) -> None:
    """Nothing is wrong with the page as it stands; a photograph of it is kept where the environment names a folder."""
    await photograph(page, f"{name}-{way}")
    problems = await problems_of(page, way)
    assert not problems, "\n".join([f"{name} {way}", *problems])


async def problems_of(page: Page, way: Way) -> list[str]:
    """Everything that is wrong with the page, each in a sentence; axe-core judges only where scripts run."""
    problems: list[str] = await page.evaluate(_PROBLEMS, way.language)
    problems += await page.evaluate(_UNSEEN_FOCUS)
    return problems + (await _judged_by_axe(page) if way.scripts else [])


async def photograph(page: Page, name: str) -> None:
    if PHOTOGRAPHS:
        await page.screenshot(path=Path(PHOTOGRAPHS) / f"{name}.png", full_page=True)


async def _judged_by_axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, when it is there; nothing otherwise."""
    source = _axe()
    if not source:
        return []
    await page.evaluate(source)
    found = await page.evaluate(_AXE)
    return [f"axe {one['id']}: {one['help']}: {one['nodes'][0]}" for one in found]


@cache
def _axe() -> str:
    named = os.environ.get("TEST_AXE")
    return Path(named).read_text(encoding="utf-8") if named else ""


_AXE = """async () => {
    const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const judged = await axe.run(document, {runOnly: {type: 'tag', values: levels}});
    return judged.violations.map((one) => ({id: one.id, help: one.help, nodes: one.nodes.map((node) => node.html.slice(0, 200))}));
}"""
