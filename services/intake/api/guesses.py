"""How often wrong receipts were tried from one place: in memory only, under a key of the day, so that nobody can be found by it."""

import hmac
import secrets
from collections import deque
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address

WINDOW = timedelta(minutes=10)
_MOST_PLACES = 50_000


class Guesses:
    """Counts wrong receipts for each address; whoever has the right one is never kept out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._day: date | None = None
        self._key = b""
        self._tries: dict[bytes, deque[datetime]] = {}

    def is_too_many(self, address: str, now: datetime) -> bool:
        """Note one wrong try; true when this address has had its tries of the last ten minutes."""
        self._begin_day(now)
        tries = self._tries.setdefault(hmac.digest(self._key, _network(address).encode(), "sha256"), deque())
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        if len(tries) >= self._most:
            return True
        tries.append(now)
        return False

    def _begin_day(self, now: datetime) -> None:
        if self._day != now.date() or len(self._tries) > _MOST_PLACES:
            self._day, self._key, self._tries = now.date(), secrets.token_bytes(32), {}


def _network(address: str) -> str:
    """An IPv6 subscriber has a whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address
