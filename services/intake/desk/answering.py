"""How the pages answer where the web kit's way is not enough: one complaint for two clicks, pages that all weigh the same."""

import asyncio
from typing import Any

from fastapi import Request, Response

from services.intake.api.registering import registered
from services.intake.commands.submission import Registered, Submitted
from shared.errors import KeyInUse
from shared.web.pages.environment import page

_TRIES, _PAUSE = 50, 0.1  # five seconds in all
_STEP = 1024  # bytes


async def registered_once(request: Request, submitted: Submitted) -> Registered:
    """The answer to a form that may have been sent twice: the second click waits for what became of the first."""
    for _ in range(_TRIES):
        try:
            return await registered(request, submitted)
        except KeyInUse:
            await asyncio.sleep(_PAUSE)
    raise KeyInUse


def padded_page(request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
    """A page filled up to the next kilobyte, so that its length tells an eavesdropper less (S43)."""
    whole = page(request, template, status, **context).body
    return Response(bytes(whole) + b"\n" * (-len(whole) % _STEP), status, media_type="text/html")
