"""Passwords of an installation: made once, at random, readable by its owner only."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.installation.places import write_private

SERVICES = ("intake", "triage", "investigation", "notify")


@dataclass(frozen=True)
class Credentials:
    """`database` and `broker` map each service to its password there; the superuser's and administrator's stand apart.

    `observer` may look at the broker's topology and change nothing: readiness compares it with what is wanted.
    """

    superuser: str
    administrator: str
    observer: str
    database: dict[str, str]
    broker: dict[str, str]


def ensure(folder: Path) -> Credentials:
    """Read the passwords, or make them on the first start."""
    path = folder / "passwords.json"
    if not path.exists():
        write_private(path, json.dumps(asdict(_made()), indent=1))
    return Credentials(**json.loads(path.read_text()))


def _made() -> Credentials:
    return Credentials(
        superuser=_password(),
        administrator=_password(),
        observer=_password(),
        database={service: _password() for service in SERVICES},
        broker={service: _password() for service in SERVICES},
    )


def _password() -> str:
    return secrets.token_urlsafe(24)
