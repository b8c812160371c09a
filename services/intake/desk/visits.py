"""A complainant's visit to the tracking page: a cookie tied to one complaint, good for twenty minutes after the last page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections import OrderedDict
from dataclasses import dataclass
from secrets import token_bytes, token_urlsafe
from uuid import UUID

from fastapi import Request

from services.intake.api.doors import parts
from services.intake.decisions.receipts import NONCE_BYTES
from services.intake.model import Complaint
from services.intake.store import complaints
from shared.web.wire.cookies import set_cookie
from shared.web.wire.site import site_of

SECONDS = 20 * 60
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Visit:
    """Which complaint, and when (seconds of the epoch) it was last looked at; the id is new with every receipt typed."""

    id: str
    complaint_id: UUID
    seen: int


def begin(request: Request, complaint: Complaint) -> None:
    """Let this browser see the complaint."""
    _send(request, token_urlsafe(32), complaint.complaint_id)


async def visited(request: Request) -> Complaint | None:
    """The complaint that this browser may see now; the twenty minutes begin anew."""
    visit = _read(request)
    if visit is None or visit.id in _ended(request) or _now(request) - visit.seen > SECONDS:
        return None
    async with parts(request).transactions.read() as session:
        complaint = await complaints.by_id(session, visit.complaint_id)
    if complaint is not None:
        _send(request, visit.id, visit.complaint_id)
    return complaint


def end(request: Request) -> None:
    """Nobody sees the complaint with this cookie again, nor with a copy of it in this process."""
    visit, ended = _read(request), _ended(request)
    if visit is not None:
        ended[visit.id] = None
        while len(ended) > _REMEMBERED:
            ended.popitem(last=False)
    set_cookie(request, _cookie(request), "", secure=site_of(request).secure, seconds=0)


def _read(request: Request) -> Visit | None:
    try:
        closed = urlsafe_b64decode(request.cookies.get(_cookie(request), "").encode())
    except (Error, ValueError):
        return None
    text = parts(request).settings.pepper.open("visit", closed)
    if text is None:
        return None
    visit_id, complaint_id, seen = text.split()
    return Visit(visit_id, UUID(complaint_id), int(seen))


def _send(request: Request, visit_id: str, complaint_id: UUID) -> None:
    text = f"{visit_id} {complaint_id} {_now(request)}"
    closed = parts(request).settings.pepper.close("visit", text, token_bytes(NONCE_BYTES))
    set_cookie(request, _cookie(request), urlsafe_b64encode(closed).decode(), secure=site_of(request).secure, seconds=SECONDS)


def _now(request: Request) -> int:
    return int(parts(request).clock.now().timestamp())


def _ended(request: Request) -> OrderedDict[str, None]:
    if not hasattr(request.app.state, "ended_visits"):
        request.app.state.ended_visits = OrderedDict()
    found: OrderedDict[str, None] = request.app.state.ended_visits
    return found


def _cookie(request: Request) -> str:
    return "__Host-visit" if site_of(request).secure else "visit"
