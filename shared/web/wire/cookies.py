"""Cookies that have to reach the browser whatever answer the request gets."""

from collections.abc import MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

_JAR = "shared.web.cookies"


def set_cookie(request: HTTPConnection, name: str, value: str, *, secure: bool, seconds: int | None = None) -> None:
    """Send the cookie with the answer to this request, errors included; `seconds=0` takes it back, None means until the browser closes."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    line = f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{'; Secure' if secure else ''}"
    request.scope.setdefault(_JAR, {})[name] = line.encode("latin-1")


def cookies_to_set(scope: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The `Set-Cookie` headers collected during this request."""
    return [(b"set-cookie", line) for line in scope.get(_JAR, {}).values()]
