"""How much a request body may hold and how slowly it may come, counted while it streams."""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems.rejected import Rejected

_LIMIT = "shared.web.body_limit"
_LOWEST_RATE = 1024.0  # bytes per second


def allow_body(request: Request, limit: int) -> None:
    """Let this one request's body have up to `limit` bytes; call it before reading."""
    request.scope[_LIMIT] = limit


class BodyLimits:
    """Refuses a body over `limit` bytes (413), one that stands still for `patience` seconds or crawls (408).

    Crawling is less than 1 kB/s on average, once `head_start` seconds have passed.
    """

    def __init__(self, app: ASGIApp, *, limit: int, patience: float, head_start: float = 30.0) -> None:
        self.app = app
        self.head_start = head_start
        self.limit = limit
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault(_LIMIT, self.limit)
        await self.app(scope, _Body(scope, receive, self.patience, self.head_start).next_message, send)


class _Body:
    """One request's body on its way in."""

    def __init__(self, scope: Scope, receive: Receive, patience: float, head_start: float) -> None:
        self.scope = scope
        self.receive = receive
        self.patience = patience
        self.unhurried_until = asyncio.get_running_loop().time() + head_start
        self.received = 0
        self.complete = False

    async def next_message(self) -> Message:
        if self.complete:  # from here on only the client's leaving can be heard
            return await self.receive()
        self._refuse_over(_announced(self.scope))
        message = await self._in_time()
        self.received += len(message.get("body", b""))
        self._refuse_over(self.received)
        self.complete = not message.get("more_body", False)
        return message

    async def _in_time(self) -> Message:
        now = asyncio.get_running_loop().time()
        at_the_latest = self.unhurried_until + self.received / _LOWEST_RATE
        try:
            async with asyncio.timeout_at(min(now + self.patience, at_the_latest)):
                return await self.receive()
        except TimeoutError:
            raise Rejected(408, "body_too_slow", headers={"Connection": "close"}) from None

    def _refuse_over(self, size: int) -> None:
        if size > self.scope[_LIMIT]:
            raise Rejected(413, "body_too_large", headers={"Connection": "close"})


def _announced(scope: Scope) -> int:
    """What Content-Length promises; 0 where it is missing or no number (the server refuses those that lie)."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 16 else 0  # noqa: PLR2004 - sixteen digits are a petabyte
    return 0
