"""What an installation decides about the web side of a service."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection


@dataclass(frozen=True)
class Link:
    """One entry of the staff navigation; shown to persons with one of the roles, to all of them where there are none."""

    message: str
    href: str
    roles: frozenset[str] = frozenset()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Site:
    """Settings of the web side.

    `secret` signs sessions and forms (32 bytes or more); without one a random secret serves this process only.
    `secure` marks cookies for HTTPS. `trusted_hosts` are host names without port; empty means any.
    `body_limit` is in bytes, `patience` in seconds without progress of a body.
    `behind_loopback` says that a demo listening on all addresses (in a container) is published on loopback only.
    """

    demo: bool = False
    host: str = "127.0.0.1"
    behind_loopback: bool = False
    secure: bool = False
    trusted_hosts: frozenset[str] = frozenset()
    secret: bytes | None = None
    staff_file: Path | None = None
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    body_limit: int = 256_000
    patience: float = 10.0
    now: Callable[[], datetime] = _now
    random_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        if self.demo and not self.behind_loopback and not _is_loopback(self.host):
            raise ValueError(f"demo mode signs people in without a password; it may listen on 127.0.0.1, not on {self.host}")


def site_of(request: HTTPConnection) -> Site:
    """The settings of the application that is answering."""
    site: Site = request.app.state.site
    return site


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
