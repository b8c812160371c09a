"""The page behind the `type` of a problem document."""

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from shared.errors import NotFound
from shared.web.pages.environment import page

router = APIRouter(include_in_schema=False)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


@router.get("/problems/{code}")
async def explain(request: Request, code: str) -> Response:
    """What this kind of problem means and what to do about it."""
    words = request.app.state.pages.words_for(request)
    if not _CODE.match(code) or not words.knows(f"problem.{code}.what"):
        raise NotFound
    return page(request, "explanation.html", code=code, heading=words.say(f"problem.{code}"), detail=words.say(f"problem.{code}.what"))
