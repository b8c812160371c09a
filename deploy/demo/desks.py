"""The desks' JSON APIs as the persons of the demo use them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

Item = dict[str, Any]


class Declined(Exception):
    """The desk said no; the sentence is the procedure's own."""


class Desk:
    """One person at one service's desk."""

    def __init__(self, base: str, token: str) -> None:
        self._client = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def all(self, path: str, **filters: Any) -> Iterator[Item]:
        """Go through the whole of a list, page after page."""
        cursor: str | None = None
        while True:
            asked = {**filters, "limit": 200, **({"cursor": cursor} if cursor else {})}
            page = _said(self._client.get(path, params=asked))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def read(self, path: str) -> Item:
        return _said(self._client.get(path))

    def order(self, path: str, verb: str, **body: Any) -> Item:
        """Read the thing, then give the order about the version that was read."""
        version = self._client.get(path).raise_for_status().headers["ETag"]
        headers = {"If-Match": version, "Idempotency-Key": str(uuid4())}
        return _said(self._client.post(f"{path}/{verb}", json=body, headers=headers))


class Staff:
    """The persons of the demo, each with a token."""

    def __init__(self, persons_file: Path, urls: dict[str, str]) -> None:
        persons: list[Item] = json.loads(persons_file.read_text(encoding="utf-8"))
        self._persons = {person["id"]: person for person in persons}
        self._urls = urls

    def at(self, service: str, person: str) -> Desk:
        """The desk of this service as this person sees it."""
        return Desk(self._urls[service], self._persons[person]["token"])

    def name(self, person: str) -> str:
        return str(self._persons[person]["name"])


def _said(answer: httpx.Response) -> Item:
    if answer.is_success:
        said: Item = answer.json()
        return said
    problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    raise Declined(problem.get("detail") or problem.get("title") or f"{answer.status_code} {answer.request.url}")
