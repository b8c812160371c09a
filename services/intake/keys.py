"""`python -m services.intake.keys create|list|revoke`: the keys with which branch offices hand complaints in.

A key is shown once, when it is made; only its hash is kept. To change a key without a gap, make a second one, give it to
the branch, and revoke the first when the branch uses the new one.
"""

import argparse
import asyncio
import json
import os
import secrets
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from services.intake.decisions.access import KEY_BYTES, BranchKey, Scope, digest_of, prefix_of, token_from
from services.intake.settings import IntakeSettings
from services.intake.store import keys
from shared.database.engine import connect
from shared.process.service import clock_for
from shared.settings import from_environment


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 when done, 1 when there is no such key, 2 for a wrong call."""
    wanted = _parser().parse_args(arguments)
    return asyncio.run(_obey(wanted, from_environment(IntakeSettings)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.intake.keys", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create", help="make a key and show it once")
    create.add_argument("--branch", required=True, help="name of the branch office, as it stands in complaints")
    create.add_argument(
        "--scope", action="append", required=True, choices=[scope.value for scope in Scope], help="may be given several times"
    )
    create.add_argument("--expires", type=int, metavar="DAYS", help="days until the key ends by itself")
    create.add_argument("--out", type=Path, metavar="FILE", help="write the key to this new file (mode 600) instead of printing it")
    listing = commands.add_parser("list", help="show all keys, without their secrets")
    listing.add_argument("--output", choices=["table", "json"], default="table")
    revoke = commands.add_parser("revoke", help="close a key for good, within five seconds")
    revoke.add_argument("prefix", help="the eight signs after rk_, as `list` shows them")
    return parser


async def _obey(wanted: argparse.Namespace, settings: IntakeSettings) -> int:
    engine = connect(settings.database_url.get_secret_value(), service="intake", pool_size=2)
    now = clock_for(settings).now()
    async with AsyncSession(engine) as session:
        status = await _COMMANDS[wanted.command](session, wanted, now)
        await session.commit()
    await engine.dispose()
    return status


async def _create(session: AsyncSession, wanted: argparse.Namespace, now: datetime) -> int:
    token = token_from(secrets.token_bytes(KEY_BYTES))
    until = now + timedelta(days=wanted.expires) if wanted.expires else None
    keys.add(session, BranchKey(prefix_of(token) or "", digest_of(token), wanted.branch, frozenset(wanted.scope), now, until, None))
    if wanted.out is None:
        print(token)
        return 0
    with os.fdopen(os.open(wanted.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token + "\n")
    print(f"the key of {wanted.branch} is in {wanted.out}", file=sys.stderr)
    return 0


async def _list(session: AsyncSession, wanted: argparse.Namespace, now: datetime) -> int:
    found = [_line(key, now) for key in await keys.listed(session)]
    if wanted.output == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    for line in ({name: name for name in ("prefix", "branch", "scopes", "state", "created_at", "expires_at")}, *found):
        print(f"{line['prefix']:10} {line['branch']:24} {line['scopes']:20} {line['state']:9} {line['created_at']:21} {line['expires_at']}")
    return 0


def _line(key: BranchKey, now: datetime) -> dict[str, str]:
    return {
        "prefix": key.prefix,
        "branch": key.branch,
        "scopes": ",".join(sorted(key.scopes)),
        "state": "valid" if key.is_valid(now) else "revoked" if key.revoked_at else "expired",
        "created_at": f"{key.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "expires_at": f"{key.expires_at:%Y-%m-%dT%H:%M:%SZ}" if key.expires_at else "never",
    }


async def _revoke(session: AsyncSession, wanted: argparse.Namespace, now: datetime) -> int:
    found = await keys.revoke(session, wanted.prefix.removeprefix("rk_")[:8], now)
    print("revoked" if found else f"there is no key {wanted.prefix}; `list` shows all", file=sys.stderr)
    return 0 if found else 1


_COMMANDS = {"create": _create, "list": _list, "revoke": _revoke}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
