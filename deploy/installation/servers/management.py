"""The broker's management API: is it there, and take these definitions."""

import json
import urllib.request
from base64 import b64encode
from typing import Any
from urllib.parse import unquote, urlsplit


def call(base: str, verb: str, path: str, body: object | None = None) -> Any:
    """Call `base/api/path` with the name and password of the base URL; an answer without a body is an empty dict."""
    place = urlsplit(base)
    token = b64encode(f"{unquote(place.username or '')}:{unquote(place.password or '')}".encode()).decode()
    request = urllib.request.Request(
        f"{place.scheme}://{place.hostname}:{place.port}/api/{path}",
        method=verb,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def answers(base: str) -> bool:
    """Say whether the API answers this user."""
    try:
        return bool(call(base, "GET", "overview"))
    except OSError:
        return False
