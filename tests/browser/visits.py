"""How somebody looks at the pages: in which language, how wide, with or without scripts; and what must never happen meanwhile."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
HEIGHTS = {1280: 900, 390: 844}
# A refused form is answered with a page of status 4xx, which Chromium reports as a resource that did not load.
_EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4(01|04|09|22)")
_LISTEN = """addEventListener('securitypolicyviolation',
    (event) => console.error('CSP violation: ' + event.violatedDirective + ' ' + event.blockedURI))"""


@dataclass(frozen=True)
class Way:
    """One way of looking."""

    language: str = "zh"
    width: int = 1280
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'scripts' if self.scripts else 'no-scripts'}"


# Every pair of language and width, language and scripts, width and scripts is among them.
WAYS = (Way("zh", 1280), Way("en", 390), Way("zh", 390, scripts=False), Way("en", 1280, scripts=False))


@dataclass
class Troubles:
    """Everything that broke the content policy, left the origin, failed or complained while somebody looked."""

    origins: tuple[str, ...]
    found: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"error of a script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _EXPECTED.match(message.text):
            self.found.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.origins):
            self.found.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            self.found.append(f"{response.status}: {response.url}")


@asynccontextmanager
async def visit(browser: Browser, way: Way, address: str, *further: str) -> AsyncIterator[Page]:
    """Look at the pages of one service (and, through plain links, of further ones); nothing may go wrong meanwhile."""
    context = await browser.new_context(
        base_url=address,
        locale=LOCALES[way.language],
        viewport={"width": way.width, "height": HEIGHTS[way.width]},
        java_script_enabled=way.scripts,
    )
    troubles = Troubles((address, *further))
    troubles.watch(context)
    await context.add_init_script(_LISTEN)
    yield await context.new_page()
    await context.close()
    assert troubles.found == []
