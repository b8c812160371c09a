"""Who is at the door: the public, a branch office with its key, a complainant with a receipt."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import Request

from services.intake.api.guesses import Guesses
from services.intake.api.together import Together
from services.intake.decisions.access import BranchKey, Scope, prefix_of
from services.intake.decisions.receipts import read_receipt, read_reference
from services.intake.model import PUBLIC, Complaint, Submitter, branch_office
from services.intake.settings import IntakeSettings
from services.intake.store import complaints, keys
from shared.errors import NotFound
from shared.messaging.transaction import Transactions
from shared.process.parts import Parts
from shared.web.app import parts_of
from shared.web.problems.rejected import Rejected

KEY_IS_TRUSTED = 3.0  # seconds: a revoked key is dead within five

IntakeParts = Parts[IntakeSettings, Any]


class Keyholders:
    """The keys of branch offices, remembered for a moment so that not every submission asks the database."""

    def __init__(self, transactions: Transactions, ticks: Callable[[], float] = time.monotonic) -> None:
        self._transactions = transactions
        self._ticks = ticks
        self._known: dict[str, tuple[float, BranchKey]] = {}

    async def holder(self, token: str, now: datetime) -> BranchKey | None:
        """The valid key that this token is, None otherwise."""
        prefix = prefix_of(token)
        if prefix is None:
            return None
        key = await self._key(prefix)
        return key if key is not None and key.fits(token) and key.is_valid(now) else None

    async def _key(self, prefix: str) -> BranchKey | None:
        asked, key = self._known.get(prefix, (float("-inf"), None))
        if key is not None and self._ticks() - asked < KEY_IS_TRUSTED:
            return key
        async with self._transactions.read() as session:
            found = await keys.find(session, prefix)
        if found is not None:
            self._known[prefix] = (self._ticks(), found)
        return found


def parts(request: Request) -> IntakeParts:
    """What intake was built from."""
    found: IntakeParts = parts_of(request)
    return found


def together(request: Request) -> Together:
    """Where submissions of this process meet."""
    own = parts(request)
    found: Together = _kept(request, "together", lambda: Together(own.transactions, most=own.settings.together))
    return found


def _kept(request: Request, name: str, make: Callable[[], Any]) -> Any:
    """One for the process, made when it is first asked for."""
    if not hasattr(request.app.state, name):
        setattr(request.app.state, name, make())
    return getattr(request.app.state, name)


async def submitter(request: Request, scope: Scope) -> Submitter:
    """The branch office whose key this is (401, 403), the public without one."""
    if "authorization" not in request.headers:
        return PUBLIC
    return branch_office((await branch_key(request, scope)).branch)


async def branch_key(request: Request, *scopes: Scope) -> BranchKey:
    """The valid key of a branch office that allows one of these: 401 without a key, 403 where it allows something else."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    holders: Keyholders = _kept(request, "keyholders", lambda: Keyholders(parts(request).transactions))
    key = await holders.holder(token.strip(), parts(request).clock.now()) if scheme.lower() == "bearer" else None
    if key is None:
        raise Rejected(401, "key_unknown", headers={"WWW-Authenticate": "Bearer"})
    if key.scopes.isdisjoint(scopes):
        raise Rejected(403, "scope_missing")
    return key


async def opened(request: Request, typed_reference: str, typed_receipt: str) -> Complaint:
    """The complaint that reference and receipt belong to. Unknown reference and wrong receipt look the same: 404, then 429."""
    own = parts(request)
    reference, receipt = read_reference(typed_reference), read_receipt(typed_receipt)
    mark = own.settings.pepper.mark("receipt", receipt or "")
    async with own.transactions.read() as session:
        complaint = await complaints.by_receipt(session, mark)
    if complaint is None or complaint.reference != reference:
        _refuse_guess(request, own)
        raise NotFound
    return complaint


def _refuse_guess(request: Request, own: IntakeParts) -> None:
    guesses: Guesses = _kept(request, "guesses", lambda: Guesses(own.settings.guesses))
    address = request.client.host if request.client else ""
    if guesses.is_too_many(address, own.clock.now()):
        raise Rejected(429, "too_many_guesses", headers={"Retry-After": "600"})
