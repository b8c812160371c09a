"""Where an installation keeps things: everything under `.run` of its clone, and what it remembers between starts."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.installation.servers.account import server_account

CLONE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Places:
    """The folders of the installation that belongs to one clone."""

    clone: Path = CLONE

    @property
    def run(self) -> Path:
        return self.clone / ".run"

    @property
    def python(self) -> Path:
        return self.clone / ".venv" / "bin" / "python"

    @property
    def secrets(self) -> Path:
        return self.run / "secrets"

    @property
    def programs(self) -> Path:
        """What the supervisor keeps running: a file per program."""
        return self.run / "programs"

    @property
    def traces(self) -> Path:
        """What runs: a file per process with its pid."""
        return self.run / "traces"

    @property
    def logs(self) -> Path:
        return self.run / "logs"

    @property
    def branches(self) -> Path:
        return self.run / "branches"

    @property
    def mailbox(self) -> Path:
        return self.run / "mailbox"

    @property
    def servers(self) -> Path:
        """The servers' data: inside the clone if their account can go there, else under /var/tmp."""
        inside = self.run / "servers"
        if server_account().can_enter(self.clone):
            return inside
        return Path("/var/tmp") / f"redress-{hashlib.sha256(str(self.clone).encode()).hexdigest()[:12]}"  # noqa: S108 - it survives a restart

    def create(self) -> None:
        """Make all folders; those with secrets, complaints or mail are closed to other people."""
        self.run.mkdir(exist_ok=True)
        for folder in (self.secrets, self.programs, self.traces, self.logs, self.branches, self.mailbox):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)

    def remembered(self) -> dict[str, Any]:
        """What earlier starts decided, e.g. ports; empty before the first."""
        try:
            return dict(json.loads((self.run / "memory.json").read_text()))
        except FileNotFoundError:
            return {}

    def remember(self, **values: object) -> None:
        """Keep these values, and those from before, for the next start."""
        write_private(self.run / "memory.json", json.dumps({**self.remembered(), **values}, indent=1))


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step; only the owner can read it."""
    new = path.with_name(f".{path.name}.new")
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(path)
