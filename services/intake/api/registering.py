"""Registering one submission on behalf of a request, whichever door it came by."""

from fastapi import Request
from sqlalchemy.exc import DBAPIError

from services.intake.api.doors import together
from services.intake.api.together import AWAY
from services.intake.commands.submission import Registered, Reused, Submitted, Unfit
from services.intake.model import Flaw
from shared.errors import Invalid, KeyReused, Problem
from shared.web.pages.catalogues import Words
from shared.web.problems.rejected import Rejected


async def registered(request: Request, submitted: Submitted) -> Registered:
    """The answer, after the commit. Invalid with every flaw, KeyReused, KeyInUse; 503 while the database is away."""
    try:
        outcome = await together(request).register(submitted)
    except (DBAPIError, *AWAY):
        raise Rejected(503, "not_now", headers={"Retry-After": "5"}) from None
    if isinstance(outcome, Unfit):
        raise Invalid([problem_of(flaw, request.app.state.pages.words_for(request)) for flaw in outcome.flaws])
    if isinstance(outcome, Reused):
        raise KeyReused
    return outcome


def problem_of(flaw: Flaw, words: Words) -> Problem:
    """A flaw in words, with the place of its field in the body."""
    return Problem("/" + flaw.place.replace(".", "/"), flaw.code, words.say(f"field.{flaw.code}", **flaw.values))
