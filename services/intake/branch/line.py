"""The line from a branch office to intake: HTTP with the branch's key, patient when intake or the network is away."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

SECONDS = 30.0
# what may be different in a moment; everything else is intake's last word
PASSING = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}


class LineDown(Exception):
    """Intake cannot be reached now, or asks for patience; the text says which."""


class KeyRefused(Exception):
    """Intake does not know this key, or the key may not do this."""


class FileRefused(Exception):
    """Intake will never take this file; the text says why."""


class UnknownImport(Exception):
    """Intake does not know this import (any more)."""


@dataclass(frozen=True)
class Line:
    """One connection of one branch office."""

    client: httpx.Client

    @classmethod
    def to(cls, url: str, key: str, language: str) -> "Line":
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        return cls(httpx.Client(base_url=url, headers=headers, timeout=SECONDS))

    def send(self, name: str, content: bytes, procedure: str | None) -> str:
        """Hand a file over and return the id of its import."""
        fields = {"procedure": procedure} if procedure else {}
        return str(self._ask("POST", "/api/v1/imports", files={"file": (name, content)}, data=fields).json()["id"])

    def state(self, import_id: str) -> dict[str, Any]:
        """How the import stands: state, progress, counts, problems."""
        view: dict[str, Any] = self._ask("GET", f"/api/v1/imports/{import_id}").json()
        return view

    def failed_rows(self, import_id: str) -> bytes:
        """The same file with only its failed rows and a column of reasons."""
        return self._ask("GET", f"/api/v1/imports/{import_id}/failed-rows").content

    def _ask(self, verb: str, path: str, **content: Any) -> httpx.Response:
        try:
            answer = self.client.request(verb, path, **content)
        except httpx.HTTPError as problem:
            raise LineDown(f"{type(problem).__name__}: {problem}") from None
        _judge(answer)
        return answer


def _judge(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    if answer.status_code in PASSING or answer.is_server_error:
        raise LineDown(f"intake answered {answer.status_code}")
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise KeyRefused(_words(answer))
    if answer.status_code == HTTPStatus.NOT_FOUND:
        raise UnknownImport(_words(answer))
    raise FileRefused(_words(answer))


def _words(answer: httpx.Response) -> str:
    """What the problem document says, each problem of it."""
    try:
        document = answer.json()
        return "; ".join([str(document.get("detail") or document["title"]), *(str(one["message"]) for one in document.get("errors", []))])
    except (ValueError, KeyError, AttributeError):
        return f"intake answered {answer.status_code}"
