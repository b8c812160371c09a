"""The family of refusals: who is told what when something cannot be done.

`Refused`     the procedure says no; shown to the person in the procedure's words (409)
`NotFound`    there is no such thing, or not for this person (404)
`Invalid`     what was sent breaks the contract; each problem names its place (422)
`KeyReused`   the same idempotency key came with another request (422)
`KeyInUse`    the first request with this idempotency key is still running (409)
`Unreadable`  a message that can never be handled: dead letter at once
Anything else that a handler raises is tried again later, then becomes a dead letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class Refused(Exception):
    """The procedure says no: `ground` is a stable code, `words` is what the person reads."""

    def __init__(self, ground: str, words: str) -> None:
        super().__init__(words)
        self.ground = ground
        self.words = words


class NotFound(Exception):
    """There is no such thing, or it is none of this person's business: both look the same."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (a JSON Pointer), a stable code and what to do about it."""

    pointer: str
    code: str
    message: str


class Invalid(Exception):
    """What was sent breaks the contract in at least one place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.pointer}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


class KeyReused(Exception):
    """This idempotency key was already used for another request; send a fresh key with a new request."""


class KeyInUse(Exception):
    """The first request with this idempotency key is still running; ask again in a moment."""


class Unreadable(Exception):
    """This message or block can never be read, however often it is tried."""
