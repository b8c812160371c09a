"""Staff sessions: a signed cookie with a person's id, good for 15 idle minutes and 8 hours in all."""

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from secrets import token_urlsafe

from starlette.requests import Request

from shared.web.pages.signing import Signer
from shared.web.wire.cookies import set_cookie
from shared.web.wire.site import Site

_IDLE = 15 * 60
_ABSOLUTE = 8 * 3600
_RENEW_AFTER = 60
_REMEMBERED_SIGN_OUTS = 10_000
_SESSION = "shared.web.session"


@dataclass(frozen=True)
class Session:
    """Who signed in, when, and when last seen (seconds of the epoch); the id is new with every sign-in."""

    id: str
    person: str
    started: int
    seen: int


class Sessions:
    """Opens, reads and ends sessions.

    Services that share a configured secret share their sessions; with a random secret each service keeps its own
    cookie name, so that services on ports of one host do not sign each other's people out.
    """

    def __init__(self, site: Site, service: str) -> None:
        name = "staff" if site.secret else f"staff_{service}"
        self.cookie = f"__Host-{name}" if site.secure else name
        self._site = site
        self._signer = Signer(site.secret or site.random_secret)
        self._ended: OrderedDict[str, None] = OrderedDict()

    def begin(self, request: Request, person_id: str) -> None:
        """Sign the person in: a new session, whatever cookie came with the request."""
        now = self._now()
        self._send(request, Session(token_urlsafe(32), person_id, now, now))

    def current(self, request: Request) -> Session | None:
        """The session this request belongs to, if it is signed by us, neither idle nor too old nor ended."""
        if _SESSION not in request.scope:
            request.scope[_SESSION] = self._read(request)
        session: Session | None = request.scope[_SESSION]
        return session

    def end(self, request: Request) -> None:
        """Sign out: the cookie goes, and a copy of it is refused by this process until it would have expired."""
        session = self.current(request)
        if session is not None:
            self._ended[session.id] = None
            while len(self._ended) > _REMEMBERED_SIGN_OUTS:
                self._ended.popitem(last=False)
        request.scope[_SESSION] = None
        set_cookie(request, self.cookie, "", secure=self._site.secure, seconds=0)

    def _read(self, request: Request) -> Session | None:
        text = self._signer.open("session", request.cookies.get(self.cookie, ""))
        if text is None:
            return None
        session = Session(**json.loads(text))
        now = self._now()
        if session.id in self._ended or now - session.seen > _IDLE or now - session.started > _ABSOLUTE:
            return None
        if now - session.seen > _RENEW_AFTER:
            self._send(request, replace(session, seen=now))
        return session

    def _send(self, request: Request, session: Session) -> None:
        text = json.dumps({"id": session.id, "person": session.person, "started": session.started, "seen": session.seen})
        request.scope[_SESSION] = session
        set_cookie(request, self.cookie, self._signer.sign("session", text), secure=self._site.secure)

    def _now(self) -> int:
        return int(self._site.now().timestamp())


def session_of(request: Request) -> Session | None:
    """The staff session of this request, if there is one."""
    sessions: Sessions = request.app.state.sessions
    return sessions.current(request)
