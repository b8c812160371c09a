"""What each exception is answered with: a problem document for programs, a page for people."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Invalid, KeyInUse, KeyReused, NotFound, Refused
from shared.web.pages.catalogues import Words
from shared.web.pages.environment import own_path, page, see_other
from shared.web.problems.document import problem_response
from shared.web.problems.passing import is_passing
from shared.web.problems.places import explained, of_request
from shared.web.problems.rejected import Rejected
from shared.web.wire.last_resort import where
from shared.web.wire.record import PROBLEM

_FOR_PROGRAMS = ("/api/", "/health/", "/metrics", "/openapi.json")
_CODES = {400: "malformed_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "media_type"}

_REJECTIONS: dict[type[Exception], Callable[[Any, Words], Rejected]] = {
    Rejected: lambda error, _: error,
    Refused: lambda error, _: Rejected(409, error.ground),
    NotFound: lambda _error, _: Rejected(404, "not_found"),
    Invalid: lambda error, _: Rejected(422, "invalid", errors=error.problems),
    KeyReused: lambda _error, _: Rejected(422, "key_reused"),
    KeyInUse: lambda _error, _: Rejected(409, "key_in_use", headers={"Retry-After": "1"}),
    RequestValidationError: lambda error, words: Rejected(422, "invalid", errors=explained(of_request(error), words)),
    HTTPException: lambda error, _: Rejected(error.status_code, _CODES.get(error.status_code, "malformed_request"), headers=error.headers),
}
EXPECTED = tuple(_REJECTIONS)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to an exception; one that nobody foresaw is a 500 that says nothing but how to find its log line."""
    words = request.app.state.pages.words_for(request)
    rejected = _rejection(error, words)
    request.scope[PROBLEM] = rejected.code
    title, detail = _words_of(error, rejected, words)
    if not wants_page(request):
        kind = "refused" if isinstance(error, Refused) else rejected.code
        return problem_response(request, rejected, type_code=kind, title=title, detail=detail)
    if rejected.code == "sign_in_needed":
        return see_other(request, f"/sign-in{_coming_back(request)}")
    return _error_page(request, rejected, title, detail)


def wants_page(request: Request) -> bool:
    """Whether a person reads the answer: a browser, outside the JSON operations."""
    return "text/html" in request.headers.get("accept", "") and not own_path(request).startswith(_FOR_PROGRAMS)


def _rejection(error: Exception, words: Words) -> Rejected:
    for kind in type(error).__mro__:
        if kind in _REJECTIONS:
            return _REJECTIONS[kind](error, words)
    log = structlog.get_logger("shared.web")
    if is_passing(error):
        log.warning("unavailable", **where(error))
        return Rejected(503, "unavailable", headers={"Retry-After": "5"})
    log.error("unexpected", **where(error))
    return Rejected(500, "unexpected")


def _words_of(error: Exception, rejected: Rejected, words: Words) -> tuple[str, str | None]:
    """Title and detail; a refusal of the procedure is told in the procedure's own words."""
    if isinstance(error, Refused):
        named = f"problem.{error.ground}"
        return words.say(named if words.knows(named) else "problem.refused"), error.words
    what = f"problem.{rejected.code}.what"
    return words.say(f"problem.{rejected.code}"), words.say(what) if words.knows(what) else None


def _error_page(request: Request, rejected: Rejected, title: str, detail: str | None) -> Response:
    response = page(
        request, "problem.html", rejected.status_code, heading=title, detail=detail, status=rejected.status_code, errors=rejected.errors
    )
    response.headers.update(rejected.headers or {})
    return response


def _coming_back(request: Request) -> str:
    """Where to go after signing in; only a page that was asked for can be asked for again."""
    return f"?next={quote(own_path(request))}" if request.method == "GET" else ""
