"""What a visitor has written so far: kept on the server, encrypted under a random key that only the visitor's browser holds."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from fastapi import Request
from pydantic import BaseModel

from services.intake.api.doors import parts
from services.intake.commands.submission import Registered
from services.intake.decisions.receipts import NONCE_BYTES
from services.intake.store import drafts as store
from shared.web.wire.cookies import set_cookie
from shared.web.wire.site import site_of

KEPT = timedelta(hours=2)
_KEY = "intake.draft"


class Draft(BaseModel):
    """The answers typed; after handing in nothing but the answer to it, until the complainant has saved the receipt."""

    procedure: str
    typed: dict[str, str]
    answer: Registered | None = None


def key_of(request: Request) -> str | None:
    """The random key of the draft that this browser has, if it has one."""
    key: str | None = request.scope.get(_KEY) or request.cookies.get(_cookie(request))
    return key


def mark_of(request: Request) -> bytes:
    """What the draft is known by on the server; its key cannot be found out from it."""
    return parts(request).settings.pepper.mark("draft", key_of(request) or "")


async def current(request: Request) -> Draft | None:
    """The draft of this browser; None when there is none or it is older than two hours."""
    own, key = parts(request), key_of(request)
    if key is None:
        return None
    async with own.transactions.read() as session:
        closed = await store.find(session, mark_of(request), _forgotten(own.clock.now()))
    text = own.settings.pepper.open("draft", closed, key) if closed else None
    return Draft.model_validate_json(text) if text else None


async def keep(request: Request, draft: Draft, *, anew: bool = False) -> None:
    """Keep the draft under this browser's key, or `anew` under a fresh one."""
    key = None if anew else key_of(request)
    if key is None:
        key = request.scope[_KEY] = token_urlsafe(32)
        set_cookie(request, _cookie(request), key, secure=site_of(request).secure, seconds=int(KEPT.total_seconds()))
    own = parts(request)
    async with own.transactions.begin(actor="complainant") as tx:
        nonce = tx.new_id().bytes[:NONCE_BYTES]
        closed = own.settings.pepper.close("draft", draft.model_dump_json(), nonce, key)
        await store.forget(tx.session, b"", _forgotten(tx.now))
        await store.keep(tx.session, mark_of(request), closed, tx.now)


async def discard(request: Request) -> None:
    """Forget the draft, here and in the browser."""
    if key_of(request) is None:
        return
    async with parts(request).transactions.begin(actor="complainant") as tx:
        await store.forget(tx.session, mark_of(request), _forgotten(tx.now))
    set_cookie(request, _cookie(request), "", secure=site_of(request).secure, seconds=0)


def _forgotten(now: datetime) -> datetime:
    return now - KEPT


def _cookie(request: Request) -> str:
    return "__Host-draft" if site_of(request).secure else "draft"
