"""A browser without scripts: it keeps cookies, fills the forms of a page in and follows where it is sent."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape

import httpx

from tests.services.intake.office import Office

SIMPLE = {"narrative": "The kettle broke on the second day.", "identity": "anonymous", "kind": "complaint"}


class Browser:
    """Speaks like a person's browser: HTML wanted, one language, one cookie jar."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def see(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def send(self, page: httpx.Response, action: str, **typed: str) -> httpx.Response:
        """Send the form of this page that leads to `action`, with what is typed into it; where it leads is not followed."""
        return await self.client.post(action, data={**hidden(page.text, action), **typed}, follow_redirects=False)

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 303, answer.text
        return await self.client.get(answer.headers["location"])

    async def checked(self, procedure: str = "customer", **typed: str) -> httpx.Response:
        """The page on which answers are checked."""
        path = f"/complain/{procedure}"
        return await self.follow(await self.send(await self.see(path), path, **{**SIMPLE, **typed}))

    async def handed_in(self, procedure: str = "customer", **typed: str) -> httpx.Response:
        """The receipt page after handing in."""
        return await self.follow(await self.send(await self.checked(procedure, **typed), "/check"))

    async def opened(self, reference: str, receipt: str) -> httpx.Response:
        """The tracking page of a complaint."""
        return await self.follow(await self.send(await self.see("/track"), "/track", reference=reference, receipt=receipt))


@asynccontextmanager
async def _client(office: Office, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    given = {"Accept": "text/html", "Accept-Language": "en", **headers}
    async with httpx.AsyncClient(base_url=office.client.base_url, headers=given, timeout=30) as client:
        yield client


@asynccontextmanager
async def browser(office: Office, **headers: str) -> AsyncIterator[Browser]:
    """A fresh browser."""
    async with _client(office, **headers) as client:
        yield Browser(client)


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that leads to `action`."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"the page has no form for {action}"
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group(0))}


def told(page: str) -> tuple[str, str]:
    """Number and receipt as a receipt page shows them."""
    reference, receipt = re.findall(r'<span class="key" id="(?:reference|receipt)">([^<]+)</span>', page)
    return reference, receipt


def main_of(page: str) -> str:
    """What a person reads on the page, without marks."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group(0))))
