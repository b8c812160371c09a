"""What nobody else answered: refusals raised around the routes, and everything unexpected."""

import traceback
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Answer = Callable[[Request, Exception], Awaitable[Response]]


class LastResort:
    """Answers every exception that reaches it; an answer already begun is cut off instead of being continued wrongly."""

    def __init__(self, app: ASGIApp, *, answer: Answer) -> None:
        self.app = app
        self.answer = answer
        self.log = structlog.get_logger("shared.web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except ClientDisconnect:
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            if begun:
                self._note("answer_cut_off", error)
                return
            response = await self._answer(Request(scope), error)
            await response(scope, receive, send)

    async def _answer(self, request: Request, error: Exception) -> Response:
        """Even the page about a failure may fail: then a bare line remains."""
        try:
            return await self.answer(request, error)
        except Exception as second:
            self._note("no_answer_to_failure", second)
            return PlainTextResponse("Something went wrong here.", 500)

    def _note(self, event: str, error: Exception) -> None:
        self.log.error(event, **where(error))


def where(error: Exception) -> dict[str, str]:
    """The kind of an error and where it arose: its message may hold what a person wrote, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return {"error": type(error).__name__, "at": " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))}
