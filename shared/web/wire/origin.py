"""Who may be spoken to, and from where: trusted host names, and no state change from a foreign page."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.problems.rejected import Rejected

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TrustedOrigin:
    """Refuses unknown host names (400) and writing requests that a page of another origin sent (403)."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            if self.hosts and _name_of(host) not in self.hosts:
                raise Rejected(400, "unknown_host")
            if scope["method"] not in _SAFE and _is_foreign(headers, host):
                raise Rejected(403, "foreign_origin")
        await self.app(scope, receive, send)


def _name_of(host: str) -> str:
    """The host name without its port, in lower case; an IPv6 address keeps its brackets."""
    name = host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return name.lower()


def _is_foreign(headers: Headers, host: str) -> bool:
    """Browsers say where a request comes from; programs do not, and carry their own credentials."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.rpartition("//")[2].lower() != host.lower()
